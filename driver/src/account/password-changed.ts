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
  return { ...refusalOf("the card did not change its password", answer), triesLeft: triesOf(answer) };
}

function triesOf({ sw, triesLeft }: { readonly sw: number; readonly triesLeft: number }): number | undefined {
  if (sw === 0x6983) return 0;
  return triesLeft < 0 ? undefined : triesLeft;
}
