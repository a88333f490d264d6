/**
 * What the point of sale adds to a receipt (结算单): who sold, to whom, and how the insurance shared the bill. Declared
 * once: type, check, and the schema of `duka serve`.
 */
import { rule } from "@duka/protocol/data/bilingual";
import type { DataOf } from "@duka/protocol/data/read-data";
import { described, members } from "@duka/protocol/data/values";
import { z } from "zod";

const TEXT_MAX = 120;
const ITEMS_MAX = 200;
const QUANTITY_MAX = 1_000_000;
const SHARES = ["poolFen", "accountFen", "otherFen", "cashFen"] as const;

const LINE = {
  error: rule(
    `is 1 to ${TEXT_MAX} characters without control characters`,
    `必须是 1 至 ${TEXT_MAX} 个字符，不含控制字符`,
  ),
  abort: true,
};
const line = z
  .string({ error: rule("is a string", "必须是文本") })
  .min(1, LINE)
  .max(TEXT_MAX, LINE)
  // Rare names are written in private use, and in characters that are newer than a runtime: those are no controls.
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text), LINE);
const FEN = { error: rule("is a whole number of fen, 0 or more", "必须是不小于 0 的整数（分）") };
const fen = z
  .number({ error: rule("is a number of fen", "必须是金额（分）") })
  .int(FEN)
  .min(0, FEN);
const QUANTITY = {
  error: rule(`is above 0 and at most ${QUANTITY_MAX}`, `必须大于 0 且不超过 ${QUANTITY_MAX}`),
};

const item = members({
  name: line,
  quantity: z.number(QUANTITY).positive(QUANTITY).max(QUANTITY_MAX, QUANTITY),
  amountFen: fen,
});

const texts = {
  institution: described(line.optional(), "name of the hospital or pharmacy"),
  institutionType: described(line.optional(), "its kind (机构类别)"),
  operator: line.optional(),
  name: described(line.optional(), "of the card-holder"),
  sex: line.optional(),
  insuranceType: line.optional(),
  socialSecurityNumber: described(line.optional(), "masked on the receipt"),
};

const amounts = {
  totalFen: fen.optional(),
  poolFen: described(fen.optional(), "pooled fund (统筹); with accountFen, otherFen and cashFen the total"),
  accountFen: described(fen.optional(), "personal account (个人账户)"),
  otherFen: fen.optional(),
  cashFen: fen.optional(),
  selfPayFirstFen: fen.optional(),
  selfPaySecondFen: fen.optional(),
  deductibleFen: fen.optional(),
  overCeilingFen: fen.optional(),
  selfCostFen: fen.optional(),
  inScopeFen: fen.optional(),
  yearInScopeFen: fen.optional(),
  yearLargeAmountFen: fen.optional(),
};

export const TEXT_FIELDS = Object.keys(texts) as readonly (keyof typeof texts)[];
export const AMOUNT_FIELDS = Object.keys(amounts) as readonly (keyof typeof amounts)[];

/** With a total and all that was paid of it, the parts have to be the total. */
export const receiptDetail = members({
  ...texts,
  ...amounts,
  items: z
    .array(item, { error: rule("is a list", "必须是列表") })
    .max(ITEMS_MAX, { error: rule(`has at most ${ITEMS_MAX} entries`, `至多 ${ITEMS_MAX} 项`) })
    .optional(),
}).superRefine((detail, context) => {
  const { totalFen, cashFen } = detail;
  const parts = SHARES.map((share) => detail[share]).filter((part) => part !== undefined);
  if (totalFen === undefined || parts.length === 0) return;
  const sum = parts.reduce((total, part) => total + part, 0);
  const isWhole = cashFen !== undefined || sum > totalFen;
  if (!isWhole || sum === totalFen) return;
  context.addIssue({
    code: "custom",
    message: `has ${SHARES.join(", ")} that make ${sum} fen, but totalFen is ${totalFen}`,
  });
});

/** All amounts in fen. Only what is given is printed. */
export type ReceiptDetail = DataOf<typeof receiptDetail>;
export type ReceiptItem = DataOf<typeof item>;
