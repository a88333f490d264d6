/** The words of a receipt, in both languages. */

import type { VisitKind } from "@duka/protocol/centre";
import type { AMOUNT_FIELDS, TEXT_FIELDS } from "../journal/receipt-detail.js";
import type { AccountKind } from "../journal/sale.js";

export type ReceiptLanguage = "zh" | "en" | "both";

export type Words = { readonly zh: string; readonly en: string };

export const TITLE: Words = { zh: "消费凭证", en: "RECEIPT" };
export const SIMULATED: Words = { zh: "模拟交易 非真实付款", en: "SIMULATED - NO REAL MONEY" };
export const NO_TAC: Words = { zh: "待中心补录", en: "from the centre" };
export const SETTLED_OTHERWISE: Words = {
  zh: "中心结算不一致 以中心为准",
  en: "SETTLED OTHERWISE BY CENTRE",
};
export const UNVERIFIED: Words = { zh: "未验证", en: "not checked" };

export const KINDS: { readonly [kind in AccountKind]: Words } = {
  purse: { zh: "电子钱包", en: "purse" },
  deposit: { zh: "电子存折", en: "deposit" },
  medical: { zh: "医保账户", en: "medical account" },
};

export const VISITS: { readonly [kind in VisitKind]: Words } = {
  registration: { zh: "挂号", en: "registration" },
  treatment: { zh: "门诊", en: "treatment" },
  admission: { zh: "入院", en: "admission" },
  discharge: { zh: "出院", en: "discharge" },
  pharmacy: { zh: "药店购药", en: "pharmacy" },
};

export const LABELS = {
  ref: { zh: "单号", en: "Ref" },
  card: { zh: "卡号", en: "Card" },
  account: { zh: "账户", en: "Account" },
  visit: { zh: "就医类别", en: "Visit" },
  time: { zh: "时间", en: "Time" },
  terminal: { zh: "终端号", en: "Terminal" },
  terminalSequence: { zh: "终端流水", en: "Terminal seq." },
  cardSequence: { zh: "卡流水", en: "Card seq." },
  tac: { zh: "TAC", en: "TAC" },
  mac2: { zh: "MAC2", en: "MAC2" },
  selfPay: { zh: "个人自付", en: "Self-payment" },
  balanceBefore: { zh: "原余额", en: "Balance before" },
  amount: { zh: "消费金额", en: "Amount" },
  balanceAfter: { zh: "余额", en: "Balance after" },
} as const satisfies { readonly [label: string]: Words };

type DetailField = (typeof TEXT_FIELDS)[number] | (typeof AMOUNT_FIELDS)[number];

export const DETAIL_LABELS: { readonly [field in DetailField]: Words } = {
  institution: { zh: "机构", en: "Institution" },
  institutionType: { zh: "机构类别", en: "Type" },
  operator: { zh: "操作员", en: "Operator" },
  name: { zh: "姓名", en: "Name" },
  sex: { zh: "性别", en: "Sex" },
  insuranceType: { zh: "险种", en: "Insurance" },
  socialSecurityNumber: { zh: "社保号", en: "SSN" },
  totalFen: { zh: "总金额", en: "Total" },
  poolFen: { zh: "统筹支付", en: "Pooled fund" },
  accountFen: { zh: "个人账户", en: "Account" },
  otherFen: { zh: "其他支付", en: "Other" },
  cashFen: { zh: "现金", en: "Cash" },
  selfPayFirstFen: { zh: "自付一", en: "Self-pay 1" },
  selfPaySecondFen: { zh: "自付二", en: "Self-pay 2" },
  deductibleFen: { zh: "起付金额", en: "Deductible" },
  overCeilingFen: { zh: "超封顶", en: "Over ceiling" },
  selfCostFen: { zh: "自费", en: "Self cost" },
  inScopeFen: { zh: "本次范围内", en: "In scope" },
  yearInScopeFen: { zh: "年度范围内", en: "Year in scope" },
  yearLargeAmountFen: { zh: "年度大额", en: "Year large am." },
};
