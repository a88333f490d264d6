/** What a clerk is told of an act, in both languages. */
import type { CardState, EffectKind } from "@duka/protocol/centre";
import type { ReceiptLanguage, Words } from "../../../receipt/receipt-words.js";

export const STATES: { readonly [state in CardState]: Words } = {
  issued: { zh: "已制卡，待激活", en: "issued, not active yet" },
  active: { zh: "正常", en: "active" },
  "pre-lost": { zh: "预挂失", en: "reported lost by telephone" },
  lost: { zh: "已挂失", en: "reported lost" },
  replaced: { zh: "已补换，旧卡作废", en: "replaced" },
  blocked: { zh: "已锁定", en: "blocked" },
  cancelled: { zh: "已注销", en: "cancelled" },
};

export const DUE: { readonly [kind in EffectKind]: Words } = {
  "write-insurance-data": { zh: "写入参保信息", en: "write the insurance data" },
  "change-password": { zh: "持卡人设置密码", en: "the holder sets a password" },
  "reset-password": { zh: "重置密码", en: "reset the password" },
  "unblock-password": { zh: "密码解锁", en: "unblock the password" },
  "block-application": { zh: "锁定旧卡医保应用", en: "block the medical application of the old card" },
  "block-card": { zh: "锁定卡片", en: "block the card" },
  load: { zh: "余额转入新卡", en: "load the balance that is carried over" },
};

/** What the clerk types next for what is due. */
export const NEXT: { readonly [kind in EffectKind]: string } = {
  "write-insurance-data": "duka card write-insurance",
  "change-password": "duka password change",
  "reset-password": "duka password reset",
  "unblock-password": "duka password unblock",
  "block-application": "duka card finish",
  "block-card": "duka card finish",
  load: "duka card finish",
};

/** One line, or one in each language. */
export function inLanguage(words: Words, language: ReceiptLanguage): string {
  if (language === "both") return `${words.zh}\n${words.en}\n`;
  return `${words[language]}\n`;
}

export function joinedWords(parts: readonly (Words | string)[]): Words {
  const text = (language: "zh" | "en") =>
    parts.map((part) => (typeof part === "string" ? part : part[language])).join("");
  return { zh: text("zh"), en: text("en") };
}
