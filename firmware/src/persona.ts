/** Which stock reader type the firmware behaves as: the build says it, unless another is kept on the board. */
import { PERSONA_PINPAD, PERSONA_SEC1210 } from "@duka/protocol/wire/escape";
import { BUILT_PERSONA } from "./built-persona.js";
import { HAS_PINPAD } from "./features.js";
import { keepText, keptText } from "./hal.js";

const FILE = "duka.persona";
/** Slots of the stock type, populated or not; of those that the build holds. */
const SLOTS = new Uint8Array([0, 5, HAS_PINPAD ? 1 : 0, 2]);

/** PERSONA_… of the next start. */
export function nextPersona(): number {
  const kept = keptText(FILE);
  // One digit.
  const next = kept ? kept.charCodeAt(0) & 15 : 0;
  return SLOTS[next] ? next : BUILT_PERSONA;
}

/** PERSONA_… from the start to the next restart. */
const persona: number = nextPersona();
export const personaSlots = SLOTS[persona]!;
export const isPinPad = persona === PERSONA_PINPAD;
export const isSec1210 = persona === PERSONA_SEC1210;

export function runningPersona(): number {
  return persona;
}

/** @returns false when the build has not got it */
export function keepPersona(next: number): boolean {
  if (next > 0 && !SLOTS[next]) return false;
  keepText(FILE, next > 0 ? `${next}` : "");
  return true;
}
