/** Says what a number or a word from card or reader means, and what to do about it. */
import { checkOneOf, checkText } from "../base/argument.js";
import { READER_ERRORS } from "../base/error-codes.js";
import type { ErrorCode } from "../base/errors.js";
import type { Explanation } from "../base/explanation.js";
import { explainAtr } from "./atr-words.js";
import { declaredRefusals } from "./declared-refusals.js";
import { LDT33_CODES, statusWordOfCode } from "./ldt33-codes.js";
import { explainPcsc } from "./pcsc-codes.js";
import { explainBError } from "./reader-codes.js";
import { STATUS_WORDS } from "./status-words.js";

/** Longer than any ATR, return code or name. */
const TEXT_MAX = 200;

/** Who gave the code: the same digits mean one thing from a card and another from a reader. */
export const EXPLAIN_LAYERS = ["card", "reader", "pcsc", "ldt33"] as const;
export type ExplainLayer = (typeof EXPLAIN_LAYERS)[number];

const ASKED: {
  readonly [layer in ExplainLayer]: (text: string, isNamed: boolean) => Explanation | undefined;
} = {
  card: explainCard,
  reader: explainReader,
  pcsc: explainPcsc,
  ldt33: (text, isNamed) => {
    const code =
      /^(?:LD\/?T ?33 *)?(-\d{1,5}|(?<=3 *)0)$/i.exec(text)?.[1] ??
      (isNamed && text === "0" ? text : undefined);
    return code === undefined ? undefined : explainLdt33(Number.parseInt(code, 10));
  },
};

/**
 * @param what a status word ("6985", "63 C2"), a CCID error ("CCID FE"), a code of ReaderError ("card-mute"), of LD/T
 *   33 ("-2201", "LDT33 -25536"), of PC/SC ("SCARD_E_NO_SMARTCARD", "8010000C") or an ATR ("3B 6D …"),
 *   even a damaged one
 * @param layer that gave it; then "FE" is enough for an error of CCID. Any by default.
 * @returns undefined when it is none of these @throws TypeError when it is no text @throws RangeError for another layer
 */
export function explain(what: string, layer?: ExplainLayer): Explanation | undefined {
  checkText("what is to be explained", what);
  if (layer !== undefined) checkOneOf("layer", layer, EXPLAIN_LAYERS);
  const text = what.slice(0, TEXT_MAX).trim();
  for (const each of layer === undefined ? EXPLAIN_LAYERS : [layer]) {
    const explanation = ASKED[each](text, layer !== undefined);
    if (explanation !== undefined) return explanation;
  }
  return undefined;
}

function explainReader(text: string, isNamed: boolean): Explanation | undefined {
  if (Object.hasOwn(READER_ERRORS, text)) {
    return { code: text, ...READER_ERRORS[text as ErrorCode], commands: [] };
  }
  const pattern = isNamed ? /^(?:CCID\s*)?(?:0x)?([0-9a-f]{2})$/i : /^CCID\s*(?:0x)?([0-9a-f]{2})$/i;
  const ccid = pattern.exec(text)?.[1];
  return ccid === undefined ? undefined : explainCcid(Number.parseInt(ccid, 16));
}

/** A status word has two bytes, and none begins as an ATR does. */
function explainCard(text: string, isNamed: boolean): Explanation | undefined {
  const digits = text.replace(/^0x/i, "").replaceAll(/[\s:]/g, "");
  if (/^3[bf]([0-9a-f]{2})+$/i.test(digits)) return explainAtr(digits);
  if (isNamed && /^([0-9a-f]{2}){3,}$/i.test(digits)) return explainAtr(digits);
  return /^[0-9a-f]{4}$/i.test(digits) ? explainStatusWord(Number.parseInt(digits, 16)) : undefined;
}

/** @param sw 0..65535 @returns undefined when no standard of this field gives it a meaning */
export function explainStatusWord(sw: number): Explanation | undefined {
  const entry = STATUS_WORDS.find(({ from, to }) => sw >= from && sw <= to);
  const commands = declaredRefusals().flatMap(({ name, refusals }) => {
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
