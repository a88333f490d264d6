/** Errors and refusals for the person at the till: what happened and what to do, in Chinese, English, or both. */
import type { Bilingual } from "../base/explanation.js";
import type { Reason } from "../base/reason.js";
import { REASONS } from "../base/reason-code.js";
import type { ReceiptLanguage } from "../receipt/receipt-words.js";
import { explainError } from "./explain-error.js";
import { reasonInChinese, reasonInEnglish } from "./outcome-words.js";

/** @param command "duka balance" */
export function refusalText(
  command: string,
  { code, reason, triesLeft }: Reason,
  language: ReceiptLanguage,
): string {
  const { remedy } = REASONS[code];
  const en = withTries(reasonInEnglish(reason, code), triesLeft, "en");
  const zh = withTries(reasonInChinese(reason, code), triesLeft, "zh");
  return inBoth(
    { en: `${command}: ${en}\n  ${remedy.en}`, zh: `${command}：${zh}\n  ${remedy.zh}` },
    language,
  );
}

/** Tries, where the reason itself does not name them. */
function withTries(text: string, triesLeft: number | undefined, language: "en" | "zh"): string {
  if (triesLeft === undefined || /left|剩余/.test(text)) return text;
  if (language === "zh") return `${text}，剩余 ${triesLeft} 次`;
  return `${text}; ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
}

/** For stderr, without an end of line. A mistake in what was passed says itself what was expected. */
export function errorText(error: unknown, language: ReceiptLanguage = "both"): string {
  const { kind, text, remedy } = explainError(error);
  if (kind === "usage" || kind === "internal") return inBoth(text, language).trimEnd();
  return inBoth({ en: `${text.en}\n  ${remedy.en}`, zh: `${text.zh}\n  ${remedy.zh}` }, language).trimEnd();
}

/** A line in each language that is wanted; Chinese below. */
export function inBoth(words: Bilingual, language: ReceiptLanguage): string {
  return (language === "zh" ? "" : `${words.en}\n`) + (language === "en" ? "" : `${words.zh}\n`);
}
