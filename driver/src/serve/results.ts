/** What each method of `duka serve` answers, once: for the schema, and for the tests that hold answers to it. */
import { cardEffect, visitKind } from "@duka/protocol/centre";
import { z } from "zod";
import { accountKind } from "../account/request-fields.js";
import { CLASSES } from "../centre/day-export.js";
import type { MethodName } from "./requests.js";
import {
  at,
  bilingual,
  closing,
  credit,
  creditOutcome,
  creditRecord,
  fen,
  listOf,
  mac2,
  maybeInt,
  maybeText,
  orRefused,
  outcome,
  receipt,
  saleRecord,
  settlementState,
  shares,
  split,
  text,
  why,
} from "./result-shapes.js";
import { WINDOW_RESULTS } from "./window-results.js";

const logRecord = z.strictObject({
  sequence: z.int(),
  amountFen: fen,
  amountsFen: z.array(fen).optional(),
  overdraftLimitFen: fen.optional(),
  transactionType: z.int(),
  terminalId: text,
  date: text,
  time: text,
  what: bilingual,
});

const serviceDone = orRefused(
  z.strictObject({ done: z.literal(true), cardNumber: text, due: z.array(cardEffect) }),
);

const total = z.strictObject({ count: z.int(), amountFen: fen });
const totalsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, total]));
const CREDIT_CLASSES = ["credited", "not-credited", "undecided", "manual", "inProgress"] as const;

const closed = {
  closedAs: closing.shape.as.nullable(),
  closedBy: maybeText,
  closedAt: maybeText,
  contradicted: z.boolean(),
};

const day = z.strictObject({
  day: text,
  simulated: z.boolean(),
  totals: z.strictObject({
    ...totalsOf([...CLASSES, "all", "unverified", "differing"]),
    cardFen: fen,
    ...shares,
    totalFen: fen,
    refundDueFen: fen,
  }),
  sales: z.array(
    z.strictObject({
      ref: text,
      class: z.enum(CLASSES),
      kind: accountKind,
      visit: visitKind.nullable(),
      amountFen: fen,
      selfPayFen: maybeInt,
      poolFen: maybeInt,
      totalFen: fen,
      paidInCash: z.boolean(),
      refundDueFen: fen,
      settled: settlementState.nullable(),
      centreTotalFen: maybeInt,
      centreAccountFen: maybeInt,
      centrePoolFen: maybeInt,
      centreCashFen: maybeInt,
      reversedBy: maybeText,
      ...closed,
      date: maybeText,
      time: maybeText,
      terminalId: maybeText,
      terminalSequence: maybeInt,
      cardSequence: maybeInt,
      cardNumber: maybeText,
      tac: maybeText,
      mac2: mac2.nullable(),
      reason: maybeText,
      reasonCode: why.reasonCode,
      statusWord: why.statusWord,
      triesLeft: why.triesLeft,
    }),
  ),
  creditTotals: z.strictObject(totalsOf(CREDIT_CLASSES)),
  credits: z.array(
    z.strictObject({
      ref: text,
      class: z.enum(CREDIT_CLASSES),
      purpose: credit.purpose,
      ofRef: maybeText,
      amountFen: fen,
      reported: credit.reported,
      ...closed,
      cardNumber: maybeText,
      tac: maybeText,
      reason: maybeText,
      reasonCode: why.reasonCode,
      statusWord: why.statusWord,
      triesLeft: why.triesLeft,
    }),
  ),
});

const side = split.extend({ state: text, day: maybeText, cardNumber: maybeText, tac: maybeText });
const dayTotal = z.strictObject({ count: z.int(), totalFen: fen, accountFen: fen });

const reconciliation = z.strictObject({
  day: text,
  simulated: z.boolean(),
  institutionId: text,
  agrees: z.boolean(),
  totals: z.strictObject({ till: dayTotal, centre: dayTotal }),
  differences: z.array(
    z.strictObject({
      ref: maybeText,
      what: text,
      till: side.nullable(),
      centre: side.nullable(),
      reason: maybeText,
    }),
  ),
});

const act = z.strictObject({
  ref: text,
  what: text,
  simulated: z.boolean(),
  card: text,
  window: text,
  operator: text,
  vouchedBy: text,
  document: text,
  delegate: text.optional(),
  outcome: text,
  atMs: at,
});

const blacklist = z.strictObject({
  known: z.boolean(),
  file: maybeText,
  asOfMs: at.nullable(),
  entries: z.int(),
});

export const RESULTS = {
  hello: z.strictObject({ program: z.literal("duka"), version: text, methods: z.array(text) }),
  explain: z.union([
    z.strictObject({ code: text, cause: bilingual, remedy: bilingual, commands: z.array(text) }),
    z.strictObject({ known: z.literal(false) }),
  ]),
  readers: listOf(
    "readers",
    z.strictObject({
      address: text,
      origin: z.enum(["configured", "found", "pcsc", "simulated"]),
      description: text,
      heldBy: text.optional(),
    }),
  ),
  card: orRefused(
    z.strictObject({ atr: text, cardNumber: text, title: bilingual, validFrom: text, validUntil: text }),
  ),
  balance: orRefused(
    z.strictObject({
      balanceFen: fen,
      cardNumber: text,
      simulated: z.boolean(),
      annual: z
        .strictObject({ year: text, startingDay: text.optional(), selfPayFen: fen, poolFen: fen })
        .optional(),
    }),
  ),
  debit: outcome,
  settleBill: outcome,
  resettle: outcome,
  reimburse: orRefused(
    z.strictObject({
      reimbursed: z.literal(true),
      ref: text,
      visit: visitKind,
      of: z.strictObject({ institutionId: text, ref: text }),
      cardNumber: text,
      split,
      paidFen: fen,
    }),
  ),
  credit: creditOutcome,
  reverse: creditOutcome,
  log: orRefused(z.strictObject({ cardNumber: text, records: z.array(logRecord) })),
  recover: orRefused(
    z.strictObject({
      cardNumber: text,
      sales: z.array(outcome),
      credits: z.array(creditOutcome),
      stillUndecided: z.array(text),
    }),
  ),
  changePassword: orRefused(z.strictObject({ changed: z.literal(true), cardNumber: text })),
  verifyOldCard: orRefused(
    z.strictObject({ cardNumber: text, passwordState: z.enum(["verified", "not-set"]) }),
  ),
  resetPassword: serviceDone,
  unblockPassword: serviceDone,
  ...WINDOW_RESULTS,
  cancel: z.strictObject({ cancelled: z.boolean() }),
  sale: z.union([outcome.extend({ known: z.literal(true) }), z.strictObject({ known: z.literal(false) })]),
  sales: listOf("sales", outcome),
  paidInCash: outcome,
  close: z.strictObject({ ref: text, what: z.enum(["sale", "credit"]), isNew: z.boolean(), closed: closing }),
  show: z.strictObject({ sales: z.array(saleRecord), credits: z.array(creditRecord) }),
  receipt: z.strictObject({
    known: z.boolean(),
    receipt: receipt.nullable(),
    text: maybeText,
    base64: maybeText,
    svg: maybeText,
  }),
  credits: listOf("credits", creditOutcome),
  acts: listOf("acts", act),
  export: z.union([day, z.strictObject({ csv: text })]),
  clockIsRight: z.strictObject({ right: z.literal(true) }),
  verifyJournal: z.strictObject({ journal: text, faults: z.array(text) }),
  settle: z.strictObject({ delivered: z.int(), failed: z.int(), refused: z.int(), differing: z.int() }),
  waiting: listOf(
    "waiting",
    z.strictObject({ ref: text, what: text, amountFen: fen, attempts: z.int(), reason: maybeText }),
  ),
  reconcile: reconciliation,
  blacklist,
  updateBlacklist: blacklist,
  ldt33: z.strictObject({ code: z.int(), pOutInfo: text }),
  transmit: z.strictObject({
    atr: text,
    answers: z
      .array(z.strictObject({ command: text, data: text, statusWord: text }))
      .meta({ description: "in the order of the commands, up to the first that was refused" }),
  }),
} satisfies { readonly [name in MethodName]: z.ZodType };
