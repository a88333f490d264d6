/**
 * The factors by which the master keys of a social-security system become a card's: province, city, card (part 9, 7.3;
 * LD/T 33-2015, 10.3).
 */

/** "sh", which ends the factor of a province, with zeros before it; "sx" that of a city. */
const PROVINCE_END = "0000sh";
const CITY_END = "sx";

/**
 * Level 1: the first two digits of the region in ASCII, then "0000sh".
 * @param region 6 digits, the first 3 bytes of the card identification code
 */
export function provinceFactor(region: string): Uint8Array {
  return ascii(checked(region).slice(0, 2) + PROVINCE_END);
}

/**
 * Level 2: the six digits and "sx" (P9 7.3.2).
 * @param region 6 digits
 * @param digits of them that count; the rest is zeros. 4 is LD/T 33's rule for Zhejiang
 */
export function cityFactor(region: string, digits: 6 | 4 = 6): Uint8Array {
  return ascii(checked(region).slice(0, digits).padEnd(6, "0") + CITY_END);
}

/** Level 3: the last eight bytes of the card's ATR. @throws RangeError when the ATR is shorter */
export function cardFactor(atr: Uint8Array): Uint8Array {
  if (atr.length < 8) throw new RangeError(`the ATR must have at least 8 bytes, got ${atr.length}`);
  return atr.slice(-8);
}

function checked(region: string): string {
  if (/^[0-9]{6}$/.test(region)) return region;
  throw new RangeError(`region must be 6 decimal digits, got ${JSON.stringify(region.slice(0, 20))}`);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
