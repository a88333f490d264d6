/**
 * What a program may ask of `duka serve --stdio`: declared once, for validation, types and the schema that `--schema`
 * prints.
 */

import { rangeError } from "@duka/protocol/data/bilingual";
import { issuesInChinese } from "@duka/protocol/data/read-data";
import { z } from "zod";
import { settleBillData } from "../account/bill-request.js";
import { closeData } from "../account/close-case.js";
import { loadData, reverseData } from "../account/credit-request.js";
import { debitData } from "../account/debit-request.js";
import { reimburseData } from "../account/reimburse.js";
import {
  accountKind,
  deadlineMs as deadline,
  ref,
  passwordUnblocked as unblocked,
} from "../account/request-fields.js";
import { serviceData } from "../account/window-acts.js";
import { EXPLAIN_LAYERS } from "../explain/explain.js";
import { CARD_METHODS, DESK_METHODS } from "./window-params.js";

const TEXT_MAX = 200;
const REF_MAX = 64;
const SALES_MAX = 1000;
const RAW_COMMANDS_MAX = 64;

/** Chosen by the caller; comes back with the answer. */
export const requestId = z.union([z.int(), z.string().min(1).max(REF_MAX)]);

const kind = accountKind.optional();
const deadlineMs = deadline.optional();
const passwordUnblocked = unblocked.optional();

const nothing = z.strictObject({});
const limited = z.strictObject({ deadlineMs });
const ofRef = z.strictObject({ ref });
/** Of what asks for a password, or may. */
const asking = z.strictObject({ deadlineMs, passwordUnblocked });
const inAccount = asking.extend({ kind });
const listed = z.strictObject({ limit: z.int().min(1).max(SALES_MAX).optional() });
const simulated = z.boolean().optional().meta({ description: "simulated ones instead of real ones" });

/** What a service point does with the centre's keys. */
const atWindow = serviceData.extend({ deadlineMs });
/** An account's request, whose account is named in full here. */
const { kind: _kind, when: _when, deferOnEquipmentFailure, ...ofDebit } = debitData.shape;
const { kind: _ofLoad, ...ofLoad } = loadData.shape;

/** The longest text of LD/T 33 in hexadecimal; the functions themselves know how long each may be. */
const LDT33_TEXT_MAX = 2 * 20_480;
/** The arguments of an LD/T 33 function in their order; output buffers are left out. */
const ldt33Arguments = z.array(z.union([z.int(), z.string().max(LDT33_TEXT_MAX)])).max(6);
/** For a caller without tables of characters: arguments and pOutInfo are bytes of GB 18030, in hexadecimal. */
const textEncoding = z.literal("gb18030-hex").optional();

/** Each is looked at before the first is sent. */
const rawCommands = z
  .array(z.string().regex(/^(?:[0-9A-F]{2}){4,261}$/i, "is a short command APDU in hexadecimal"))
  .min(1)
  .max(RAW_COMMANDS_MAX);

export const METHODS = {
  hello: { says: "version of the program and names of the methods", params: nothing },
  explain: {
    says: "cause and remedy of a status word, an error code or an ATR, in both languages",
    params: z.strictObject({ what: z.string().max(TEXT_MAX), layer: z.enum(EXPLAIN_LAYERS).optional() }),
  },
  readers: { says: "its own reader, those that are configured, and those that are there", params: nothing },
  card: { says: "which card is in the reader", params: limited },
  balance: { says: "balance of the card, in fen", params: inAccount },
  debit: {
    says: "takes money from the card, once for each ref",
    params: z.strictObject({ ...ofDebit, kind, deferOnFailure: deferOnEquipmentFailure }),
  },
  settleBill: {
    says: "a bill of the medical insurance: pre-settled by the centre, paid by the card, settled; once for each ref; needs the centre",
    params: settleBillData,
  },
  reimburse: {
    says: "at the agency: the fund's part of a bill that was paid in cash elsewhere goes to the holder, once; needs the centre",
    params: reimburseData.extend({ deadlineMs }),
  },
  resettle: {
    says: "a deferred sale is paid by card now, once",
    params: asking.extend({ ref }),
  },
  credit: {
    says: "puts money onto the card, once for each ref; needs the centre",
    params: z.strictObject({ ...ofLoad, kind }),
  },
  reverse: {
    says: "takes a settled sale back onto the card that paid; needs the centre",
    params: reverseData,
  },
  log: { says: "the card's own records, the newest first", params: inAccount },
  recover: {
    says: "has the card tell of whatever it left undecided at this till",
    params: asking,
  },
  changePassword: {
    says: "by the holder, who types the old one, and the new one twice",
    params: asking,
  },
  verifyOldCard: {
    says: "the card that is replaced is in the reader: its number, and its password where the holder has set one",
    params: asking,
  },
  ...CARD_METHODS,
  resetPassword: { says: "at a service point: back to the city's initial password", params: atWindow },
  unblockPassword: { says: "at a service point: all tries again", params: atWindow },
  ...DESK_METHODS,
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
  close: {
    says: "a person closes what no card and no centre can: once, with who and when; the ref stays bound",
    params: closeData,
  },
  show: { says: "everything that the journal has of one ref, with its evidence", params: ofRef },
  receipt: {
    says: "the receipt of a sale once more: text, the bytes for a printer in base64, and a picture",
    params: z.strictObject({
      ref,
      language: z.enum(["both", "zh", "en"]).optional(),
      columns: z.literal([32, 40]).optional(),
      encoding: z.enum(["utf-8", "gb18030", "gbk"]).optional(),
      escpos: z.boolean().optional().meta({
        description: "base64 holds ESC/POS: initialise, text in gb18030 or gbk, QR code of ref and TAC, cut",
      }),
      svg: z.boolean().optional().meta({ description: "a picture too, as SVG" }),
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
  clockIsRight: {
    says: "a person has looked at the till's clock, which seemed wrong: it is right",
    params: nothing,
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
  reconcile: {
    says: "a day of the journal against the centre's: every difference, with both sides; needs the centre",
    params: z.strictObject({
      day: z.string().max(TEXT_MAX).meta({ description: "such as 2026-11-21, by China Standard Time" }),
    }),
  },
  updateBlacklist: {
    says: "fetches the centre's blacklist and puts it in the place of the till's own; needs the centre",
    params: nothing,
  },
  blacklist: { says: "of when the till's own blacklist is, and how many entries it has", params: nothing },
  ldt33: {
    says: "a national card function (LD/T 33-2015): its return code and pOutInfo",
    params: z.strictObject({
      function: z.string().regex(/^i[A-Za-z]{1,30}(_HSM_Step[123])?$/),
      arguments: ldt33Arguments,
      textEncoding,
      passwordUnblocked,
    }),
  },
  transmit: {
    says: "with --allow-apdu: short commands that read, sent to the card as they are, one after the other",
    params: z.strictObject({ commands: rawCommands, deadlineMs }),
  },
} as const;

export type MethodName = keyof typeof METHODS;
export type Params<N extends MethodName> = z.output<(typeof METHODS)[N]["params"]>;

/** Those that are there however `duka serve` was started. */
export const methodNames: readonly MethodName[] = (Object.keys(METHODS) as MethodName[]).filter(
  (name) => name !== "transmit",
);

/** @param allowApdu as `--allow-apdu` says */
export function methodNamesOf(allowApdu = false): readonly MethodName[] {
  return allowApdu ? [...methodNames, "transmit"] : methodNames;
}

/** @throws RangeError naming the members and what was expected; what stood there is not told */
export function checkParams<N extends MethodName>(name: N, params: unknown): Params<N> {
  const declared = METHODS[name].params;
  const parsed = declared.safeParse(params ?? {});
  if (parsed.success) return parsed.data as Params<N>;
  const faults = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${["params", ...path.map(String)].join(".")}: ${message}`);
  const zh = issuesInChinese(declared, params ?? {}, "params").slice(0, 5);
  throw rangeError(faults.join("; ").slice(0, 500), zh.join("；").slice(0, 500));
}

export function isMethod(
  name: unknown,
  names: readonly MethodName[] = methodNamesOf(true),
): name is MethodName {
  return (names as readonly unknown[]).includes(name);
}
