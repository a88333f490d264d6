/** What a card's ATR promises about protocols and times on the line: the card keeps its own promises. */
import { WAITING_INTEGERS_DEFAULT, WI_DEFAULT } from "@duka/protocol/wire/timing";

/** F = 372, D = 1: the speed of the ATR, and after it until PPS says otherwise. */
export const TA1_DEFAULT = 0x11;
const IFSC_DEFAULT = 32;
const T1 = 1;
const T15 = 15;

export type AtrTerms = {
  /** In the order of the offer; T=15 is none. */
  readonly protocols: readonly number[];
  readonly ta1: number;
  /** TA2 is there: no PPS, and the protocol that it names. */
  readonly specific: number | undefined;
  /** N of TC1, 255 as it is. */
  readonly guardTime: number;
  /** WI of T=0. */
  readonly waitingInteger: number;
  /** Of T=1. */
  readonly ifsc: number;
  readonly bwi: number;
  readonly cwi: number;
  readonly hasCrc: boolean;
};

/** Reads any bytes; what is not there has its default. */
export function describeAtr(atr: Uint8Array): AtrTerms {
  const groups = interfaceGroups(atr);
  const [first, second] = groups;
  const ofT1 = groups.find(({ of }, index) => index > 1 && of === T1);
  const waiting = ofT1?.tb ?? WAITING_INTEGERS_DEFAULT;
  const named = groups
    .slice(1)
    .map(({ of }) => of)
    .filter((of) => of !== T15);
  return {
    protocols: named.length === 0 ? [0] : [...new Set(named)],
    ta1: first?.ta ?? TA1_DEFAULT,
    specific: second?.ta === undefined ? undefined : second.ta & 0x0f,
    guardTime: first?.tc ?? 0,
    waitingInteger: second?.tc || WI_DEFAULT,
    ifsc: ofT1?.ta ?? IFSC_DEFAULT,
    bwi: waiting >> 4,
    cwi: waiting & 0x0f,
    hasCrc: ((ofT1?.tc ?? 0) & 1) === 1,
  };
}

type Group = { readonly of: number; readonly ta?: number; readonly tb?: number; readonly tc?: number };

/** TAi, TBi, TCi by group, each with the T that the TD before it names; the first group's is no protocol. */
function interfaceGroups(atr: Uint8Array): Group[] {
  const groups: Group[] = [];
  let at = 2;
  let td: number | undefined = (atr[1] ?? 0) & 0xf0;
  const next = (bit: number, from: number) => (from & bit ? atr[at++] : undefined);
  while (td !== undefined && groups.length < 8) {
    const [ta, tb, tc] = [next(0x10, td), next(0x20, td), next(0x40, td)];
    groups.push({
      of: td & 0x0f,
      ...(ta === undefined ? {} : { ta }),
      ...(tb === undefined ? {} : { tb }),
      ...(tc === undefined ? {} : { tc }),
    });
    td = next(0x80, td);
  }
  return groups;
}
