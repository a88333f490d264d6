/** One try of the card-holder's: what became of being asked for the password, wherever it is typed. */

import { Password } from "../base/password.js";
import type { AskPassword, PasswordQuestion } from "./ask-password.js";
import type { PasswordRules } from "./city-profile.js";

/** What a card said to VERIFY. `sw` 0x9000 alone means verified; other status words that end in 00 do not. */
export type VerifyAnswer = { readonly sw: number; readonly triesLeft: number; readonly meaning: string };

/** One card whose password is in question. */
export type PasswordCard = {
  readonly cardNumber: string;
  readonly maskedCardNumber: string;
  /** True: reset by us, and its password was not asked about since; so no one can have verified it. */
  readonly isFresh?: boolean | undefined;
  /** Sends VERIFY with these BCD bytes; with none it only asks how many tries are left. */
  verify(bcd: Uint8Array): Promise<VerifyAnswer>;
};

export type PasswordTry =
  /** The card was asked. `isInitial`: the initial password was typed; undefined where only the reader knows. */
  | { readonly sent: true; readonly answer: VerifyAnswer; readonly isInitial: boolean | undefined }
  | { readonly sent: false; readonly why: "nothing typed" | "cancelled" | "timed out" | "wrong length" };

export type TryPassword = (question: PasswordQuestion) => Promise<PasswordTry>;

/** Typed at the till, and sent to the card. */
export function typedTry(ask: AskPassword, card: PasswordCard, rules: PasswordRules): TryPassword {
  return async (question) => {
    const password = await ask(question);
    if (password === undefined) return { sent: false, why: "nothing typed" };
    if (password.digitCount < rules.lengthMin || password.digitCount > rules.lengthMax) {
      // The card would count it as a wrong try.
      password.wipe();
      return { sent: false, why: "wrong length" };
    }
    const isInitial = password.equals(Password.fromDigits(rules.initial));
    return { sent: true, answer: await password.use((bcd) => card.verify(bcd)), isInitial };
  };
}
