/** What the requests of an account are made of, declared once: types, checks, and the schema of `duka serve`. */

import { rule } from "@duka/protocol/data/bilingual";
import { readData } from "@duka/protocol/data/read-data";
import { described, flag, integer, matching, oneOf } from "@duka/protocol/data/values";
import { z } from "zod";
import { refusing } from "../base/argument.js";
import { deadlineMs as deadlineOfCall } from "../base/option-values.js";

/** 4 bytes of fen: 42 949 672.95 yuan. */
export const AMOUNT_MAX_FEN = 0xffffffff;
const REF_MAX = 64;

export const ref = described(
  z
    .string({ error: rule("is a string, the point of sale's own number", "必须是文本，即收款端自己的单号") })
    .regex(
      /^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/,
      rule(
        `is 1 to ${REF_MAX} printable ASCII characters, without a space at either end`,
        `必须是 1 至 ${REF_MAX} 个可打印 ASCII 字符，首尾不能是空格`,
      ),
    ),
  "the point of sale's own sale number, printable ASCII: the same one never debits twice",
);

/** One that stands alone. @throws TypeError or RangeError */
export function checkRef(value: string): void {
  readData(ref, value, "ref", refusing(value, "ref"));
}

export const amountFen = integer(1, AMOUNT_MAX_FEN, [
  `a number of whole fen, 1 to ${AMOUNT_MAX_FEN}`,
  ` 1 至 ${AMOUNT_MAX_FEN} 的整数（分）`,
]);
/** Of a bill. */
export const partFen = integer(0, AMOUNT_MAX_FEN, [
  `a number of whole fen, 0 to ${AMOUNT_MAX_FEN}`,
  ` 0 至 ${AMOUNT_MAX_FEN} 的整数（分）`,
]);

export const accountKind = described(
  oneOf("purse", "deposit", "medical"),
  "purse by default; medical is the account of a social-security card",
);

export const deadlineMs = described(
  deadlineOfCall,
  "for everything until the card is asked to move money; ten minutes by default",
);

export const passwordUnblocked = described(
  flag,
  "the holder says that a password which this till remembers as locked was unblocked elsewhere",
);

/** Checked where the deadline of a call begins, before anything else of the request. */
export const signal = z.custom<AbortSignal>();

export const date = matching("20\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])", [
  "8 digits, YYYYMMDD",
  " 8 位数字 YYYYMMDD",
]);
export const time = matching("([01]\\d|2[0-3])[0-5]\\d[0-5]\\d", ["6 digits, HHMMSS", " 6 位数字 HHMMSS"]);
