/**
 * The holder types a change of the password: the old one once, the new one twice, each of the right length before the
 * next is asked, and none of them reaches the card unless all of them can be right. Every wrong old one costs a try.
 */

import { changePin } from "@duka/protocol/commands";
import type { CommandResult } from "@duka/protocol/layout";
import { Password } from "../base/password.js";
import type { CardSession } from "../card/card-session.js";
import type { PasswordRules } from "./city-profile.js";
import { type PasswordMemory, rememberChanged } from "./password-memory.js";
import { BLOCKED } from "./password-verdict.js";

export type NotTyped = "gave up" | "wrong length" | "two differ" | "initial may not be chosen";

/** Changed; or not, because nothing fit to be sent was typed, or because the card refused. */
export type ChangeEnd<Because = NotTyped> =
  | { readonly changed: true }
  | { readonly changed: false; readonly because: Because }
  | { readonly changed: false; readonly answer: Extract<CommandResult<never>, { ok: false }> };

/** Undefined: the holder gives up. */
export type AskWord = (what: "old" | "new" | "again") => Promise<Password | undefined>;

type ChangeContext = {
  readonly rules: PasswordRules;
  readonly memory: PasswordMemory;
  readonly ask: AskWord;
  /** True where no password was ever set: then no old one is asked for or sent (P5 6.3.3). */
  readonly isUnset?: boolean;
  /** Called when everything is typed, before the card is asked. @throws whatever ends the change */
  readonly goOn?: () => void;
};

/** @param card where CHANGE PIN belongs is selected */
export async function changeTyped(
  card: { readonly session: CardSession; readonly passwordKey: string },
  { rules, memory, ask, isUnset = false, goOn }: ChangeContext,
): Promise<ChangeEnd> {
  const old = isUnset ? undefined : await askWord(rules, ask, "old");
  if (typeof old === "string") return { changed: false, because: old };
  try {
    const password = await askNewPassword(rules, ask);
    if (typeof password === "string") return { changed: false, because: password };
    return await send(card, memory, old, password, stateOf(rules, password), goOn);
  } finally {
    old?.wipe();
  }
}

/** Twice the same, and one that may be chosen. */
export async function askNewPassword(rules: PasswordRules, ask: AskWord): Promise<Password | NotTyped> {
  const password = await askWord(rules, ask, "new");
  if (typeof password === "string") return password;
  let isChosen = false;
  try {
    if (!rules.initialMayBeChosen && stateOf(rules, password) === "initial")
      return "initial may not be chosen";
    const again = await askWord(rules, ask, "again");
    if (typeof again === "string") return again;
    isChosen = password.equals(again);
    again.wipe();
    return isChosen ? password : "two differ";
  } finally {
    if (!isChosen) password.wipe();
  }
}

/** What a card is remembered by that has this password. */
export function stateOf({ initial }: PasswordRules, password: Password): "initial" | "changed" {
  return password.equals(Password.fromDigits(initial)) ? "initial" : "changed";
}

async function send(
  { session, passwordKey }: { readonly session: CardSession; readonly passwordKey: string },
  memory: PasswordMemory,
  old: Password | undefined,
  password: Password,
  state: "initial" | "changed",
  goOn: ChangeContext["goOn"],
): Promise<ChangeEnd> {
  try {
    goOn?.();
    // If the answer is lost no one knows which password the card has: it is asked for then, and not guessed.
    await memory.remember(passwordKey, { state: "changing", triesLeft: undefined }, "durable");
    const change = (oldPin: Uint8Array) =>
      password.use((newPin) => session.send(changePin, { oldPin, newPin }));
    const answer = await (old === undefined ? change(new Uint8Array(0)) : old.use(change));
    if (!answer.ok) {
      // A locked password is asked for again when it was freed.
      if (answer.sw === BLOCKED) await memory.remember(passwordKey, { state: "tried", triesLeft: 0 });
      return { changed: false, answer };
    }
    await rememberChanged(memory, passwordKey, state);
    return { changed: true };
  } finally {
    password.wipe();
  }
}

async function askWord(
  { lengthMin, lengthMax }: PasswordRules,
  ask: AskWord,
  what: "old" | "new" | "again",
): Promise<Password | NotTyped> {
  const word = await ask(what);
  if (word === undefined) return "gave up";
  if (word.digitCount >= lengthMin && word.digitCount <= lengthMax) return word;
  word.wipe();
  return "wrong length";
}
