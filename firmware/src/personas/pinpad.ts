/** GemPCPinPad: one slot, a keypad, and an empty frame in front of every answer. */
export { PERSONA_PINPAD as BUILT_PERSONA } from "@duka/protocol/wire/escape";
