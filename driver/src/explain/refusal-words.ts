/** Errors and refusals for the person at the till: what happened and what to do, in Chinese, English, or both. */
import { EquipmentError } from "../base/equipment-error.js";
import { READER_ERRORS } from "../base/error-codes.js";
import { ReaderError } from "../base/errors.js";
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

/**
 * For stderr, without an end of line. What is said of a mistake in a command, and the name of a file, is for whoever
 * typed it: in the words of the error.
 */
export function errorText(error: unknown, language: ReceiptLanguage = "both"): string {
  const message = error instanceof Error ? error.message : String(error);
  const { kind, remedy } = explainError(error);
  if (kind === "usage" || kind === "internal") return message;
  const en = `${COMMAND_BYTES.test(message) ? causeInEnglish(error) : message}\n  ${remedy.en}`;
  const zh = `${placeOf(message)}${causeInChinese(error)}\n  ${remedy.zh}`;
  return inBoth({ en, zh }, language).trimEnd();
}

const COMMAND_BYTES = /\b[0-9A-F]{2}(?: [0-9A-F]{2}){3}\b/;
const PLACE = /^(?:serial|tcp|pcsc|sim):[^ ]*(?=: )/;

/** "serial:COM3：" where the error is about one. */
function placeOf(message: string): string {
  const [place] = PLACE.exec(message) ?? [];
  return place === undefined ? "" : `${place}：`;
}

function causeInEnglish(error: unknown): string {
  return error instanceof ReaderError
    ? READER_ERRORS[error.code].cause.en
    : "PSAM, key server or centre failed";
}

const CAUSES_ZH: { readonly [code: string]: string } = {
  clock: "本机时钟不正确，未办理交易",
  printer: "凭证未能打印，交易本身不受影响",
  journal: "交易日志不能使用",
  psam: "PSAM 卡故障",
  "centre-line": "中心无应答",
};

function causeInChinese(error: unknown): string {
  if (error instanceof ReaderError) return READER_ERRORS[error.code].cause.zh;
  const { kind, code } = explainError(error);
  if (error instanceof EquipmentError) return CAUSES_ZH[code] ?? "设备故障";
  return CAUSES_ZH[code] ?? (kind === "centre" ? "中心未办理" : "设备故障");
}

/** A line in each language that is wanted; Chinese below. */
export function inBoth(words: Bilingual, language: ReceiptLanguage): string {
  return (language === "zh" ? "" : `${words.en}\n`) + (language === "en" ? "" : `${words.zh}\n`);
}
