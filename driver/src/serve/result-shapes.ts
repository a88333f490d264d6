/**
 * Outcomes, receipts and records as `duka serve` writes them. Amounts in fen, times as the card has them (YYYYMMDD,
 * HHMMSS, China Standard Time), status words in hexadecimal.
 */
import { visitKind } from "@duka/protocol/centre";
import { z } from "zod";
import { accountKind } from "../account/request-fields.js";
import { REASONS, type ReasonCode } from "../base/reason-code.js";
import { CLOSED_AS } from "../journal/closing.js";
import { receiptDetail } from "../journal/receipt-detail.js";

export const text = z.string();
export const fen = z.int();
export const maybeText = text.nullable();
export const maybeInt = z.int().nullable();
export const at = z.int().meta({ description: "milliseconds since 1970, by the clock of the till" });
export const bilingual = z.strictObject({ en: text, zh: text });

export const why = {
  reason: maybeText.meta({ description: "for a person" }),
  reasonCode: z
    .enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]])
    .nullable()
    .meta({ description: "for a program" }),
  statusWord: z
    .string()
    .regex(/^[0-9A-F]{4}$/)
    .nullable(),
  triesLeft: z.int().min(0).nullable().meta({ description: "of the password" }),
};

const refused = z.strictObject({ refused: z.literal(true), ...why, reasonCode: why.reasonCode.unwrap() });
export const orRefused = <T extends z.ZodType>(done: T) => z.union([done, refused]);
export const listOf = <T extends z.ZodType>(name: string, each: T) =>
  z.strictObject({ [name]: z.array(each) });

export const shares = { selfPayFen: fen, poolFen: fen };
export const split = z.strictObject({ totalFen: fen, accountFen: fen, poolFen: maybeInt, cashFen: maybeInt });
export const settlementState = z.enum(["waiting", "settled", "refused", "differs"]);
export const mac2 = z.enum(["verified", "unverified", "refused"]);

export const receipt = z.strictObject({
  ref: text,
  kind: accountKind,
  amountFen: fen,
  visit: visitKind.optional(),
  medical: z.strictObject({ ...shares, totalFen: fen }).optional(),
  centre: split.optional(),
  balanceBeforeFen: maybeInt,
  balanceAfterFen: maybeInt,
  cardNumber: text,
  cardSequence: z.int(),
  terminalId: text,
  terminalSequence: z.int(),
  tac: maybeText,
  mac2: z.enum(["verified", "unverified"]),
  date: text,
  time: text,
  simulated: z.boolean(),
  detail: receiptDetail.optional(),
});

export const closing = z.strictObject({
  as: z.enum(CLOSED_AS),
  by: text,
  at: text.meta({ description: "ISO 8601" }),
  note: maybeText,
});

/** The keys of `outcomeJson`. */
const sale = {
  outcome: z.enum(["committed", "refused", "undecided", "deferred", "manual", "inProgress"]),
  ...why,
  ref: text,
  amountFen: fen,
  medical: z.strictObject({ ...shares, totalFen: fen }).nullable(),
  visit: visitKind.nullable(),
  balanceBeforeFen: maybeInt,
  balanceAfterFen: maybeInt,
  tac: maybeText,
  mac2: mac2.nullable(),
  terminalId: maybeText,
  terminalSequence: maybeInt,
  cardSequence: maybeInt,
  cardNumber: maybeText.meta({ description: "masked" }),
  simulated: z.boolean(),
  wire: z.strictObject({
    ms: z.number().nullable(),
    limitMs: z.number().nullable(),
    ratio: z.number().nullable(),
  }),
  settlement: z
    .strictObject({ state: settlementState, till: split, centre: split.nullable(), error: maybeText })
    .nullable(),
  closed: closing.nullable(),
};

export const saleOutcome = z.strictObject(sale);

export const outcome = z.strictObject({ ...sale, receipt: receipt.nullable(), receiptText: maybeText });

export const credit = {
  outcome: z.enum(["credited", "refused", "not-credited", "undecided", "manual", "inProgress"]),
  ...why,
  ref: text,
  purpose: z.enum(["load", "reversal"]),
  ofRef: maybeText,
  amountFen: fen,
  balanceBeforeFen: maybeInt,
  balanceAfterFen: maybeInt,
  tac: maybeText,
  cardSequence: maybeInt,
  cardNumber: maybeText,
  reported: z.enum(["due", "reported", "refused"]).nullable(),
  simulated: z.boolean(),
};
export const creditOutcome = z.strictObject(credit);

const attempts = { attempts: z.int(), nextAtMs: at, error: text.optional() };
const evidence = z.record(text, z.unknown()).nullable().meta({ description: "for a person who settles it" });

export const saleRecord = z.strictObject({
  ...sale,
  kind: accountKind,
  state: text,
  institution: maybeText,
  paidInCash: z.boolean(),
  reversedBy: maybeText,
  closings: z.array(closing),
  settlement: z.strictObject({
    ...attempts,
    state: settlementState,
    tac: text.optional(),
    settledAtMs: at.optional(),
    till: split,
    centre: split.nullable(),
  }),
  evidence,
  begunAt: text,
  changedAt: text,
});

export const creditRecord = z.strictObject({
  ...credit,
  report: z.strictObject({ ...attempts, state: z.enum(["due", "reported", "refused"]).optional() }),
  evidence,
});
