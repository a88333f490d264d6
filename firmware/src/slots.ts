/** The slots and what is known of the card in each. Only one of them converses at a time; each keeps its own state. */
import { ICC_ABSENT } from "@duka/protocol/wire/ccid";
import { cyclesPerEtu, TA1_DEFAULT, WI_DEFAULT, waitingTimeEtu } from "@duka/protocol/wire/timing";
import { board } from "./board.js";
import type { SlotWiring } from "./board-table.js";
import { setUpCardPort } from "./hal.js";
import { persona } from "./persona.js";

export type Slot = {
  readonly index: number;
  /** Undefined for a slot that the persona has and the board has not: it is empty for ever. */
  readonly wiring: SlotWiring | undefined;
  /** bmICCStatus. */
  icc: number;
  /** bPowerSelect in force, 0 while inactive. */
  supply: number;
  /** No block has been exchanged since the reset: a PPS may still be. */
  isFresh: boolean;
  isInverse: boolean;
  /** The protocol of the next exchange. */
  protocol: number;
  /** abProtocolDataStructure for T=0 (CCID 6.1.7): FiDi, TCCKS, guard time N, WI, clock stop. */
  readonly parameters: Uint8Array;
  etuMs: number;
  /** N, with 255 counted as 0. */
  extraGuardTimeEtu: number;
  /** Waiting time of T=0. */
  waitingTimeMs: number;
};

/** Offsets in `parameters`. */
export const FI_DI = 0;
export const TCCKS = 1;
export const GUARD_TIME = 2;
export const WAITING_INTEGER = 3;
export const PARAMETERS_LENGTH = 5;

export function createSlot(index: number): Slot {
  return {
    index: index,
    wiring: board.slots[index],
    icc: ICC_ABSENT,
    supply: 0,
    isFresh: false,
    isInverse: false,
    protocol: 0,
    parameters: new Uint8Array(PARAMETERS_LENGTH),
    etuMs: 0,
    extraGuardTimeEtu: 0,
    waitingTimeMs: 0,
  };
}

export const slots: Slot[] = board.slots.map((_, index) => createSlot(index));
/** Stands for every slot that is not wired. */
const emptySlot = createSlot(board.slots.length);

/** The slot of a bSlot, or undefined beyond what persona and board have. */
export function slotOf(index: number): Slot | undefined {
  if (index < slots.length) return slots[index];
  return index < persona.slots ? emptySlot : undefined;
}

/** What holds after a reset (ISO/IEC 7816-3, 8.1): Fd, Dd, no extra guard time, WI 10. */
export function resetParameters(slot: Slot): void {
  const parameters = slot.parameters;
  parameters[FI_DI] = TA1_DEFAULT;
  parameters[TCCKS] = slot.isInverse ? 2 : 0;
  parameters[GUARD_TIME] = 0;
  parameters[WAITING_INTEGER] = WI_DEFAULT;
}

/** Sets the line up by the parameters. FiDi must not be one that is reserved for future use. */
export function applyParameters(slot: Slot): void {
  const parameters = slot.parameters;
  const cycles = cyclesPerEtu(parameters[FI_DI]!);
  const guardTime = parameters[GUARD_TIME]!;
  slot.etuMs = (1000 * cycles) / board.clockHz;
  slot.extraGuardTimeEtu = guardTime === 255 ? 0 : guardTime;
  slot.waitingTimeMs = waitingTimeEtu(parameters[FI_DI]!, parameters[WAITING_INTEGER]!) * slot.etuMs;
  setUpCardPort(slot.index, Math.round(board.clockHz / cycles), slot.isInverse);
}
