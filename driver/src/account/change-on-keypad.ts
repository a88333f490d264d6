/** The holder changes the password on the reader's keypad: the old one, and the new one twice, which the reader compares. */
import { readResponse } from "@duka/protocol/commands/command";
import { changePin } from "@duka/protocol/commands/pboc-purse";
import type { PinResult } from "@duka/protocol/transport";
import { ReaderError } from "../errors.js";
import { changeEntry } from "../pin-pad/pin-format.js";
import { withDisplay } from "../pin-pad/with-display.js";
import type { IssuedCard } from "./issued-card.js";
import { keypadAt } from "./keypad-at.js";
import { notChanged, type PasswordChanged } from "./password-changed.js";
import { type Refusal, refusal } from "./refusal.js";
import type { Till } from "./till.js";

/** For a person who types three passwords, and the card's answer. */
const CHANGE_DEADLINE_MS = 300_000;

const ENDINGS: { readonly [outcome in Exclude<PinResult["outcome"], "answered">]: string } = {
  cancelled: "password entry cancelled",
  timedOut: "password entry timed out",
  wrongLength: "a password has a wrong length",
  mismatch: "the two new passwords differ",
};

/** @throws ReaderError; also when the reader has no keypad */
export async function changeOnKeypad(
  till: Till,
  issued: IssuedCard,
  signal: AbortSignal | undefined,
): Promise<PasswordChanged | Refusal> {
  const { pinPad, own, rules, language } = keypadAt(till, issued);
  if (!rules.initialMayBeChosen) {
    return refusal("in this city nobody may choose the initial password, and a keypad cannot see to that");
  }
  const { passwords } = till.journal;
  const key = issued.passwordKey;
  const before = await passwords.recall(key);
  const restore = async () => {
    if (before === undefined) await passwords.forget(key);
    else await passwords.remember(key, before);
  };
  // If the answer is lost nobody knows which password the card has: it is asked for then, and not guessed.
  await passwords.remember(key, { state: "tried", triesLeft: before?.triesLeft });
  const limits = { deadlineMs: CHANGE_DEADLINE_MS, signal };
  const result = await withDisplay(
    own,
    (display) => display.pinTexts(["enterOld", "enterNew", "confirmNew"], language),
    () => pinPad.modify(changeEntry(rules, language), limits),
  ).catch(async (error: unknown) => {
    if (error instanceof ReaderError && error.delivery === "not-sent") await restore();
    throw error;
  });
  if (result.outcome !== "answered") {
    await restore();
    return refusal(ENDINGS[result.outcome]);
  }
  const answer = readResponse(changePin, result.response);
  if (!answer.ok) return notChanged(answer);
  // Whether it is the initial one again only the reader could tell.
  await passwords.remember(key, { state: "changed", triesLeft: undefined });
  return { changed: true, cardNumber: issued.maskedCardNumber };
}
