/** GemCorePOSPro: five slots, no echo. Slot 0 is the user card, the others are SAMs. */
import { PERSONA_POS } from "@duka/protocol/wire/escape";
import type { Persona } from "../persona-table.js";

export const persona: Persona = { id: PERSONA_POS, slots: 5 };
