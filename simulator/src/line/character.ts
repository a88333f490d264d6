/**
 * One character on the I/O line (ISO/IEC 7816-3, 7.2): a start bit, eight data bits, a parity bit, then the
 * line rests high. Sampled as a receiver with a clock of its own would, so that a wrong speed or convention
 * reads as it really reads.
 */

/** Levels of the nine bits after the start bit, bit 0 first on the line; the parity bit is bit 8. */
export type Character = {
  readonly levels: number;
  /** Length of one bit on the line, in milliseconds. */
  readonly bitMs: number;
  /** Leading edge of the start bit. */
  readonly edgeMs: number;
};

/** What a receiver made of a character. */
type Received = { readonly byte: number; readonly parityError: boolean };

/**
 * A receiver samples the start, data and parity bits and the first bit of the pause: 11 bits later it has
 * the byte.
 */
export const RECEIVED_AFTER_BITS = 11;

/** 1 when the eight bits have an odd number of ones. */
function oddOnes(byte: number): number {
  let sum = byte;
  sum ^= sum >> 4;
  sum ^= sum >> 2;
  return (sum ^ (sum >> 1)) & 1;
}

/** The bits that a UART puts on the line. */
export function uartLevels(byte: number, parity: "even" | "odd" | "none"): number {
  const bit = parity === "none" ? 1 : parity === "even" ? oddOnes(byte) : 1 - oddOnes(byte);
  return (byte & 0xff) | (bit << 8);
}

/**
 * What a card's logic puts on the line. Direct convention: least significant bit first, high is one.
 * Inverse: most significant first, low is one. The ones, parity included, are even in number (7.2.3).
 */
export function cardLevels(byte: number, inverse: boolean): number {
  const direct = uartLevels(byte, "even");
  return inverse ? (turned(byte) ^ 0xff) | ((direct & 0x100) ^ 0x100) : direct;
}

/** Bits so near to each other in length that a receiver samples each one and no other. */
const SAME_BITS = 0.04;
/** The line rests high behind a character. */
const RESTS_HIGH = 1 << 9;

/** Samples a character in the middle of the receiver's bits. */
export function sampleLevels(character: Character, receiverBitMs: number): number {
  if (Math.abs(receiverBitMs / character.bitMs - 1) < SAME_BITS) return character.levels | RESTS_HIGH;
  let levels = 0;
  for (let bit = 1; bit <= 10; bit++) {
    const at = Math.floor(((bit + 0.5) * receiverBitMs) / character.bitMs);
    levels |= levelAt(character.levels, at) << (bit - 1);
  }
  return levels;
}

/** Level of bit `at` of a character: 0 is the start bit, 1..9 data and parity, then the line is high. */
function levelAt(levels: number, at: number): number {
  if (at === 0) return 0;
  return at > 9 ? 1 : (levels >> (at - 1)) & 1;
}

/** What a UART says of the sampled bits; a low stop bit counts as an error too. */
export function asUart(levels: number, parity: "even" | "odd" | "none"): Received {
  const byte = levels & 0xff;
  const wrong = parity !== "none" && (levels & 0x1ff) !== uartLevels(byte, parity);
  return { byte, parityError: wrong || (levels & 0x200) === 0 };
}

/** What a card of this convention makes of the sampled bits. */
export function asCard(levels: number, inverse: boolean): Received {
  const byte = inverse ? turned((levels & 0xff) ^ 0xff) : levels & 0xff;
  return { byte, parityError: (levels & 0x1ff) !== cardLevels(byte, inverse) || (levels & 0x200) === 0 };
}

/** The bits of a byte in the opposite order. */
function turned(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit);
  return out;
}
