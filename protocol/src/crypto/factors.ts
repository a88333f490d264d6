/**
 * The factors by which the master keys of a social-security system become a card's: province, city, card (LD/T 33-2015,
 * 10.3, and working terminals).
 */

/** "sh", which ends the factor of a province, with zeros before it; "sx" that of a city. */
const PROVINCE_END = "0000sh";
const CITY_END = "sx";
/** Zhejiang takes the first four digits of the region only. */
const REGION_OF_FOUR_DIGITS = "33";

/**
 * Level 1: the first two digits of the region in ASCII, then "0000sh".
 * @param region 6 digits, the first 3 bytes of the card identification code
 */
export function provinceFactor(region: string): Uint8Array {
  return ascii(checked(region).slice(0, 2) + PROVINCE_END);
}

/** Level 2: the six digits and "sx"; for regions 33 the first four digits, "00" and "sx". @param region 6 digits */
export function cityFactor(region: string): Uint8Array {
  const digits = checked(region);
  const city = digits.startsWith(REGION_OF_FOUR_DIGITS) ? `${digits.slice(0, 4)}00` : digits;
  return ascii(city + CITY_END);
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
