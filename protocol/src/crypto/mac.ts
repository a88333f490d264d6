/**
 * Message authentication codes of PBOC 2.0 part 2: four bytes each. What stands under them is told by `purchase.ts`,
 * `load.ts` and `overdraft.ts`.
 */
import { BLOCK, DOUBLE_KEY, des, desCbcLast, desDecrypt, xor } from "./des.js";
import { pad80 } from "./padding.js";

const MAC_LENGTH = 4;

/**
 * MAC1, MAC2 and MAC3: DES-CBC over the padded data, the first half of the last block.
 * @param sessionKey8 see `keys.ts`
 * @param iv 8 bytes; zero except in secure messaging
 */
export function mac(sessionKey8: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array {
  return desCbcLast(sessionKey8, pad80(data), iv).slice(0, MAC_LENGTH);
}

/** The transaction certificate (交易验证码): a MAC under both halves of DTK, joined by exclusive or. */
export function tac(dtk16: Uint8Array, data: Uint8Array): Uint8Array {
  return mac(tacKey(dtk16), data);
}

/**
 * Left half of DTK, exclusive or right half; parity bits stay as they come. The MAC of RELOAD PIN joins DRPK so, too.
 */
export function tacKey(dtk16: Uint8Array): Uint8Array {
  if (dtk16.length !== DOUBLE_KEY)
    throw new RangeError(`the key must have ${DOUBLE_KEY} bytes, got ${dtk16.length}`);
  return xor(dtk16.subarray(0, BLOCK), dtk16.subarray(BLOCK));
}

/**
 * MAC with a double-length key: DES-CBC under its left half, and the last block once more through the right half and
 * the left one (ISO/IEC 9797-1, algorithm 3).
 */
export function retailMac(key16: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array {
  if (key16.length !== DOUBLE_KEY)
    throw new RangeError(`the key must have ${DOUBLE_KEY} bytes, got ${key16.length}`);
  const left = key16.subarray(0, BLOCK);
  const last = desCbcLast(left, pad80(data), iv);
  return des(left, desDecrypt(key16.subarray(BLOCK), last)).slice(0, MAC_LENGTH);
}
