/** Lines that `duka serve --stdio` writes. None of them ever holds a password. */

import { CentreError } from "@duka/protocol/centre/centre-error";
import type { Bilingual } from "@duka/protocol/data/bilingual";
import { hexText } from "@duka/protocol/layout";
import type { CardInfo } from "../account/account.js";
import { type AccountEvent, eventJson } from "../account/account-event.js";
import type { RecoveredInfo } from "../account/card-inquiry.js";
import { type CreditOutcome, creditJson } from "../account/credit-outcome.js";
import { type Outcome, outcomeJson } from "../account/outcome.js";
import { ReaderError } from "../base/errors.js";
import { isRefusal, type Refusal, refusalJson } from "../card/refusal.js";
import { explainError } from "../explain/explain-error.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { receiptText } from "../receipt/receipt-text.js";

export type Id = string | number;

export function resultLine(id: Id, result: unknown): string {
  return lineOf({ id, result });
}

/** @param id null when the line had none that could be read */
export function errorLine(id: Id | null, error: unknown): string {
  const { kind, code, message, text, remedy } = explainError(error);
  const isBroken = error instanceof ReaderError || error instanceof CentreError;
  const delivery = isBroken ? { delivery: error.delivery } : {};
  return lineOf({ id, error: { kind, code, message, text, remedy, ...delivery } });
}

/** What can be wrong with a line. */
export const LINE_FAULTS = [
  "too-long",
  "no-utf8",
  "no-json",
  "no-id",
  "bad-password",
  "password-inside",
  "not-asked",
  "id-in-use",
  "unknown-member",
  "unknown-method",
] as const;

/** The line itself was wrong, or came at the wrong time. */
export function faultLine(id: Id | null, kind: "line" | "busy", code: string, text: Bilingual): string {
  const remedy =
    kind === "busy"
      ? { en: "wait for the answers to earlier requests", zh: "请等待先前请求的应答" }
      : {
          en: "write one JSON object a line; duka serve --schema shows its form",
          zh: "每行一个 JSON 对象，格式见 duka serve --schema",
        };
  return lineOf({ id, error: { kind, code, message: text.en, text, remedy } });
}

export function questionLine(id: Id, question: PasswordQuestion): string {
  const {
    what = "current",
    maskedCardNumber,
    triesLeft = null,
    ask,
    because,
    lengthMin,
    lengthMax,
  } = question;
  return lineOf({
    id,
    ask: "password",
    question: { what, maskedCardNumber, triesLeft, ask, because, lengthMin, lengthMax },
  });
}

/**
 * While a call goes on. Undefined where the program has not asked for it: then it hears only that a card is waited for.
 * @param ref of the call; null where it has none
 */
export function eventLine(event: AccountEvent, ref: string | null, isProgress: boolean): string | undefined {
  const { type } = event;
  if (isProgress) return lineOf({ event: "progress", ref, ...eventJson(event) });
  return type === "card-awaited" || type === "card-inserted" ? lineOf({ event: type }) : undefined;
}

/** @param outcome of a sale or a credit */
export function recoveredLine(outcome: Outcome | CreditOutcome): string {
  return lineOf({
    event: "recovered",
    outcome: "purpose" in outcome ? creditJson(outcome) : outcomeJson(outcome),
  });
}

/** `outcomeJson`, the receipt as data and as text in both languages. */
export function outcomeResult(outcome: Outcome): object {
  const { receipt } = outcome;
  return {
    ...outcomeJson(outcome),
    receipt,
    receiptText: receipt === null ? null : receiptText(receipt, "both"),
  };
}

export function cardResult(info: CardInfo | Refusal): object {
  return isRefusal(info) ? refusalJson(info) : { ...info, atr: hexText(info.atr) };
}

export function recoveredResult(found: RecoveredInfo | Refusal): object {
  if (isRefusal(found)) return refusalJson(found);
  return { ...found, sales: found.sales.map(outcomeResult), credits: found.credits.map(creditJson) };
}

/** What was done or found out, or who said no. */
export function answerResult(answer: object): object {
  return isRefusal(answer) ? refusalJson(answer) : answer;
}

function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
