/** GemCorePOSPro: five slots, no echo. Slot 0 is the user card, the others are SAMs. */
export { PERSONA_POS as BUILT_PERSONA } from "@duka/protocol/wire/escape";
