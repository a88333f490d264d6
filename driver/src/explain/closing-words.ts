/** A case that a person has closed, for the person at the till, in Chinese and English. */
import type { ClosedCase } from "../account/close-case.js";
import type { ClosedAs } from "../journal/closing.js";
import type { ReceiptLanguage } from "../receipt/receipt-words.js";

const AS: { readonly [as in ClosedAs]: { readonly en: string; readonly zh: string } } = {
  "cash-returned": { en: "the cash was returned", zh: "现金已退还" },
  "paid-in-cash": { en: "it was paid in cash", zh: "已收现金" },
  "settled-elsewhere": { en: "it was settled elsewhere", zh: "已另行结算" },
  "not-paid": { en: "nothing was paid", zh: "未付款" },
};

/** "S-7 closed: the cash was returned; by Li Na, 2026-11-21T06:05:59.000Z" */
export function closedCaseLines(
  { ref, isNew, closed: { as, by, at, note } }: ClosedCase,
  language: ReceiptLanguage,
): string {
  const noted = { en: note === null ? "" : ` (${note})`, zh: note === null ? "" : `（${note}）` };
  const en = `${ref} ${isNew ? "closed" : "was closed before"}: ${AS[as].en}; by ${by}, ${at}${noted.en}\n`;
  const zh = `${ref} ${isNew ? "已结案" : "此前已结案"}：${AS[as].zh}；经办人 ${by}，${at}${noted.zh}\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}

const CLOSED = /^closed as ([a-z-]+) by (.+) on (\S+?)((?:; |, and ).*)?$/;

/** "closed as not-paid by Li Na on 2026-…" in Chinese; undefined for any other reason. */
export function closingInChinese(reason: string): string | undefined {
  const parts = CLOSED.exec(reason);
  const as = AS[parts?.[1] as ClosedAs];
  if (parts === null || as === undefined) return undefined;
  const isDue = parts[4]?.endsWith("a refund is due") === true;
  return `已结案：${as.zh}；经办人 ${parts[2]}，${parts[3]}${isDue ? "；卡已付款，须退还现金" : ""}`;
}
