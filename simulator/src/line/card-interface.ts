/**
 * Which protocols and speeds a card offers: the interface bytes of its ATR (ISO/IEC 7816-3, 8.2 and 8.3), in place of
 * those that the chip has by itself. Historical bytes stay.
 */
import type { CardChip } from "../chip/chip.js";

export type CardInterface = {
  /** Offered, the first one first; "T=0" unless given. */
  readonly protocol?: "T=0" | "T=1" | "T=0,T=1";
  /** F and D offered, as TA1; 372/1 unless given. */
  readonly ta1?: number;
  /** Specific mode (TA2): TA1 and the first protocol are in force at once, and no PPS is answered. */
  readonly specific?: boolean;
  /** N, as TC1; 255 is the shortest guard time. The chip's own unless given. */
  readonly guardTime?: number;
  /** Of T=1: longest information field that the card takes, 1 to 254; 32 unless given. */
  readonly ifsc?: number;
  /** Of T=1: BWI and CWI, as TB3; 45 unless given. */
  readonly waiting?: number;
  /** Of T=1; "LRC" unless given. */
  readonly edc?: "LRC" | "CRC";
};

const HAS_TA = 0x10;
const HAS_TB = 0x20;
const HAS_TC = 0x40;
const HAS_TD = 0x80;
const WAITING = 0x45;
const CRC = 0x01;

/** @throws RangeError naming the member that does not fit */
export function checkInterface(of: CardInterface): void {
  byte("ta1", of.ta1, 0, 255);
  byte("guardTime", of.guardTime, 0, 255);
  byte("ifsc", of.ifsc, 1, 254);
  byte("waiting", of.waiting, 0, 0x9f);
}

/** The same chip, with these interface bytes. @throws RangeError */
export function withInterface(chip: CardChip, of: CardInterface): CardChip {
  checkInterface(of);
  if (Object.keys(of).length === 0) return chip;
  return { ...chip, reset: () => rewritten(chip.reset(), of) };
}

/** A chip without power has no ATR. */
function rewritten(atr: Uint8Array, of: CardInterface): Uint8Array {
  if (atr.length === 0) return atr;
  const { protocol = "T=0", ta1, specific, guardTime, ifsc, waiting = WAITING, edc } = of;
  const own = ownBytes(atr);
  const hasT1 = protocol !== "T=0";
  const first = protocol === "T=1" ? 1 : 0;
  const groups: Group[] = [
    { ta: ta1, tb: own.tb1, tc: guardTime ?? own.tc1 },
    { of: first, ta: specific === true ? first : undefined },
    { of: 1, ta: ifsc, tb: waiting, tc: edc === "CRC" ? CRC : undefined },
  ];
  const used = groups.slice(0, hasT1 ? 3 : specific === true ? 2 : 1);
  const bytes = used.flatMap((group, index) => groupBytes(group, index + 1 < used.length));
  const [presence, ...rest] = bytes;
  const whole = [atr[0]!, presence! | own.historical.length, ...rest, ...own.historical];
  return Uint8Array.from(hasT1 ? [...whole, whole.slice(1).reduce((sum, each) => sum ^ each)] : whole);
}

type Group = {
  readonly of?: number;
  readonly ta?: number | undefined;
  readonly tb?: number | undefined;
  readonly tc?: number | undefined;
};

/** TD of the group before, which says what follows, then the group. */
function groupBytes({ of = 0, ta, tb, tc }: Group, hasNext: boolean): number[] {
  const presence =
    (ta === undefined ? 0 : HAS_TA) |
    (tb === undefined ? 0 : HAS_TB) |
    (tc === undefined ? 0 : HAS_TC) |
    (hasNext ? HAS_TD : 0);
  return [presence | of, ...[ta, tb, tc].filter((each) => each !== undefined)];
}

function ownBytes(atr: Uint8Array): { tb1?: number; tc1?: number; historical: Uint8Array } {
  const presence = atr[1]!;
  const count = presence & 0x0f;
  let at = presence & HAS_TA ? 3 : 2;
  const tb1 = presence & HAS_TB ? atr[at++] : undefined;
  const tc1 = presence & HAS_TC ? atr[at++] : undefined;
  if (presence & HAS_TD) throw new RangeError("card interface: the chip's own ATR must be one of T=0 alone");
  return {
    ...(tb1 === undefined ? {} : { tb1 }),
    ...(tc1 === undefined ? {} : { tc1 }),
    historical: atr.subarray(at, at + count),
  };
}

function byte(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw new RangeError(`card interface: ${name} must be a whole number from ${min} to ${max}, not ${value}`);
}
