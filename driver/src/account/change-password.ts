/** The holder changes the password: typed at the till, or on the reader's keypad. */

import { typeError } from "@duka/protocol/data/bilingual";
import type { ReasonCode } from "../base/reason-code.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import { changeOnKeypad, type NotEntered } from "../password/change-on-keypad.js";
import { type AskWord, type ChangeEnd, changeTyped, type NotTyped } from "../password/change-typed.js";
import type { PasswordRules } from "../password/city-profile.js";
import { passwordBefore } from "../password/password-before.js";
import { enterHome } from "./home-application.js";
import { type IssuedCard, passwordCard } from "./issued-card.js";
import { notChanged, type PasswordChanged } from "./password-changed.js";
import { aborted } from "./prepare-purchase.js";
import { keypadOf, presentCard } from "./presented-card.js";
import { type Call, type Till, visit } from "./till.js";

export type { PasswordChanged } from "./password-changed.js";

const CODES: { readonly [because in NotTyped | NotEntered]: ReasonCode } = {
  "gave up": "password-needed",
  "wrong length": "password-wrong-length",
  "two differ": "passwords-differ",
  "initial may not be chosen": "initial-password-may-not-be-chosen",
  cancelled: "password-cancelled",
  "timed out": "password-timed-out",
  "no one sees it": "keypad-hides-new-password",
};

/** @throws TypeError when no one can be asked; ReaderError */
export function changePassword(call: Call, signal?: AbortSignal): Promise<PasswordChanged | Refusal> {
  const { till } = call;
  return visit(call, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const { issued } = card;
    const lost = await enterHome(issued);
    if (lost !== undefined) return lost;
    const before = await passwordBefore(passwordCard(issued), {
      rules: issued.profile.password,
      memory: till.journal.passwords,
      isUnblocked: till.passwordUnblocked,
    });
    if (before === "locked") return refusal("password-locked", "password locked", undefined, 0);
    const change = till.pinPad ? changeAtReader : changeAtTill;
    const end = await change(till, issued, before === "unset", signal);
    if (end.changed) return { changed: true, cardNumber: issued.maskedCardNumber };
    if ("answer" in end) return notChanged(end.answer);
    return refusal(CODES[end.because], reasonOf(end.because, issued.profile.password));
  });
}

async function changeAtReader(
  till: Till,
  issued: IssuedCard,
  isUnset: boolean,
  signal: AbortSignal | undefined,
): Promise<ChangeEnd<NotEntered>> {
  const keypad = keypadOf(till, issued);
  return changeOnKeypad(issued, { keypad, memory: till.journal.passwords, isUnset, signal });
}

async function changeAtTill(
  till: Till,
  issued: IssuedCard,
  isUnset: boolean,
  signal: AbortSignal | undefined,
): Promise<ChangeEnd> {
  return changeTyped(issued, {
    rules: issued.profile.password,
    memory: till.journal.passwords,
    ask: askerOf(till, issued, signal),
    isUnset,
    goOn() {
      if (signal?.aborted) throw aborted();
    },
  });
}

function reasonOf(because: NotTyped | NotEntered, { lengthMin, lengthMax }: PasswordRules): string {
  switch (because) {
    case "gave up":
      return "password needed";
    case "wrong length":
      return `a password has ${lengthMin === lengthMax ? lengthMin : `${lengthMin} to ${lengthMax}`} digits`;
    case "two differ":
      return "the two new passwords differ";
    case "initial may not be chosen":
      return "the initial password may not be chosen";
    case "cancelled":
    case "timed out":
      return `password entry ${because}`;
    case "no one sees it":
      return "in this city no one may choose the initial password, and a keypad cannot see to that";
  }
}

function askerOf(
  till: Till,
  { profile, maskedCardNumber }: IssuedCard,
  signal: AbortSignal | undefined,
): AskWord {
  const { askPassword } = till;
  if (askPassword === undefined)
    throw typeError(
      "this needs someone to type: give askPassword to openAccount",
      "此业务需要有人输入密码：请向 openAccount 传入 askPassword",
    );
  const { lengthMin, lengthMax } = profile.password;
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
