/** Of which profile the cards in a state file are, before they are opened. */
import { readState } from "../card/chip-state.js";

/** @throws RangeError saying what is wrong with the text */
export function profileOfState(text: string): string {
  const profile = memberOf(text);
  readState(text, profile);
  return profile;
}

/** Empty where there is none: `readState` then says what is wrong. */
function memberOf(text: string): string {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
  if (typeof state !== "object" || state === null || !("profile" in state)) return "";
  return typeof state.profile === "string" ? state.profile : "";
}
