/** Amounts of money as people write them. The program itself knows only whole fen. */
import { rangeError } from "@duka/protocol/data/bilingual";
import { checkText, shown, shownZh } from "../base/argument.js";

/** "12.50" @throws RangeError for what are no whole fen */
export function yuanText(amountFen: number): string {
  if (!Number.isSafeInteger(amountFen)) {
    throw rangeError(
      `an amount is a whole number of fen, not ${shown(amountFen)}`,
      `金额须为整数（分），不能是 ${shownZh(amountFen)}`,
    );
  }
  const fen = Math.abs(amountFen);
  const sign = amountFen < 0 ? "-" : "";
  return `${sign}${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}

/**
 * "12.5" is 1250. Digit by digit: no rounding, no exponents, no signs, no thousands separators.
 * @throws RangeError saying what an amount looks like
 */
export function fenOfYuan(text: string): number {
  checkText("the amount in yuan", text);
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text);
  const fen = parts === null ? 0 : Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  if (parts !== null && fen >= 1 && fen <= 0xffffffff) return fen;
  throw rangeError(
    `the amount ${JSON.stringify(text.slice(0, 40))} is not yuan such as 12.50: more than 0, at most 42949672.95, two decimals`,
    `金额 ${JSON.stringify(text.slice(0, 40))} 有误：应为元，如 12.50，大于 0，不超过 42949672.95，至多两位小数`,
  );
}
