/**
 * Answer to reset (ISO/IEC 7816-3, 8.2): which bytes follow, and what they say. The bytes are the decoded ones, so TS
 * is 3B (direct convention) or 3F (inverse convention).
 */
import { xorOf } from "./bytes.js";

export const TS_DIRECT = 0x3b;
export const TS_INVERSE = 0x3f;
/** TS and at most 32 characters after it (8.2.1). */
export const ATR_MAX = 33;

/** A value where an interface byte is absent. */
export const ABSENT = -1;

/** An ATR taken apart. Absent interface bytes are `ABSENT`; group i is at index i - 1. */
export type Atr = {
  readonly inverseConvention: boolean;
  /** TA1, TA2, … */
  readonly ta: number[];
  readonly tb: number[];
  readonly tc: number[];
  /** T of TD1, TD2, …; the first offered protocol is `protocols[0]`, T=0 when TD1 is absent. T=15 is no protocol. */
  readonly protocols: number[];
  readonly historicalBytes: Uint8Array;
  readonly hasTck: boolean;
};

/**
 * How long the ATR is known to be, from its first `filled` bytes: it is complete when this equals `filled`.
 * While interface bytes are still coming the answer grows; it never exceeds what the bytes themselves announce.
 */
export function atrLength(atr: Uint8Array, filled: number): number {
  if (filled < 2) return 2;
  const historical = atr[1]! & 0x0f;
  let tck = 0;
  let at = 2;
  let td = atr[1]!;
  for (;;) {
    if (td & 0x10) at++;
    if (td & 0x20) at++;
    if (td & 0x40) at++;
    if (!(td & 0x80)) return at + historical + tck;
    at++;
    if (at > filled || at > ATR_MAX) return at;
    td = atr[at - 1]!;
    if (td & 0x0f) tck = 1;
  }
}

/** True when TCK is absent, as with T=0 alone, or makes the exclusive or of T0 to TCK zero (8.2.5). */
export function isTckRight(atr: Uint8Array, length: number): boolean {
  return !needsTck(atr, length) || xorOf(atr.subarray(1, length)) === 0;
}

/** TCK is absent when only T=0 is indicated, present in every other case (8.2.5). */
function needsTck(atr: Uint8Array, length: number): boolean {
  let at = 1;
  let td = atr[1]!;
  while (td & 0x80) {
    at += 1 + ((td >> 4) & 1) + ((td >> 5) & 1) + ((td >> 6) & 1);
    if (at >= length) return false;
    td = atr[at]!;
    if (td & 0x0f) return true;
  }
  return false;
}

/** True for one that keeps the rules of clause 8: `parseAtr` reads it. */
export function isAtr(atr: Uint8Array): boolean {
  const length = atrLength(atr, atr.length);
  const isWhole = (atr[0] === TS_DIRECT || atr[0] === TS_INVERSE) && length === atr.length;
  return isWhole && length <= ATR_MAX && isTckRight(atr, length);
}

/** @throws RangeError naming what is wrong: TS, length or TCK. */
export function parseAtr(atr: Uint8Array): Atr {
  if (atr[0] !== TS_DIRECT && atr[0] !== TS_INVERSE) throw new RangeError("ATR: TS must be 3B or 3F");
  const length = atrLength(atr, atr.length);
  if (length !== atr.length || length > ATR_MAX) {
    throw new RangeError(`ATR: its bytes announce a length of ${length}, but there are ${atr.length}`);
  }
  if (!isTckRight(atr, length)) throw new RangeError("ATR: TCK does not fit");
  const ta: number[] = [];
  const tb: number[] = [];
  const tc: number[] = [];
  const protocols: number[] = [];
  let at = 2;
  let td = atr[1]!;
  for (;;) {
    ta.push(td & 0x10 ? atr[at++]! : ABSENT);
    tb.push(td & 0x20 ? atr[at++]! : ABSENT);
    tc.push(td & 0x40 ? atr[at++]! : ABSENT);
    if (!(td & 0x80)) break;
    td = atr[at++]!;
    protocols.push(td & 0x0f);
  }
  if (protocols.length === 0) protocols.push(0);
  return {
    inverseConvention: atr[0] === TS_INVERSE,
    ta: ta,
    tb: tb,
    tc: tc,
    protocols: protocols,
    historicalBytes: atr.subarray(at, at + (atr[1]! & 0x0f)),
    hasTck: needsTck(atr, length),
  };
}
