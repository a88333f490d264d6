/** What a change of the password ends with. */
import type { CommandResult } from "@duka/protocol/layout";
import { type Refusal, refusalOf } from "../card/refusal.js";

export type PasswordChanged = {
  readonly changed: true;
  /** Masked. */
  readonly cardNumber: string;
};

/** The card refused. */
export function notChanged(answer: Extract<CommandResult<never>, { ok: false }>): Refusal {
  const triesLeft = triesOf(answer);
  const code =
    triesLeft === undefined ? "refused-by-card" : triesLeft === 0 ? "password-locked" : "wrong-password";
  return { ...refusalOf("the card did not change its password", answer, code), triesLeft };
}

function triesOf({ sw, triesLeft }: { readonly sw: number; readonly triesLeft: number }): number | undefined {
  if (sw === 0x6983) return 0;
  return triesLeft < 0 ? undefined : triesLeft;
}
