/** From the keys of an issuer to those of one card, and of one transaction (PBOC 2.0 part 2, session keys). */
import { BLOCK, tripleDes } from "./des.js";

/**
 * The key of one card (密钥分散): left half 3DES(master key, factor), right half 3DES(master key, complement of factor).
 * With several levels, the result is the master key of the next one.
 * @param factor8 the last 8 bytes of the application serial number, or a region's factor
 */
export function diversify(masterKey16: Uint8Array, factor8: Uint8Array): Uint8Array {
  checkBlock("factor", factor8, BLOCK);
  const both = new Uint8Array(2 * BLOCK);
  both.set(factor8);
  both.set(
    factor8.map((byte) => byte ^ 0xff),
    BLOCK,
  );
  return tripleDes(masterKey16, both);
}

/** The key of one transaction, 8 bytes, from the card's key and one block of what changes every time. */
export function sessionKey(key16: Uint8Array, block8: Uint8Array): Uint8Array {
  checkBlock("block", block8, BLOCK);
  return tripleDes(key16, block8);
}

/**
 * SESPK: random 4, offline sequence 2, the low 2 bytes of the terminal sequence.
 * @param dpk16 the card's purchase key
 * @param random4 from INITIALIZE FOR PURCHASE
 */
export function purchaseSessionKey(
  dpk16: Uint8Array,
  random4: Uint8Array,
  sequence: number,
  terminalSequence: number,
): Uint8Array {
  return sessionKey(dpk16, sessionBlock(random4, sequence, terminalSequence & 0xffff));
}

/** SESLK, SESULK: random 4, online sequence 2, 80 00. The overdraft update makes its key in the same way. */
export function loadSessionKey(dlk16: Uint8Array, random4: Uint8Array, sequence: number): Uint8Array {
  return sessionKey(dlk16, sessionBlock(random4, sequence, 0x8000));
}

function sessionBlock(random4: Uint8Array, sequence: number, last: number): Uint8Array {
  checkBlock("random", random4, 4);
  if (sequence >>> 0 !== sequence || sequence > 0xffff) {
    throw new RangeError(`the sequence must be an integer from 0 to 65535, got ${sequence}`);
  }
  const block = new Uint8Array(BLOCK);
  block.set(random4);
  block[4] = sequence >> 8;
  block[5] = sequence;
  block[6] = last >> 8;
  block[7] = last;
  return block;
}

function checkBlock(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length)
    throw new RangeError(`the ${what} must have ${length} bytes, got ${bytes.length}`);
}
