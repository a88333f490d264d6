/**
 * What arrives where the ends of a line have different speeds, or are too fast for it. A receiver finds the edge of a
 * start bit and samples in the middle of its own bits; it knows nothing of the sender's.
 */

/** A receiver within this of the sender's speed reads every bit of a character. */
const TOLERANCE = 0.03;
const DATA_BITS = 8;
/** Start bit and data bits; the line rests high behind them. */
const LEVELS = 1 + DATA_BITS;
/** From the edge of the start bit to the middle of the stop bit. */
const STOP_SAMPLE_BITS = 9.5;

export function isSameSpeed(senderBaud: number, receiverBaud: number): boolean {
  return Math.abs(receiverBaud / senderBaud - 1) <= TOLERANCE;
}

/**
 * The bytes that a receiver makes of one character, for which a slower one has only the first of its bits, and a faster
 * one several start bits.
 */
export function misread(byte: number, senderBaud: number, receiverBaud: number): number[] {
  const receiverBits = senderBaud / receiverBaud;
  const bytes: number[] = [];
  let edge = nextEdge(byte, 0);
  while (edge !== undefined) {
    let read = 0;
    for (let bit = 0; bit < DATA_BITS; bit++)
      read |= levelAt(byte, Math.floor(edge + (bit + 1.5) * receiverBits)) << bit;
    bytes.push(read);
    edge = nextEdge(byte, edge + STOP_SAMPLE_BITS * receiverBits);
  }
  return bytes;
}

/** Of a line that is too slow for the speed on it: a level of one bit between two others does not come through. */
export function smeared(byte: number): number {
  let read = 0;
  let last: 0 | 1 = 0;
  for (let bit = 0; bit < DATA_BITS; bit++) {
    const own = levelAt(byte, bit + 1);
    const isLone = own !== levelAt(byte, bit) && own !== levelAt(byte, bit + 2);
    if (!isLone) last = own;
    read |= last << bit;
  }
  return read;
}

/** 0 is the start bit, 1 to 8 the data, lowest first. */
function levelAt(byte: number, at: number): 0 | 1 {
  if (at === 0) return 0;
  return at >= LEVELS || (byte >> (at - 1)) & 1 ? 1 : 0;
}

/** The next change from high to low, in bits of the sender; before the start bit the line was high. */
function nextEdge(byte: number, from: number): number | undefined {
  for (let at = Math.ceil(from); at < LEVELS; at++) {
    if (levelAt(byte, at) === 0 && (at === 0 || levelAt(byte, at - 1) === 1)) return at;
  }
  return undefined;
}
