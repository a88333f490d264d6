/**
 * Historical bytes of an ATR as a reader hands it over. With PC/SC its rules were the reader's to check, and some leave
 * TCK out: what can be read is read, and no bytes make it throw.
 */
import { TS_DIRECT, TS_INVERSE } from "@duka/protocol/wire/atr";
import { xorOf } from "@duka/protocol/wire/bytes";

const TA = 0x10;
const TB = 0x20;
const TC = 0x40;
const TD = 0x80;

/**
 * @returns undefined where they are not whole, or where a TCK says that something in them is damaged: from wrong bytes
 *   wrong keys would follow, and a genuine card would be called a forged one
 */
export function historicalBytesOf(atr: Uint8Array): Uint8Array | undefined {
  const [ts, t0] = atr;
  if ((ts !== TS_DIRECT && ts !== TS_INVERSE) || t0 === undefined) return undefined;
  let at = 2;
  let td = t0;
  let hasTck = false;
  for (;;) {
    at += [TA, TB, TC].filter((bit) => (td & bit) !== 0).length;
    if ((td & TD) === 0) break;
    const next = atr[at++];
    if (next === undefined) return undefined;
    td = next;
    if ((td & 0x0f) !== 0) hasTck = true;
  }
  const end = at + (t0 & 0x0f);
  if (end > atr.length) return undefined;
  if (hasTck && end < atr.length && xorOf(atr.subarray(1, end + 1)) !== 0) return undefined;
  return atr.slice(at, end);
}
