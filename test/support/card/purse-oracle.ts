/**
 * Keys, MACs and TACs of a PBOC purchase, computed apart from our own code: straight from the rules of JR/T 0025 with
 * node:crypto. It guards against one mistake shared by card, PSAM and driver.
 */
import { createCipheriv } from "node:crypto";

const ZERO = Buffer.alloc(8);

/** 3DES with a 16-byte key, one block; single DES is the same with both halves equal. */
function tripleDes(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv("des-ede", key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

function inverted(block: Buffer): Buffer {
  return Buffer.from(block.map((byte) => byte ^ 0xff));
}

export function diversified(masterKeyHex: string, factor: Buffer): Buffer {
  const key = Buffer.from(masterKeyHex, "hex");
  return Buffer.concat([tripleDes(key, factor), tripleDes(key, inverted(factor))]);
}

/** @param sequence of the card, 2 bytes @param terminalSequence 4 bytes, of which the last two are used */
export function purchaseKey(
  purchaseKeyOfCard: Buffer,
  random: Buffer,
  sequence: Buffer,
  terminalSequence: Buffer,
): Buffer {
  return tripleDes(purchaseKeyOfCard, Buffer.concat([random, sequence, terminalSequence.subarray(2)]));
}

export function tacKeyOf(tacKeyOfCard: Buffer): Buffer {
  return Buffer.from(tacKeyOfCard.subarray(0, 8).map((byte, at) => byte ^ tacKeyOfCard[at + 8]!));
}

/** First four bytes of the last block of DES-CBC, IV zero, padded with 80 00 …. */
export function macOf(key8: Buffer, data: Buffer): string {
  const padded = Buffer.concat([data, Buffer.of(0x80), ZERO]);
  const whole = padded.subarray(0, padded.length - (padded.length % 8));
  let block: Buffer = ZERO;
  const doubled = Buffer.concat([key8, key8]);
  for (let at = 0; at < whole.length; at += 8) {
    const mixed = Buffer.from(block.map((byte, i) => byte ^ whole[at + i]!));
    block = tripleDes(doubled, mixed);
  }
  return block.subarray(0, 4).toString("hex").toUpperCase();
}
