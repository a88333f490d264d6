/** Check characters of the numbers on a social-security card. */

const CARD_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = "10X98765432";

/**
 * The ninth character of a card number (GB 11714's rule, as public sources use it): 11 less the weighted sum modulo 11;
 * 10 is X, 11 is 0. Letters count from A = 10. @param first8 digits and capital letters
 */
export function cardCheckCharacter(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) {
    throw new RangeError("a card number begins with 8 digits or capital letters");
  }
  const sum = CARD_WEIGHTS.reduce(
    (total, weight, at) => total + weight * Number.parseInt(first8[at]!, 36),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 10 ? "X" : check === 11 ? "0" : String(check);
}

/** Nine characters, the last of which is right? */
export function isCardNumber(number: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(number) && cardCheckCharacter(number.slice(0, 8)) === number[8];
}

/** The last character of a citizen's number of 18 (GB 11643, ISO/IEC 7064 MOD 11-2). @param first17 digits */
export function citizenCheckCharacter(first17: string): string {
  if (!/^[0-9]{17}$/.test(first17)) throw new RangeError("a citizen's number begins with 17 digits");
  const sum = ID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return ID_CHECKS[sum % 11]!;
}

/** 18 characters, the last of which is right? */
export function isCitizenNumber(number: string): boolean {
  return /^[0-9]{17}[0-9X]$/.test(number) && citizenCheckCharacter(number.slice(0, 17)) === number[17];
}
