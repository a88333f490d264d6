/** The card's answer to a PPS request (ISO/IEC 7816-3, clause 9), from what its ATR offers. */
import type { AtrTerms } from "./atr-timing.js";
import { TA1_DEFAULT } from "./atr-timing.js";
import type { T1Behaviour } from "./t1-behaviour.js";

export const PPSS = 0xff;
const HAS_PPS1 = 0x10;
const PROTOCOL = 0x0f;
/** D by the low half of TA1 (table 8). */
const D = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20];

type PpsAgreement = {
  readonly response: Uint8Array;
  readonly fiDi: number;
  /** Undefined when the card says something that no one can have asked for, and is mute afterwards. */
  readonly protocol: number | undefined;
};

export function ppsIsWhole(request: readonly number[]): boolean {
  const [, pps0] = request;
  return pps0 !== undefined && request.length === lengthBy(pps0);
}

/** @returns undefined when the card stays silent: PCK is wrong, the protocol not offered, or its behaviour says so */
export function answerPps(
  request: Uint8Array,
  terms: AtrTerms,
  behaviour: T1Behaviour["pps"] = "accept",
): PpsAgreement | undefined {
  const pps0 = request[1]!;
  const protocol = pps0 & PROTOCOL;
  if (behaviour === "mute" || request.reduce((sum, byte) => sum ^ byte) !== 0) return undefined;
  if (typeof behaviour === "function") {
    return { response: behaviour(request), fiDi: TA1_DEFAULT, protocol: undefined };
  }
  if (!terms.protocols.includes(protocol)) return undefined;
  const wanted = pps0 & HAS_PPS1 ? request[2]! : undefined;
  if (wanted === undefined || behaviour === "default-speed" || !isWithin(wanted, terms.ta1)) {
    return { response: withCheck([PPSS, protocol]), fiDi: TA1_DEFAULT, protocol };
  }
  return { response: withCheck([PPSS, HAS_PPS1 | protocol, wanted]), fiDi: wanted, protocol };
}

/** FI is that of TA1, D at most its own; or the values that are in force anyway. */
function isWithin(wanted: number, ta1: number): boolean {
  const d = D[wanted & 0x0f] ?? 0;
  return wanted === TA1_DEFAULT || (wanted >> 4 === ta1 >> 4 && d > 0 && d <= (D[ta1 & 0x0f] ?? 0));
}

function lengthBy(pps0: number): number {
  return 3 + ((pps0 >> 4) & 1) + ((pps0 >> 5) & 1) + ((pps0 >> 6) & 1);
}

function withCheck(bytes: readonly number[]): Uint8Array {
  return Uint8Array.of(
    ...bytes,
    bytes.reduce((sum, byte) => sum ^ byte),
  );
}
