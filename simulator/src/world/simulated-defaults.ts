/** What a simulated reader is by default, and what else it can be: help tells it without loading a reader. */

export const DEFAULT_PROFILE = "hangzhou";
export const DEFAULT_SEED = 1;

export const PERSONAS = ["pos", "pinpad", "sec1210"] as const;
export type Persona = (typeof PERSONAS)[number];
export const DEFAULT_PERSONA: Persona = "pos";

/** In place of a card's profile: a chip for tests of a reader. */
export const TRANSFER = "transfer";

/** The words that move the cards of a reader behind a port. */
export const OPERATOR_WORDS =
  "out [SLOT], in [SLOT], swap [SLOT] (the other card), keys 123456# (on the keypad), restart (the reader); " +
  "SLOT is 0 unless given";
