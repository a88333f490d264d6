/**
 * Settlement (结算): the money of a sale between card, account, pooled fund and cash; loads onto the card;
 * reconciliation.
 */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import {
  amountFen,
  cardNumber,
  count,
  date,
  hex,
  holderId,
  institutionId,
  positiveFen,
  reference,
  terminalId,
  time,
  u8,
  u16,
} from "./fields.js";
import { cardDebit } from "./key-server.js";
import { operations } from "./operation.js";
import { cardIdentity } from "./register.js";
import { atWindow, vouching } from "./vouching.js";

/** Sales of one reconciliation. */
export const RECONCILED_MAX = 10_000;

/** The reference is the institution's own sale number. */
const atInstitution = { institutionId, ref: reference };

/**
 * What the bill is for: registration (挂号), treatment of an outpatient (门诊), admission with its deposit (入院), discharge
 * with the bill of the stay (出院), a pharmacy's sale (药店购药).
 */
export const VISIT_KINDS = ["registration", "treatment", "admission", "discharge", "pharmacy"] as const;
export const visitKind = z.enum(VISIT_KINDS);

/** Who pays what: pooled fund and account and cash are the total. */
export const split = z.strictObject({
  totalFen: amountFen,
  inScopeFen: amountFen,
  deductibleFen: amountFen,
  poolFen: amountFen,
  accountFen: amountFen,
  cashFen: amountFen,
});

export const saleState = z.enum(["pre-settled", "expired", "settled", "cancelled", "reversed"]);

export const sale = z.strictObject({
  ...atInstitution,
  state: saleState,
  kind: visitKind,
  cardNumber,
  holderId,
  day: date,
  year: z.string(),
  from: z.enum(["card", "centre", "none"]),
  deferred: z.boolean(),
  split,
});

const settled = z.strictObject({
  sale,
  /** What the account has now, where the register knows it: card or centre. */
  accountFen: z.int(),
});

const CARD = ["card-unknown", "card-altered", ...CARD_REFUSALS, "not-designated"] as const;
const MEDICAL = ["medical-not-open", "insurance-data-due"] as const;

const loadRequest = {
  ...atInstitution,
  card: cardIdentity,
  transactionType: z.union([z.literal(0x01), z.literal(0x02), z.literal(0x31)]),
  amountFen: positiveFen,
  balanceFen: amountFen.meta({ description: "on the card, from INITIALIZE FOR LOAD" }),
  onlineSequence: u16,
  keyVersion: u8,
  random: hex(4),
  mac1: hex(4),
  terminalId,
  date,
  time,
};

export const settlementOperations = operations({
  preSettle: {
    summary:
      "What each side will pay (预结算); the pooled fund's part is kept for this sale for the city's number of hours",
    request: z.strictObject({
      ...atInstitution,
      card: cardIdentity,
      kind: visitKind,
      totalFen: positiveFen,
      selfCostFen: amountFen.meta({ description: "out of the insurance's scope" }),
    }),
    response: z.strictObject({ sale, poolLeftFen: amountFen }),
    repeatable: true,
    refusals: [...CARD, ...MEDICAL, "amounts-differ", "already-settled", "already-reimbursed", "reversed"],
  },
  settle: {
    summary:
      "The sale is done (结算). With a debit of the card, whose TAC is checked, or out of the account at the centre",
    request: z.strictObject({
      ...atInstitution,
      card: cardIdentity,
      totalFen: positiveFen,
      payment: z.discriminatedUnion("from", [
        z.strictObject({ from: z.literal("card"), debit: cardDebit }),
        z.strictObject({ from: z.literal("centre"), amountFen: amountFen }),
        z.strictObject({ from: z.literal("none") }),
      ]),
      deferred: z
        .boolean()
        .meta({ description: "was paid in cash when equipment failed, and is settled again" }),
    }),
    response: settled,
    repeatable: true,
    refusals: [
      ...CARD,
      ...MEDICAL,
      "tac-wrong",
      "amounts-differ",
      "not-pre-settled",
      "pre-settlement-expired",
      "already-settled",
      "already-reimbursed",
      "reversed",
      "balance-too-small",
    ],
  },
  cancel: {
    summary: "Takes a settled sale back (撤销). Money of the card waits at the centre to be loaded",
    request: z.strictObject({ ...atInstitution, of: reference }),
    response: z.strictObject({ ...settled.shape, toLoadFen: amountFen }),
    repeatable: true,
    refusals: ["sale-unknown", "wrong-state", "reversed", "amount-too-large"],
  },
  reverse: {
    summary:
      "Undoes a request whose answer was lost (冲正), whether it arrived or not; arriving later it is refused",
    request: z.strictObject({
      ...atInstitution,
      of: reference,
      what: z.enum(["preSettle", "settle", "cancel"]),
    }),
    response: z.strictObject({ had: z.enum(["arrived", "not-arrived"]), toLoadFen: amountFen }),
    repeatable: true,
    refusals: ["wrong-state", "refund-taken", "amount-too-large"],
  },
  findSale: {
    summary: "A sale by its reference",
    request: z.strictObject(atInstitution),
    response: z.strictObject({ sale }),
    repeatable: false,
    refusals: ["sale-unknown"],
  },
  reconcile: {
    summary:
      "Compares an institution's day with the centre's (对账), sale by sale; a sale is one of the day of its debit",
    request: z.strictObject({
      institutionId,
      day: date,
      sales: z
        .array(
          z.strictObject({
            ref: reference,
            state: z.enum(["settled", "cancelled"]),
            cardNumber,
            totalFen: amountFen,
            accountFen: amountFen,
            poolFen: amountFen
              .nullable()
              .meta({ description: "null where the institution says nothing of it" }),
            tac: hex(4).nullable().meta({ description: "null where it was lost" }),
          }),
        )
        .max(RECONCILED_MAX),
    }),
    response: z.strictObject({
      agrees: z.boolean(),
      settled: z.strictObject({ count, totalFen: count, poolFen: count, accountFen: count, cashFen: count }),
      cancelled: z.strictObject({ count, totalFen: count }),
      differences: z.array(
        z.strictObject({
          ref: reference,
          what: z.enum([
            "not-at-centre",
            "not-at-institution",
            "twice",
            "state",
            "day",
            "card",
            "amount",
            "split",
            "tac",
          ]),
          /** What the centre has under this reference. */
          centre: z
            .strictObject({ state: saleState, day: date, cardNumber, split, tac: hex(4).nullable() })
            .nullable(),
        }),
      ),
    }),
    repeatable: false,
    refusals: [],
  },
  reimburse: {
    summary:
      "Sporadic reimbursement (零星报销) at the agency: a bill that was paid in cash; the pooled fund's part goes to the holder",
    request: z.strictObject({
      ...atWindow,
      vouching,
      card: cardIdentity,
      kind: visitKind,
      of: z
        .strictObject(atInstitution)
        .meta({ description: "the bill: where it was paid, and its number there" }),
      totalFen: positiveFen,
      selfCostFen: amountFen.meta({ description: "out of the insurance's scope" }),
    }),
    response: z.strictObject({
      holderId,
      split,
      paidFen: amountFen.meta({ description: "what the holder gets: the pooled fund's part" }),
    }),
    repeatable: true,
    refusals: [
      "card-unknown",
      "card-altered",
      ...CARD_REFUSALS,
      "not-the-holder",
      "in-person-only",
      "holder-unknown",
      "wrong-state",
      "amounts-differ",
      "already-settled",
      "already-reimbursed",
    ],
  },
  authoriseLoad: {
    summary: "MAC2 of a load (圈存): checks MAC1, takes the money from the account at the centre",
    request: z.strictObject(loadRequest),
    response: z.strictObject({ mac2: hex(4), accountFen: z.int() }),
    repeatable: true,
    refusals: [...CARD, ...MEDICAL, "key-unknown", "mac-wrong", "balance-too-small", "load-open"],
  },
  reportLoad: {
    summary:
      "What became of a load: credited with its TAC, not credited (the money goes back), or not yet known",
    request: z.strictObject({
      ...atInstitution,
      outcome: z.discriminatedUnion("is", [
        z.strictObject({ is: z.literal("credited"), tac: hex(4) }),
        z.strictObject({ is: z.literal("not-credited") }),
        z.strictObject({ is: z.literal("unknown") }),
      ]),
    }),
    response: z.strictObject({ state: z.enum(["open", "credited", "not-credited"]), accountFen: z.int() }),
    repeatable: false,
    refusals: ["load-unknown", "tac-wrong", "wrong-state", "amount-too-large"],
  },
});

export type Split = z.output<typeof split>;
export type Sale = z.output<typeof sale>;
export type VisitKind = z.output<typeof visitKind>;
export const loadRecord = z.strictObject({
  ...loadRequest,
  state: z.enum(["open", "credited", "not-credited"]),
  holderId,
  mac2: hex(4),
});
export type LoadRecord = z.output<typeof loadRecord>;
