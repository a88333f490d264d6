/**
 * Password before a purchase. While the card has its initial password the reader recognises that by itself and no one
 * is asked; a changed password is asked for every time. No flag on the card says which it is, and every wrong try costs
 * one, so what is known without a try comes first: the centre's register, what this till remembers, VERIFY without
 * data. The last try is never spent here.
 */

import { ReaderError } from "../base/errors.js";
import { Password } from "../base/password.js";
import type { AskPassword, Language } from "./ask-password.js";
import type { PasswordRules } from "./city-profile.js";
import type { PasswordMemory, RememberedPassword } from "./password-memory.js";
import {
  type PasswordCard,
  type PasswordTry,
  type TryPassword,
  typedTry,
  type VerifyAnswer,
} from "./password-try.js";
import {
  BLOCKED,
  initialVerified,
  isLocked,
  type PasswordReason,
  type PasswordVerdict,
  refused,
  VERIFIED,
} from "./password-verdict.js";

export type PasswordContext = {
  readonly rules: PasswordRules;
  readonly memory: PasswordMemory;
  readonly ask: AskPassword | undefined;
  /** Where the password is typed on the reader's own keypad; `ask` is not used then. */
  readonly onKeypad?: TryPassword | undefined;
  /** What the centre knows of this card's password; undefined when it does not know or was not asked. */
  readonly register?: ((cardNumber: string) => Promise<"initial" | "changed" | undefined>) | undefined;
  /** Someone says that a password remembered as locked was freed elsewhere. */
  readonly isUnblocked?: boolean | undefined;
  readonly language: Language;
  readonly signal?: AbortSignal | undefined;
};

/** By why it would have been asked once more. */
const ENDED_WITH = {
  first: "password needed",
  interrupted: "password needed",
  wrong: "wrong password",
  "wrong-length": "password has a wrong length",
} as const;

type State = RememberedPassword["state"];
/** What was sent last was not answered. */
const INTERRUPTED: readonly (State | undefined)[] = ["checking", "tried", "changing"];
/** Of which the register's word is not taken. */
const OWN_KNOWLEDGE: readonly State[] = ["changing", "refuted"];

/** What a card is remembered as that has another password than the initial one. */
type Otherwise = "changed" | "refuted";

/** Has the card verify its initial password if that is safe, else a typed one. */
export async function recognisePassword(
  card: PasswordCard,
  context: PasswordContext,
): Promise<PasswordVerdict> {
  const { rules, memory } = context;
  const registered = await context.register?.(card.cardNumber);
  const remembered = await memory.recall(card.cardNumber);
  const counter = rules.answersEmptyVerify !== false ? await readCounter(card) : undefined;
  if (counter === 0) return refused("password locked", 0, BLOCKED);
  if (counter === "not asked for") {
    if (card.isFresh === true) return { verified: true, by: "none" };
    // Someone may have verified before: the holder is asked, and nothing is tried.
    return askForPassword(card, context, { triesLeft: undefined, otherwise: "changed", because: "first" });
  }
  const triesLeft = counter;
  // Such a card does not say it before a try; it is asked again when it was freed, here or by the register's word.
  const isLocked = remembered?.triesLeft === 0 && triesLeft === undefined && registered !== "initial";
  if (isLocked && context.isUnblocked !== true) return refused("password locked", 0, undefined);

  const known = registered === "initial" ? overruled(remembered) : remembered;
  // A register that was wrong once is not believed again: else its word would cost a try at every sale.
  const otherwise = registered === "initial" || remembered?.state === "refuted" ? "refuted" : "changed";
  if (registered === "changed" || !mayTryInitial(rules, known, triesLeft)) {
    const again = registered !== "changed" && mayTryAgain(rules, known, triesLeft);
    if (again && entryOf(card, context) === undefined) return checkInitial(card, context, otherwise);
    return askForPassword(card, context, {
      triesLeft: triesLeft ?? (remembered?.triesLeft || undefined),
      otherwise,
      because: INTERRUPTED.includes(known?.state) ? "interrupted" : "first",
      onNothingTyped: again ? () => checkInitial(card, context, otherwise) : undefined,
    });
  }
  return checkInitial(card, context, otherwise);
}

async function checkInitial(
  card: PasswordCard,
  context: PasswordContext,
  otherwise: Otherwise,
): Promise<PasswordVerdict> {
  const { rules, memory } = context;
  const answer = await tryInitial(card, rules, memory, otherwise);
  if (answer.sw === VERIFIED) return initialVerified(rules);
  if (isLocked(answer)) return refused("password locked", 0, answer.sw);
  if (answer.triesLeft < 0) return refused("password refused", undefined, answer.sw);
  return askForPassword(card, context, { triesLeft: answer.triesLeft, otherwise, because: "first" });
}

/** The register knows of a reset elsewhere; not how few tries are left, nor of a change here, nor that it was wrong. */
function overruled(remembered: RememberedPassword | undefined): RememberedPassword | undefined {
  if (remembered === undefined || OWN_KNOWLEDGE.includes(remembered.state)) return remembered;
  return { state: "initial", triesLeft: remembered.triesLeft === 0 ? undefined : remembered.triesLeft };
}

/**
 * The rule of the initial password. A counter below its maximum means that someone mistyped a password of their own; an
 * unknown counter is risked at most once, where the city allows it.
 */
function mayTryInitial(
  rules: PasswordRules,
  remembered: RememberedPassword | undefined,
  triesLeft: number | undefined,
): boolean {
  // A card that tells its counter shows what became of an interrupted try: a wrong one is missing there.
  const isShown = remembered?.state === "checking" && triesLeft !== undefined;
  if (remembered !== undefined && remembered.state !== "initial" && !isShown) return false;
  if (triesLeft !== undefined) return triesLeft >= rules.retryLimit && triesLeft > 1;
  const lastTold = remembered?.triesLeft ?? rules.retryLimit;
  return rules.tryWhenCounterUnknown && lastTold >= rules.retryLimit && lastTold > 1;
}

/**
 * After one interrupted try of a card that does not tell its counter: once more, when the holder types nothing or no
 * one can type; never what may be the last but one.
 */
function mayTryAgain(
  rules: PasswordRules,
  remembered: RememberedPassword | undefined,
  triesLeft: number | undefined,
): boolean {
  if (remembered?.state !== "checking" || triesLeft !== undefined) return false;
  return rules.tryWhenCounterUnknown && rules.retryLimit > 2;
}

/**
 * The try is remembered before it is sent: a till that dies here knows tomorrow that it did. The note is on the disk
 * first, but for a card that tells its counter: that shows a lost try by itself.
 */
async function tryInitial(
  card: PasswordCard,
  rules: PasswordRules,
  memory: PasswordMemory,
  otherwise: Otherwise,
): Promise<VerifyAnswer> {
  const before = await memory.recall(card.cardNumber);
  const state = before?.state === "checking" ? "tried" : "checking";
  const durability = rules.answersEmptyVerify !== false ? "soon" : "durable";
  await memory.remember(card.cardNumber, { state, triesLeft: undefined }, durability);
  const restore = (what = before) =>
    what === undefined ? memory.forget(card.cardNumber) : memory.remember(card.cardNumber, what);
  const answer = await Password.fromDigits(rules.initial)
    .use((bcd) => card.verify(bcd))
    .catch(async (error: unknown) => {
      if (error instanceof ReaderError && error.delivery === "not-sent") await restore();
      throw error;
    });
  if (answer.sw === VERIFIED) {
    await memory.remember(card.cardNumber, { state: "initial", triesLeft: undefined });
  } else if (answer.triesLeft >= 0) {
    await memory.remember(card.cardNumber, { state: otherwise, triesLeft: answer.triesLeft });
  } else if (answer.sw === BLOCKED) {
    // A locked password is not looked at: once it is freed it may be the initial one as well as before.
    await restore({ state: before?.state ?? "initial", triesLeft: 0 });
  }
  return answer;
}

/** Where the password is typed; undefined where it cannot be. */
function entryOf(card: PasswordCard, context: PasswordContext): TryPassword | undefined {
  return context.onKeypad ?? (context.ask && typedTry(context.ask, card, context.rules));
}

type FirstQuestion = {
  readonly triesLeft: number | undefined;
  readonly otherwise: Otherwise;
  readonly because: "first" | "interrupted";
  /** The holder never set a password, or no one is there. */
  readonly onNothingTyped?: (() => Promise<PasswordVerdict>) | undefined;
};

async function askForPassword(
  card: PasswordCard,
  context: PasswordContext,
  { otherwise, onNothingTyped, ...first }: FirstQuestion,
): Promise<PasswordVerdict> {
  const { rules, memory } = context;
  const enter = entryOf(card, context);
  let { triesLeft, because }: { triesLeft: number | undefined; because: keyof typeof ENDED_WITH } = first;
  let lastSw: number | undefined;
  for (let ask = 1; ask <= rules.asksMax && enter !== undefined; ask++) {
    const tried: PasswordTry = await enter({
      maskedCardNumber: card.maskedCardNumber,
      triesLeft,
      ask,
      because,
      lengthMin: rules.lengthMin,
      lengthMax: rules.lengthMax,
      language: context.language,
      signal: context.signal,
    });
    if (!tried.sent) {
      if (tried.why === "nothing typed" && ask === 1 && onNothingTyped !== undefined) return onNothingTyped();
      if (tried.why !== "wrong length") return refused(endedBy(tried.why, because), triesLeft, lastSw);
      because = "wrong-length";
      continue;
    }
    const { answer, isInitial = false } = tried;
    lastSw = answer.sw;
    if (answer.sw === VERIFIED) {
      await memory.remember(card.cardNumber, {
        state: isInitial ? "initial" : otherwise,
        triesLeft: undefined,
      });
      return isInitial ? initialVerified(rules) : { verified: true, by: "typed" };
    }
    if (answer.triesLeft < 0 && !isLocked(answer)) return refused("password refused", undefined, answer.sw);
    triesLeft = Math.max(answer.triesLeft, 0);
    because = "wrong";
    const before = await memory.recall(card.cardNumber);
    // Somebody has a password of his own, or mistypes: what was interrupted before is not tried again by itself.
    const known = before === undefined || before.state === "checking" ? "tried" : before.state;
    const state = isInitial ? otherwise : known;
    await memory.remember(card.cardNumber, { state, triesLeft });
    if (isLocked(answer)) return refused("password locked", 0, answer.sw);
  }
  return refused(ENDED_WITH[because], triesLeft, lastSw);
}

/** The holder did not go on. */
function endedBy(
  why: "nothing typed" | "cancelled" | "timed out",
  because: keyof typeof ENDED_WITH,
): PasswordReason {
  if (why !== "nothing typed") return `password entry ${why}`;
  return because === "wrong" ? "wrong password" : "password needed";
}

/**
 * Tries left, 0 when locked; undefined when the card does not answer VERIFY without data. `not asked for`: no password
 * was ever set, or one was verified since the reset.
 */
async function readCounter(card: PasswordCard): Promise<number | "not asked for" | undefined> {
  const answer = await card.verify(new Uint8Array(0));
  if (answer.sw === VERIFIED) return "not asked for";
  if (answer.sw === BLOCKED) return 0;
  return answer.triesLeft < 0 ? undefined : answer.triesLeft;
}
