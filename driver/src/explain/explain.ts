/** Says what a number or a word from card or reader means, and what to do about it. */
import { allCommands } from "@duka/protocol/commands/all-commands";
import type { ErrorCode } from "../errors.js";
import { explainAtr } from "./atr-words.js";
import type { Explanation } from "./explanation.js";
import { CCID_ERRORS, READER_ERRORS } from "./reader-codes.js";
import { STATUS_WORDS } from "./status-words.js";

/**
 * @param what a status word ("6985", "63 C2"), a CCID error ("CCID FE"), a code of ReaderError ("card-mute") or an ATR ("3B 6D …")
 * @returns undefined when it is none of these
 */
export function explain(what: string): Explanation | undefined {
  const text = what.trim();
  if (Object.hasOwn(READER_ERRORS, text)) {
    return { code: text, ...READER_ERRORS[text as ErrorCode], commands: [] };
  }
  const ccid = /^CCID\s*(?:0x)?([0-9a-f]{2})$/i.exec(text)?.[1];
  if (ccid !== undefined) return explainCcid(Number.parseInt(ccid, 16));
  const digits = text.replace(/^0x/i, "").replaceAll(/[\s:]/g, "");
  if (/^[0-9a-f]{4}$/i.test(digits)) return explainStatusWord(Number.parseInt(digits, 16));
  if (/^3[bf]([0-9a-f]{2})+$/i.test(digits)) return explainAtr(digits);
  return undefined;
}

/** @param sw 0..65535 @returns undefined when no standard of this field gives it a meaning */
export function explainStatusWord(sw: number): Explanation | undefined {
  const entry = STATUS_WORDS.find(({ from, to }) => sw >= from && sw <= to);
  const commands = allCommands.flatMap(({ name, refusals }) => {
    const meaning = refusals[sw] ?? ((sw & 0xfff0) === 0x63c0 ? refusals[0x63c0] : undefined);
    return meaning === undefined ? [] : [`${name}: ${meaning}`];
  });
  if (entry === undefined) return undefined;
  const code = sw.toString(16).toUpperCase().padStart(4, "0");
  return { code, cause: entry.cause, remedy: entry.remedy, commands };
}

function explainCcid(error: number): Explanation | undefined {
  const code = `CCID ${error.toString(16).toUpperCase().padStart(2, "0")}`;
  const entry = CCID_ERRORS[error];
  if (entry !== undefined) return { code, ...entry, commands: [] };
  if (error > 127) return undefined;
  return {
    code,
    cause: { en: `byte ${error} of the message is wrong`, zh: `消息第 ${error} 字节有误` },
    remedy: { en: "the program sent a wrong message: report it", zh: "程序发出的消息有误，请联系软件厂商" },
    commands: [],
  };
}
