/**
 * What a program may ask of `duka serve --stdio`: declared once, for validation, types and the schema that `--schema`
 * prints.
 */
import { cardNumber, vouching } from "@duka/protocol/centre";
import { z } from "zod";
import { EXPLAIN_LAYERS } from "../explain/explain.js";
import { receiptDetail } from "../journal/receipt-detail.js";

const TEXT_MAX = 200;
const REF_MAX = 64;
const SALES_MAX = 1000;
const AMOUNT_MAX_FEN = 0xffffffff;

/** Chosen by the caller; comes back with the answer. */
export const requestId = z.union([z.int(), z.string().min(1).max(REF_MAX)]);

const ref = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/)
  .meta({
    description: "the point of sale's own sale number, printable ASCII: the same one never debits twice",
  });

const amountFen = z.int().min(1).max(AMOUNT_MAX_FEN);
const account = z
  .enum(["purse", "deposit", "medical"])
  .optional()
  .meta({ description: "purse by default; medical is the account of a social-security card" });
const part = z.int().min(0).max(AMOUNT_MAX_FEN).optional();
const medical = z
  .strictObject({ selfPayFen: part, poolFen: part })
  .optional()
  .meta({ description: "what holder and pooled fund pay besides the account" });

const nothing = z.strictObject({});
const deadlineMs = z
  .int()
  .min(1)
  .max(3_600_000)
  .optional()
  .meta({ description: "for everything until the card is asked to move money; ten minutes by default" });
const limited = z.strictObject({ deadlineMs });
const ofRef = z.strictObject({ ref });
const inAccount = z.strictObject({ account, deadlineMs });
const listed = z.strictObject({ limit: z.int().min(1).max(SALES_MAX).optional() });
const simulated = z.boolean().optional().meta({ description: "simulated ones instead of real ones" });

const detail = receiptDetail
  .optional()
  .meta({ description: "for the receipt: who sold, to whom, how the bill was shared" });

/** What a service point does with the centre's keys. */
const atWindow = z.strictObject({
  ref,
  window: z.string().max(20),
  operator: z.string().max(40),
  vouching,
  deadlineMs,
});
const oldCard = z
  .strictObject({ cardNumber, passwordState: z.enum(["verified", "not-set"]) })
  .optional()
  .meta({ description: "what verifyOldCard has answered, where a card is replaced" });

/** The arguments of an LD/T 33 function in their order; output buffers are left out. */
const ldt33Arguments = z.array(z.union([z.int(), z.string().max(20_480)])).max(6);

export const METHODS = {
  hello: { says: "version of the program and names of the methods", params: nothing },
  explain: {
    says: "cause and remedy of a status word, an error code or an ATR, in both languages",
    params: z.strictObject({ what: z.string().max(TEXT_MAX), layer: z.enum(EXPLAIN_LAYERS).optional() }),
  },
  readers: { says: "readers that are there or configured", params: nothing },
  card: { says: "which card is in the reader", params: limited },
  balance: { says: "balance of the card, in fen", params: inAccount },
  debit: {
    says: "takes money from the card, once for each ref",
    params: z.strictObject({
      ref,
      amountFen,
      account,
      medical,
      totalFen: amountFen
        .optional()
        .meta({ description: "of the whole bill, where the card pays a part of it" }),
      detail,
      deadlineMs,
      deferOnFailure: z.boolean().optional().meta({
        description: "when reader or PSAM fail, record the sale as paid in cash, to be settled later",
      }),
    }),
  },
  resettle: {
    says: "a deferred sale is paid by card now, once",
    params: z.strictObject({ ref, deadlineMs }),
  },
  credit: {
    says: "puts money onto the card, once for each ref; needs the centre",
    params: z.strictObject({ ref, amountFen, account, deadlineMs }),
  },
  reverse: {
    says: "takes a settled sale back onto the card that paid; needs the centre",
    params: z.strictObject({ ref, of: ref, deadlineMs }),
  },
  log: { says: "the card's own records, the newest first", params: inAccount },
  recover: {
    says: "has the card tell of whatever it left undecided at this till",
    params: limited,
  },
  changePassword: {
    says: "by the holder, who types the old one, and the new one twice",
    params: limited,
  },
  verifyOldCard: {
    says: "the card that is replaced is in the reader: its number, and its password where the holder has set one",
    params: limited,
  },
  activate: {
    says: "at a service point: the new card is in the reader; the one that it replaces is abolished with it",
    params: atWindow.extend({ oldCard }),
  },
  resetPassword: { says: "at a service point: back to the city's initial password", params: atWindow },
  unblockPassword: { says: "at a service point: all tries again", params: atWindow },
  cancel: {
    says: "gives a debit up, as long as its card was not asked to pay",
    params: z.strictObject({ request: requestId }),
  },
  sale: { says: "what became of a sale", params: ofRef },
  sales: {
    says: "sales of the journal, the newest first",
    params: z.strictObject({
      undecided: z.boolean().optional(),
      released: z.boolean().optional(),
      limit: z.int().min(1).max(SALES_MAX).optional(),
    }),
  },
  paidInCash: { says: "cash was taken for an undecided sale", params: ofRef },
  show: { says: "everything that the journal has of one ref, with its evidence", params: ofRef },
  receipt: {
    says: "the receipt of a sale once more: text, and the bytes for a printer in base64",
    params: z.strictObject({
      ref,
      language: z.enum(["both", "zh", "en"]).optional(),
      columns: z.literal([32, 40]).optional(),
      encoding: z.enum(["utf-8", "gbk"]).optional(),
    }),
  },
  credits: { says: "loads and reversals of the journal, the newest first", params: listed },
  acts: { says: "what was done at this service point, and who vouched", params: listed },
  export: {
    says: "the reconciliation of a day, with totals that add up",
    params: z.strictObject({
      day: z.string().max(TEXT_MAX).meta({ description: "such as 2026-11-21, by China Standard Time" }),
      simulated,
      csv: z.boolean().optional().meta({ description: "comma-separated values instead of members" }),
    }),
  },
  verifyJournal: { says: "reads the whole journal; what is wrong with it", params: nothing },
  settle: {
    says: "tells the centre what it has not heard: sales, and what became of loads",
    params: z.strictObject({
      retryRefused: z.boolean().optional().meta({ description: "also what it has refused before" }),
    }),
  },
  waiting: {
    says: "what is not over: to be settled, re-settled, refunded, decided, or looked at by a person",
    params: nothing,
  },
  ldt33: {
    says: "a national card function (LD/T 33-2015): its return code and pOutInfo",
    params: z.strictObject({
      function: z.string().regex(/^i[A-Za-z]{1,30}(_HSM_Step[123])?$/),
      arguments: ldt33Arguments,
    }),
  },
} as const;

export type MethodName = keyof typeof METHODS;
export type Params<N extends MethodName> = z.output<(typeof METHODS)[N]["params"]>;

export const methodNames = Object.keys(METHODS) as MethodName[];

/** @throws RangeError naming the members and what was expected; what stood there is not told */
export function checkParams<N extends MethodName>(name: N, params: unknown): Params<N> {
  const parsed = METHODS[name].params.safeParse(params ?? {});
  if (parsed.success) return parsed.data as Params<N>;
  const faults = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${["params", ...path.map(String)].join(".")}: ${message}`);
  throw new RangeError(faults.join("; ").slice(0, 500));
}

export function isMethod(name: unknown): name is MethodName {
  return typeof name === "string" && Object.hasOwn(METHODS, name);
}
