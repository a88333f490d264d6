/**
 * Digits of a PIN put into a command APDU as bmFormatString, bmPINBlockString and bmPINLengthFormat of `secure.ts` say.
 * What stands around them in their block is the padding that the APDU had there.
 */
import {
  BLOCK_LENGTH_BITS_SHIFT,
  BLOCK_SIZE_MASK,
  FORMAT_ASCII,
  FORMAT_BCD,
  FORMAT_OFFSET_IN_BYTES,
  FORMAT_OFFSET_SHIFT,
  FORMAT_RIGHT,
  FORMAT_TYPE_MASK,
  LENGTH_OFFSET_IN_BYTES,
  LENGTH_OFFSET_MASK,
} from "./secure.js";

const LC_AT = 4;
const DATA_AT = 5;
/** What the nibble holds that an odd number of BCD digits leaves over in a block of no fixed size. */
const FILLER = 0xff;

/** How a PIN stands in a command; of the three fields, and bInsertionOffset in bytes. */
export type PinFormat = {
  format: number;
  block: number;
  lengthFormat: number;
};

function bitsPerDigit(pin: PinFormat): number {
  return (pin.format & FORMAT_TYPE_MASK) === FORMAT_BCD ? 4 : 8;
}

/** Where the block begins, in bits from the insertion offset on. */
function blockAtBits(pin: PinFormat): number {
  const offset = (pin.format >> FORMAT_OFFSET_SHIFT) & 15;
  return pin.format & FORMAT_OFFSET_IN_BYTES ? 8 * offset : offset;
}

function lengthAtBits(pin: PinFormat): number {
  const offset = pin.lengthFormat & LENGTH_OFFSET_MASK;
  return pin.lengthFormat & LENGTH_OFFSET_IN_BYTES ? 8 * offset : offset;
}

/** The most digits that the block holds; 255 when it grows with them. */
export function pinCapacity(pin: PinFormat): number {
  const size = pin.block & BLOCK_SIZE_MASK;
  return size ? (8 * size) / bitsPerDigit(pin) : 255;
}

/** The bytes that `count` digits will add to the command. */
export function pinGrowth(pin: PinFormat, count: number): number {
  return pin.block & BLOCK_SIZE_MASK ? 0 : (bitsPerDigit(pin) * count + 7) >> 3;
}

/** Whether block and length lie within `dataLength` bytes of data, and a block of no fixed size between two of them. */
export function fitsPin(pin: PinFormat, from: number, dataLength: number): boolean {
  const end = 8 * (dataLength - from);
  const blockAt = blockAtBits(pin);
  const size = pin.block & BLOCK_SIZE_MASK;
  if ((pin.format & FORMAT_TYPE_MASK) > FORMAT_ASCII || (size === 0 && blockAt & 7)) return false;
  const lengthBits = pin.block >> BLOCK_LENGTH_BITS_SHIFT;
  return blockAt + 8 * size <= end && (lengthBits === 0 || lengthAtBits(pin) + lengthBits <= end);
}

/** @param at counted in bits from the first one of `bytes`, the highest first */
function putBits(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let bit = count; bit-- > 0; at++) {
    const mask = 128 >> (at & 7);
    if ((value >> bit) & 1) bytes[at >> 3]! |= mask;
    else bytes[at >> 3]! &= ~mask;
  }
}

/**
 * Puts the digits into the command in `apdu`, which has room behind its end where the block grows; Lc grows with it.
 * @param digits 0 to 9, one in each byte
 * @param from bInsertionOffset in bytes from the first one behind Lc; 0 for verify
 */
export function insertPin(apdu: Uint8Array, pin: PinFormat, from: number, digits: Uint8Array): void {
  const perDigit = bitsPerDigit(pin);
  const at = 8 * (DATA_AT + from);
  let bit = at + blockAtBits(pin);
  const size = pinGrowth(pin, digits.length);
  if (size > 0) {
    const begin = bit >> 3;
    const end = DATA_AT + apdu[LC_AT]!;
    for (let byte = end - 1; byte >= begin; byte--) apdu[byte + size] = apdu[byte]!;
    apdu.fill(FILLER, begin, begin + size);
    apdu[LC_AT] = apdu[LC_AT]! + size;
  }
  if (pin.format & FORMAT_RIGHT) {
    bit += 8 * (size || pin.block & BLOCK_SIZE_MASK) - perDigit * digits.length;
  }
  const mark = (pin.format & FORMAT_TYPE_MASK) === FORMAT_ASCII ? 0x30 : 0;
  for (const digit of digits) {
    putBits(apdu, bit, perDigit, digit | mark);
    bit += perDigit;
  }
  putBits(apdu, at + lengthAtBits(pin), pin.block >> BLOCK_LENGTH_BITS_SHIFT, digits.length);
}
