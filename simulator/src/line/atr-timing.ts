/** What a card's ATR promises about times on the line: the card keeps its own promises. */
import { WI_DEFAULT, waitingTimeEtu } from "@duka/protocol/wire/timing";

/** F = 372, D = 1: the speed of the ATR, and after it until PPS says otherwise. */
const CYCLES_PER_ETU = 372;
const TA1_DEFAULT = 0x11;

export type AtrTiming = {
  readonly cyclesPerEtu: number;
  /** N of TC1; 255 counts as 0 with T=0. */
  readonly extraGuardTimeEtu: number;
  readonly waitingTimeEtu: number;
};

/** Reads TC1 and TC2 of any bytes; what is not there has its default. */
export function describeAtr(atr: Uint8Array): AtrTiming {
  let at = 2;
  let presence = atr[1] ?? 0;
  let n = 0;
  let wi = WI_DEFAULT;
  for (let group = 1; group <= 2; group++) {
    const tcAt = at + ((presence >> 4) & 1) + ((presence >> 5) & 1);
    const tc = presence & 0x40 ? atr[tcAt] : undefined;
    if (tc !== undefined && group === 1) n = tc === 255 ? 0 : tc;
    if (tc !== undefined && group === 2) wi = tc || WI_DEFAULT;
    const tdAt = tcAt + ((presence >> 6) & 1);
    if (!(presence & 0x80)) break;
    presence = atr[tdAt] ?? 0;
    at = tdAt + 1;
  }
  return {
    cyclesPerEtu: CYCLES_PER_ETU,
    extraGuardTimeEtu: n,
    waitingTimeEtu: waitingTimeEtu(TA1_DEFAULT, wi),
  };
}
