/** The slots and what is known of the card in each. Only one of them converses at a time; each keeps its own state. */

import type { SlotWiring } from "@duka/protocol/board";
import { ICC_ABSENT } from "@duka/protocol/wire/ccid";
import { IFS_DEFAULT } from "@duka/protocol/wire/t1";
import {
  BWI_MAX,
  blockWaitingTimeCycles,
  characterWaitingTimeEtu,
  cyclesPerEtu,
  GUARD_TIME_SHORTEST,
  TA1_DEFAULT,
  WAITING_INTEGERS_DEFAULT,
  WI_DEFAULT,
  waitingTimeEtu,
} from "@duka/protocol/wire/timing";
import { board } from "./board.js";
import { setUpCardPort } from "./hal.js";
import { personaSlots } from "./persona.js";

export type Slot = {
  readonly index: number;
  /** Undefined for a slot that the persona has and the board has not: it is empty for ever. */
  readonly wiring: SlotWiring | undefined;
  /** bmICCStatus. */
  icc: number;
  /** bPowerSelect in force, 0 while inactive. */
  supply: number;
  /** In negotiable mode, and nothing has been exchanged since the reset: a PPS may still be. */
  isFresh: boolean;
  isInverse: boolean;
  /** T=1: the host has begun a command that more blocks belong to. */
  isChained: boolean;
  /** The protocol of the next exchange. */
  protocol: number;
  /**
   * abProtocolDataStructure of the protocol (CCID 6.1.7): FiDi, TCCKS, guard time N, waiting integers, clock stop; for
   * T=1 also IFSC and NAD.
   */
  readonly parameters: Uint8Array;
  etuMs: number;
  /** N, with 255 counted as 0. */
  extraGuardTimeEtu: number;
  /** Waiting time of T=0, block waiting time of T=1. */
  waitingTimeMs: number;
  /** Character waiting time of T=1. */
  characterTimeMs: number;
};

/** Offsets in `parameters`. */
export const FI_DI = 0;
export const TCCKS = 1;
export const GUARD_TIME = 2;
export const WAITING_INTEGER = 3;
export const IFSC = 5;
const PARAMETERS_LENGTH = new Uint8Array([5, 7]);

/** Length of the abProtocolDataStructure of T=0 and T=1. */
export function parametersLength(protocol: number): number {
  return PARAMETERS_LENGTH[protocol]!;
}

function createSlot(index: number): Slot {
  return {
    index: index,
    wiring: board.slots[index],
    icc: ICC_ABSENT,
    supply: 0,
    isFresh: false,
    isInverse: false,
    isChained: false,
    protocol: 0,
    parameters: new Uint8Array(parametersLength(1)),
    etuMs: 0,
    extraGuardTimeEtu: 0,
    waitingTimeMs: 0,
    characterTimeMs: 0,
  };
}

export const slots: Slot[] = board.slots.map((_, index) => createSlot(index));
/** Stands for every slot that is not wired. */
const emptySlot = createSlot(board.slots.length);

/** The slot of a bSlot, or undefined beyond what persona and board have. */
export function slotOf(index: number): Slot | undefined {
  if (index < slots.length) return slots[index];
  return index < personaSlots ? emptySlot : undefined;
}

/** What holds after a reset (ISO/IEC 7816-3, 8.1): Fd, Dd, no extra guard time, the default waiting integers. */
export function resetParameters(slot: Slot): void {
  const parameters = slot.parameters;
  const isT1 = slot.protocol === 1;
  parameters[FI_DI] = TA1_DEFAULT;
  parameters[TCCKS] = (slot.isInverse ? 2 : 0) | (isT1 ? 0x10 : 0);
  parameters[GUARD_TIME] = 0;
  parameters[WAITING_INTEGER] = isT1 ? WAITING_INTEGERS_DEFAULT : WI_DEFAULT;
  parameters[IFSC] = IFS_DEFAULT;
}

/**
 * The speed of a FiDi on this board, in bits per second; 0 when it is reserved for future use, or more than the board
 * can.
 */
export function cardBaud(fiDi: number): number {
  const cycles = cyclesPerEtu(fiDi);
  const baud = cycles ? board.clockHz / cycles : 0;
  return baud > board.cardBaudMax ? 0 : baud;
}

/**
 * Sets the line up by the parameters, whose FiDi the board must be capable of.
 * @param isSelected protocol and parameters have been selected: only then T=1 has its guard time of 11 etu (8.3, TC1)
 */
export function applyParameters(slot: Slot, isSelected: boolean): void {
  const parameters = slot.parameters;
  const baud = cardBaud(parameters[FI_DI]!);
  const guardTime = parameters[GUARD_TIME]!;
  const waiting = parameters[WAITING_INTEGER]!;
  const isShortest = guardTime === GUARD_TIME_SHORTEST;
  const etuMs = 1000 / baud;
  slot.etuMs = etuMs;
  slot.extraGuardTimeEtu = isShortest ? 0 : guardTime;
  if (slot.protocol === 1) {
    const cycles = blockWaitingTimeCycles(Math.min(waiting >> 4, BWI_MAX));
    slot.waitingTimeMs = 11 * etuMs + (1000 * cycles) / board.clockHz;
    slot.characterTimeMs = characterWaitingTimeEtu(waiting & 15) * etuMs;
  } else {
    slot.waitingTimeMs = waitingTimeEtu(parameters[FI_DI]!, waiting) * etuMs;
  }
  const stopBits = isSelected && slot.protocol === 1 && isShortest ? 1 : 2;
  setUpCardPort(slot.index, Math.round(baud), slot.isInverse, stopBits);
}
