/**
 * The holder changes the password on the reader's keypad: the old one, where the card has one, and the new one twice,
 * which the reader compares.
 */

import { changePin } from "@duka/protocol/commands";
import { readResponse } from "@duka/protocol/layout";
import type { PinResult } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import type { ChangeEnd } from "./change-typed.js";
import type { Keypad } from "./keypad-try.js";
import { type PasswordMemory, rememberChanged } from "./password-memory.js";
import { BLOCKED } from "./password-verdict.js";
import { changeEntry, firstEntry } from "./pin-format.js";
import { withDisplay } from "./with-display.js";

/**
 * Why the card was not asked. `no one sees it`: the initial password may not be chosen, and only the reader knows what
 * was.
 */
export type NotEntered = "cancelled" | "timed out" | "wrong length" | "two differ" | "no one sees it";

type KeypadChangeContext = {
  readonly keypad: Keypad;
  readonly memory: PasswordMemory;
  /** True where no password was ever set: then no old one is asked for or sent (P5 6.3.3). */
  readonly isUnset: boolean;
  readonly signal: AbortSignal | undefined;
};

/** For a person who types three passwords, and the card's answer. */
const CHANGE_DEADLINE_MS = 300_000;

const ENDINGS: { readonly [outcome in Exclude<PinResult["outcome"], "answered">]: NotEntered } = {
  cancelled: "cancelled",
  timedOut: "timed out",
  wrongLength: "wrong length",
  mismatch: "two differ",
};

/** @param card where CHANGE PIN belongs is selected @throws ReaderError */
export async function changeOnKeypad(
  { passwordKey }: { readonly passwordKey: string },
  { keypad, memory, isUnset, signal }: KeypadChangeContext,
): Promise<ChangeEnd<NotEntered>> {
  const { pinPad, duka, rules, language } = keypad;
  if (!rules.initialMayBeChosen) return { changed: false, because: "no one sees it" };
  const before = await memory.recall(passwordKey);
  const restore = async () => {
    if (before === undefined) await memory.forget(passwordKey);
    else await memory.remember(passwordKey, before);
  };
  // If the answer is lost no one knows which password the card has: it is asked for then, and not guessed.
  await memory.remember(passwordKey, { state: "changing", triesLeft: before?.triesLeft }, "durable");
  const limits = { deadlineMs: CHANGE_DEADLINE_MS, signal };
  const result = await withDisplay(
    duka,
    (display) => display.pinTexts(["enterOld", "enterNew", "confirmNew"], language),
    () => pinPad.modify((isUnset ? firstEntry : changeEntry)(rules, language), limits),
  ).catch(async (error: unknown) => {
    if (error instanceof ReaderError && error.delivery === "not-sent") await restore();
    throw error;
  });
  if (result.outcome !== "answered") {
    await restore();
    return { changed: false, because: ENDINGS[result.outcome] };
  }
  const answer = readResponse(changePin, result.response);
  if (!answer.ok) {
    if (answer.sw === BLOCKED) await memory.remember(passwordKey, { state: "tried", triesLeft: 0 });
    return { changed: false, answer };
  }
  // Whether it is the initial one again only the reader could tell.
  await rememberChanged(memory, passwordKey, "changed");
  return { changed: true };
}
