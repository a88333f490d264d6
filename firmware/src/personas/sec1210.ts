/** SEC1210: two slots, no echo, and the reader makes the PPS. */
export { PERSONA_SEC1210 as BUILT_PERSONA } from "@duka/protocol/wire/escape";
