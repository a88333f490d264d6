/** The holder changes the password: the old one once, the new one twice. Every wrong old one costs a try, so each is asked once. */
import { changePin } from "@duka/protocol/commands/pboc-purse";
import type { PasswordQuestion } from "../password/ask-password.js";
import { Password } from "../password/password.js";
import { enterHome } from "./account-application.js";
import { changeOnKeypad } from "./change-on-keypad.js";
import { notChanged, type PasswordChanged } from "./password-changed.js";
import { aborted } from "./prepare-purchase.js";
import { presentCard } from "./presented-card.js";
import { isRefusal, type Refusal, refusal } from "./refusal.js";
import { type Till, visit } from "./till.js";

export type { PasswordChanged } from "./password-changed.js";

/** @throws TypeError when nobody can be asked; ReaderError */
export function changePassword(till: Till, signal?: AbortSignal): Promise<PasswordChanged | Refusal> {
  return visit(till, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const { issued } = card;
    const lost = await enterHome(issued);
    if (lost !== undefined) return lost;
    if (till.pinPad) return changeOnKeypad(till, issued, signal);
    const ask = askerOf(till, issued.maskedCardNumber, signal);
    const typed: Password[] = [];
    try {
      const words = await askThree(till, ask, typed);
      if (isRefusal(words)) return words;
      if (signal?.aborted) throw aborted();
      const { passwords } = till.journal;
      const isInitial = words.new.equals(Password.fromDigits(till.profile.password.initial));
      // If the answer is lost nobody knows which password the card has: it is asked for then, and not guessed.
      await passwords.remember(issued.passwordKey, { state: "tried", triesLeft: undefined });
      const answer = await words.old.use((oldPin) =>
        words.new.use((newPin) => issued.session.send(changePin, { oldPin, newPin })),
      );
      if (answer.ok) {
        const state = isInitial ? "initial" : "changed";
        await passwords.remember(issued.passwordKey, { state, triesLeft: undefined });
        return { changed: true, cardNumber: issued.maskedCardNumber };
      }
      return notChanged(answer);
    } finally {
      for (const password of typed) password.wipe();
    }
  });
}

type Ask = (what: NonNullable<PasswordQuestion["what"]>) => Promise<Password | undefined>;

function askerOf(till: Till, maskedCardNumber: string, signal: AbortSignal | undefined): Ask {
  const { askPassword } = till;
  if (askPassword === undefined)
    throw new TypeError("this needs somebody to type: give askPassword to openAccount");
  const { lengthMin, lengthMax } = till.profile.password;
  return (what) =>
    till.reader.clock.outside(() =>
      askPassword({
        what,
        maskedCardNumber,
        triesLeft: undefined,
        ask: 1,
        because: "first",
        lengthMin,
        lengthMax,
        language: till.language,
        signal,
      }),
    );
}

/** @param typed whatever was typed, to be overwritten by the caller */
async function askThree(
  till: Till,
  ask: Ask,
  typed: Password[],
): Promise<{ readonly old: Password; readonly new: Password } | Refusal> {
  const { lengthMin, lengthMax, initial, initialMayBeChosen } = till.profile.password;
  const words: Password[] = [];
  for (const what of ["old", "new", "again"] as const) {
    const word = await ask(what);
    if (word === undefined) return refusal("password needed");
    typed.push(word);
    words.push(word);
    if (word.digitCount < lengthMin || word.digitCount > lengthMax) {
      return refusal(
        `a password has ${lengthMin === lengthMax ? lengthMin : `${lengthMin} to ${lengthMax}`} digits`,
      );
    }
  }
  const [old, first, again] = words;
  if (old === undefined || first === undefined || again === undefined) return refusal("password needed");
  if (!first.equals(again)) return refusal("the two new passwords differ");
  if (!initialMayBeChosen && first.equals(Password.fromDigits(initial))) {
    return refusal("the initial password may not be chosen");
  }
  return { old, new: first };
}
