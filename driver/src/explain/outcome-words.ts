/** What became of a sale, for the person at the till: its outcome and reason in Chinese and English. */
import type { CreditOutcome } from "../account/credit-outcome.js";
import type { Outcome } from "../account/outcome.js";
import { REASONS, type ReasonCode } from "../base/reason-code.js";
import type { ReceiptLanguage } from "../receipt/receipt-words.js";
import { closingInChinese } from "./closing-words.js";

type Ending = Outcome["outcome"];

const ENDINGS_ZH: { readonly [ending in Ending]: string } = {
  committed: "已付款",
  refused: "未扣款",
  deferred: "已收现金，待补结算",
  undecided: "结果未知，请勿另行收款，放回原卡后用同一单号重试",
  manual: "需人工处理，请勿另行收款",
  inProgress: "正在处理，请稍后用同一单号查询",
};

/** What a holder or clerk can do something about; everything else is for the log, in English. */
const REASONS_ZH: { readonly [reason: string]: string } = {
  "insufficient balance": "余额不足",
  "no reader found": "未找到读卡器",
  "password needed": "需要密码",
  "wrong password": "密码错误",
  "password locked": "密码已锁定",
  "password refused": "密码被拒绝",
  "password entry cancelled": "已取消输入密码",
  "password entry timed out": "输入密码超时",
  "initial password may not pay": "初始密码不能消费，请先修改密码",
  "given up before the card was asked to pay": "已取消",
  "paid in cash meanwhile: a refund is due": "已收现金，须退还现金",
  "settled by card before: nothing was debited now": "此前已刷卡补结，本次未扣款",
  "it was not deferred, its card has paid: nothing was debited now": "此单未挂账，卡已付款，本次未扣款",
};
const COMMAND_BYTES = /\b[0-9A-F]{2}(?: [0-9A-F]{2}){3}\b/;
const TRIES_LEFT = /, ([0-9]+) (?:try|tries) left$/;

/** @returns one line, or one in each language: "S-9 refused: insufficient balance", "S-9 未扣款：余额不足" */
export function outcomeLines(
  {
    ref,
    outcome,
    reason,
    reasonCode = null,
  }: Pick<Outcome, "ref" | "outcome" | "reason"> & Partial<Pick<Outcome, "reasonCode">>,
  language: ReceiptLanguage,
): string {
  const en = `${ref} ${outcome}: ${reason === null ? "" : reasonInEnglish(reason, reasonCode)}${outcome === "undecided" ? "; put the same card back, ask with the same ref" : ""}\n`;
  const zh = `${ref} ${ENDINGS_ZH[outcome]}${reason === null ? "" : `：${reasonInChinese(reason, reasonCode)}`}\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}

type Told = Pick<Outcome, "ref" | "outcome" | "reason" | "reasonCode">;

/** An earlier sale that was undecided, and is not any more. */
export function recoveredLines(
  { ref, outcome, reason, reasonCode }: Told,
  language: ReceiptLanguage,
): string {
  const why = {
    en: reason === null ? "" : `: ${reasonInEnglish(reason, reasonCode)}`,
    zh: reason === null ? "" : `：${reasonInChinese(reason, reasonCode)}`,
  };
  const en = `sale ${ref} was undecided and is ${outcome} now${why.en}\n`;
  const zh = `此前结果未知的交易 ${ref} 现为${ENDINGS_ZH[outcome]}${why.zh}\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}

type CreditEnding = CreditOutcome["outcome"];

const CREDIT_ENDINGS_ZH: { readonly [ending in CreditEnding]: string } = {
  credited: "已入账",
  "not-credited": "未入账",
  refused: "未入账",
  undecided: "结果未知，请放回原卡后用同一单号重试",
  manual: "需人工处理",
  inProgress: "正在处理，请稍后用同一单号查询",
};

export function recoveredCreditLines(ref: string, ending: CreditEnding, language: ReceiptLanguage): string {
  const en = `${ref} was undecided and is ${ending} now\n`;
  const zh = `此前结果未知的 ${ref} 现为${CREDIT_ENDINGS_ZH[ending]}\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}

/** What became of a load or a reversal that is not simply done. */
export function creditLines(
  { ref, outcome, reason, reasonCode }: Pick<CreditOutcome, "ref" | "outcome" | "reason" | "reasonCode">,
  language: ReceiptLanguage,
): string {
  const en = `${ref} ${outcome}: ${reason === null ? "" : reasonInEnglish(reason, reasonCode)}\n`;
  const zh = `${ref} ${CREDIT_ENDINGS_ZH[outcome]}${reason === null ? "" : `：${reasonInChinese(reason, reasonCode)}`}\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}

export function creditEndingInChinese(ending: CreditEnding): string {
  return CREDIT_ENDINGS_ZH[ending];
}

export function endingInChinese(ending: Ending): string {
  return ENDINGS_ZH[ending];
}

/** Command bytes are for the journal and the log: a cashier reads what they come to. */
export function reasonInEnglish(reason: string, code: ReasonCode | null): string {
  return code !== null && COMMAND_BYTES.test(reason) ? REASONS[code].cause.en : reason;
}

/** A reason without words of its own is told by its code. */
export function reasonInChinese(reason: string, code: ReasonCode | null): string {
  const [first = "", ...others] = reason.split("; ");
  const more = others.join("; ");
  if (more !== "" && REASONS_ZH[first] !== undefined)
    return `${REASONS_ZH[first]}；${reasonInChinese(more, code)}`;
  const tries = TRIES_LEFT.exec(reason);
  const known = REASONS_ZH[reason.replace(TRIES_LEFT, "")];
  if (known === undefined)
    return closingInChinese(reason) ?? (code === null ? reason : REASONS[code].cause.zh);
  return tries === null ? known : `${known}，剩余 ${tries[1]} 次`;
}
