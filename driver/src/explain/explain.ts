/** Says what a number or a word from card or reader means, and what to do about it. */
import { allCommands } from "@duka/protocol/commands";
import { checkText } from "../base/argument.js";
import { READER_ERRORS } from "../base/error-codes.js";
import type { ErrorCode } from "../base/errors.js";
import type { Explanation } from "../base/explanation.js";
import { explainAtr } from "./atr-words.js";
import { LDT33_CODES, statusWordOfCode } from "./ldt33-codes.js";
import { explainPcsc } from "./pcsc-codes.js";
import { explainBError } from "./reader-codes.js";
import { STATUS_WORDS } from "./status-words.js";

/** Longer than any ATR, return code or name. */
const TEXT_MAX = 200;

/**
 * @param what a status word ("6985", "63 C2"), a CCID error ("CCID FE"), a code of ReaderError ("card-mute"), of LD/T
 *   33 ("-2201", "LDT33 -25536"), of PC/SC ("SCARD_E_NO_SMARTCARD", "8010000C") or an ATR ("3B 6D …")
 * @returns undefined when it is none of these @throws TypeError when it is no text
 */
export function explain(what: string): Explanation | undefined {
  checkText("what is to be explained", what);
  const text = what.slice(0, TEXT_MAX).trim();
  if (Object.hasOwn(READER_ERRORS, text)) {
    return { code: text, ...READER_ERRORS[text as ErrorCode], commands: [] };
  }
  const ccid = /^CCID\s*(?:0x)?([0-9a-f]{2})$/i.exec(text)?.[1];
  if (ccid !== undefined) return explainCcid(Number.parseInt(ccid, 16));
  const ldt33 = /^(?:LD\/?T ?33 *)?(-\d{1,5}|(?<=3 *)0)$/i.exec(text)?.[1];
  if (ldt33 !== undefined) return explainLdt33(Number.parseInt(ldt33, 10));
  const pcsc = explainPcsc(text);
  if (pcsc !== undefined) return { ...pcsc, commands: [] };
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

/** @param code of the national card functions: 0 or negative @returns undefined when it is not one */
export function explainLdt33(code: number): Explanation | undefined {
  const row = Object.hasOwn(LDT33_CODES, code) ? LDT33_CODES[code] : undefined;
  if (row !== undefined) return { code: String(code), ...row, commands: [] };
  const sw = statusWordOfCode(code);
  const explained = sw === undefined ? undefined : explainStatusWord(sw);
  return explained === undefined ? undefined : { ...explained, code: `${code} (${explained.code})` };
}

function explainCcid(bError: number): Explanation {
  const code = `CCID ${bError.toString(16).toUpperCase().padStart(2, "0")}`;
  return { code, ...explainBError(bError), commands: [] };
}
