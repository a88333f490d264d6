/** The account of the person whose card is in the reader, as a point of sale uses it. */

import { readData } from "@duka/protocol/data/read-data";
import {
  checkFlag,
  checkFunction,
  checkMembers,
  checkOneOf,
  checkThing,
  refusing,
  shown,
} from "../base/argument.js";
import { tellAccount } from "../base/diagnostics-channel.js";
import type { Blacklist } from "../card/blacklist.js";
import type { Refusal } from "../card/refusal.js";
import type { Visit } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import type { Journal } from "../journal/journal.js";
import type { AccountKind, Sale } from "../journal/sale.js";
import type { AskPassword, Language } from "../password/ask-password.js";
import { citiesOf } from "../password/city-of-card.js";
import type { CityProfile } from "../password/city-profile.js";
import type { AccountEvent } from "./account-event.js";
import type { SettleBillRequest } from "./bill-request.js";
import { type CallLimits, checkLimits, limitedReader, type TillReader, turns } from "./call-limits.js";
import { type BalanceInfo, balance, type CardInfo, cardInfo } from "./card-balance.js";
import { type LogInfo, type RecoveredInfo, recoverCard, showLog } from "./card-inquiry.js";
import { checkCentre, confirmTacAt, registerAt } from "./centre-questions.js";
import { changePassword, type PasswordChanged } from "./change-password.js";
import { load } from "./credit.js";
import type { CreditOutcome } from "./credit-outcome.js";
import type { LoadRequest, ReverseRequest } from "./credit-request.js";
import { debit, resettle } from "./debit.js";
import type { DebitRequest } from "./debit-request.js";
import { resetPassword, unblockPassword } from "./free-password.js";
import type { PurchaseTerminal } from "./mac1.js";
import type { Outcome } from "./outcome.js";
import type { Reimbursed, ReimburseRequest } from "./reimburse.js";
import { accountKind } from "./request-fields.js";
import { reverse } from "./reverse.js";
import type { Call, Till } from "./till.js";
import {
  activate,
  type OldCard,
  type ServiceDone,
  type ServiceRequest,
  verifyOldCard,
} from "./window-acts.js";

export type { BalanceInfo, CardInfo } from "./card-balance.js";

export type AccountOptions = {
  /** From `openReader`. Its slots 0 and 1 hold card and PSAM unless said otherwise. */
  readonly reader: TillReader;
  /** From `openJournal`. */
  readonly journal: Journal;
  /** The till's city, or several, its own first: a card goes by those of its own. Hangzhou by default. */
  readonly profile?: CityProfile | readonly CityProfile[];
  readonly cardSlot?: number;
  readonly psamSlot?: number;
  /** How long a call waits for a card that is not in yet, at most 600000; one that is in counts. 0 by default. */
  readonly waitCardMs?: number;
  /** For questions to the card-holder; "en" by default. */
  readonly language?: Language;
  /** Asked for a changed password. Without it such a card is refused with "password needed". */
  readonly askPassword?: AskPassword;
  /** Passwords are typed on the reader's own keypad and never leave it; `askPassword` is not used then. */
  readonly pinPad?: boolean;
  /** What the centre knows of a card's password; asked first. */
  readonly passwordRegister?: (cardNumber: string) => Promise<"initial" | "changed" | undefined>;
  /** Whether the centre has settled a purchase with this TAC; asked only where the card's log cannot tell. */
  readonly confirmTac?: (sale: Sale, tac: string) => Promise<boolean>;
  /**
   * For credits, reversals, the password register and the TAC of undecided sales. A simulated one for a simulated
   * reader.
   */
  readonly centre?: Centre;
  /**
   * The blacklist of the till, as `openBlacklist` gives it; a function is asked at each sale, so that a newer list
   * counts at once. Left out: none, which a city may refuse (`cardChecks.blacklistDaysMax`).
   */
  readonly blacklist?: Blacklist | (() => Blacklist | undefined);
  /** Who makes MAC1 and checks MAC2, instead of the PSAM and the centre's key server. */
  readonly terminal?: PurchaseTerminal;
  /**
   * Card and PSAM that the caller has powered already and lets go; they are in `reader`. A
   * call's deadline and signal do not reach into them: each command has its own deadline.
   */
  readonly openVisit?: Visit;
  /**
   * For a caller without sale numbers (LD/T 33-2015). Told the sales of the card in the reader whose outcome its caller
   * was never told, or was told under another ref; a refusal of it stands before a new sale. With it the outcome of
   * each sale is due until `journal.told`.
   */
  readonly onEarlier?: (sales: readonly Sale[]) => Promise<Refusal | undefined>;
  /** Hospital or pharmacy, recorded with every sale; the centre's by default. */
  readonly institution?: string;
  readonly onEvent?: (event: AccountEvent) => void;
  /** An undecided sale of an earlier visit was decided, because its card is here again. */
  readonly onRecovered?: (outcome: Outcome) => void;
  readonly onCreditRecovered?: (outcome: CreditOutcome) => void;
};

/** One call at a time; further calls wait for their turn, within their limits. All of them may throw ReaderError. */
export type Account = {
  /** Takes money from the card once for this ref; see `debit` for what it throws. */
  debit(request: DebitRequest): Promise<Outcome>;
  /**
   * A bill of the medical insurance once for this ref: pre-settled by the centre, its account's part paid by the card,
   * settled by the centre. Needs the centre. `outcome.settlement` says whether till and centre agree.
   */
  settleBill(request: SettleBillRequest): Promise<Outcome>;
  /**
   * At the agency: a bill that was paid in cash elsewhere is reimbursed (零星报销), once. No card is debited. Needs the
   * centre.
   */
  reimburse(request: ReimburseRequest, limits?: CallLimits): Promise<Reimbursed | Refusal>;
  /** Puts money onto the card once for this ref. Needs the centre. */
  credit(request: LoadRequest): Promise<CreditOutcome>;
  /** Takes a settled sale back: cancelled at the centre, its money loaded onto the card that paid. */
  reverse(request: ReverseRequest): Promise<CreditOutcome>;
  /**
   * A deferred sale, paid in cash when equipment failed, is paid by card now, once, at the same institution: the cash
   * goes back.
   */
  resettle(ref: string, limits?: CallLimits): Promise<Outcome>;
  /** By the holder, who types the old one and the new one twice. */
  changePassword(limits?: CallLimits): Promise<PasswordChanged | Refusal>;
  /** At a service point, with the centre's keys: back to the city's initial password. */
  resetPassword(request: ServiceRequest, limits?: CallLimits): Promise<ServiceDone | Refusal>;
  /** At a service point: the password stays, and has all its tries again. */
  unblockPassword(request: ServiceRequest, limits?: CallLimits): Promise<ServiceDone | Refusal>;
  /** The old card is in the reader: its number and, where its holder has set a password, that. For `activate`. */
  verifyOldCard(limits?: CallLimits): Promise<OldCard | Refusal>;
  /** The new card is in the reader. */
  activate(
    request: ServiceRequest & { readonly oldCard?: OldCard },
    limits?: CallLimits,
  ): Promise<ServiceDone | Refusal>;
  /** The card's own records, the newest first. */
  log(kind?: AccountKind, limits?: CallLimits): Promise<LogInfo | Refusal>;
  /** Has the card tell of whatever it left undecided at this till. */
  recover(limits?: CallLimits): Promise<RecoveredInfo | Refusal>;
  balance(kind?: AccountKind, limits?: CallLimits): Promise<BalanceInfo | Refusal>;
  card(limits?: CallLimits): Promise<CardInfo | Refusal>;
};

const SLOT_MAX = 15;
const WAIT_CARD_MAX_MS = 600_000;
const MEMBERS = [
  "reader",
  "journal",
  "profile",
  "cardSlot",
  "psamSlot",
  "waitCardMs",
  "language",
  "askPassword",
  "pinPad",
  "passwordRegister",
  "confirmTac",
  "centre",
  "blacklist",
  "terminal",
  "openVisit",
  "onEarlier",
  "institution",
  "onEvent",
  "onRecovered",
  "onCreditRecovered",
] as const satisfies readonly (keyof AccountOptions)[];
const FUNCTIONS = [
  "askPassword",
  "passwordRegister",
  "confirmTac",
  "onEarlier",
  "onEvent",
  "onRecovered",
  "onCreditRecovered",
] as const;

/** One call: its turn, and its limits until something is bound. */
type Calls = <T>(limits: CallLimits, work: (call: Call) => Promise<T>) => Promise<T>;

/** @throws TypeError, RangeError naming the option that is wrong and what it may be */
export function openCalls(options: AccountOptions): Calls {
  checkOptions(options);
  const cities = citiesOf(options.profile);
  const till: Till = {
    reader: options.reader,
    journal: options.journal,
    cities,
    cardSlot: options.cardSlot ?? 0,
    psamSlot: options.psamSlot ?? 1,
    waitCardMs: options.waitCardMs ?? 0,
    language: options.language ?? "en",
    askPassword: options.askPassword,
    pinPad: options.pinPad ?? false,
    passwordRegister: options.passwordRegister ?? registerAt(options.centre),
    confirmTac: options.confirmTac ?? confirmTacAt(options.centre, cities[0]),
    centre: checkCentre(options),
    blacklist: blacklistAsked(options.blacklist),
    terminal: options.terminal,
    onEarlier: options.onEarlier,
    institution: options.institution ?? options.centre?.institutionId,
    onEvent: undisturbed((event) => {
      tellAccount(event);
      options.onEvent?.(event);
    }),
    onRecovered: undisturbed(options.onRecovered),
    onCreditRecovered: undisturbed(options.onCreditRecovered),
  };
  const inTurn = turns(options.reader.clock);
  return async (limits, work) =>
    inTurn(checkLimits(limits), async (left) => {
      const reader = limitedReader(options.reader, left);
      return work({ till, reader, openVisit: options.openVisit, bound: () => reader.lift() });
    });
}

/** @throws TypeError, RangeError naming the option that is wrong and what it may be */
export function openAccount(options: AccountOptions): Account {
  const call = openCalls(options);
  return {
    debit: (request) => call(limitsOf(request), (one) => debit(one, request)),
    // Loaded when it is asked for: a plain debit does not need it.
    settleBill: (request) =>
      call(limitsOf(request), async (one) => (await import("./settle-bill.js")).settleBill(one, request)),
    reimburse: (request, limits = {}) =>
      call(limits, async (one) => (await import("./reimburse.js")).reimburse(one, request)),
    credit: (request) => call(limitsOf(request), (one) => load(one, request)),
    reverse: (request) => call(limitsOf(request), (one) => reverse(one, request)),
    resettle: (ref, limits = {}) => call(limits, (one) => resettle(one, ref, limits.signal)),
    changePassword: (limits = {}) => call(limits, (one) => changePassword(one, limits.signal)),
    resetPassword: (request, limits = {}) => call(limits, (one) => resetPassword(one, request)),
    unblockPassword: (request, limits = {}) => call(limits, (one) => unblockPassword(one, request)),
    verifyOldCard: (limits = {}) => call(limits, (one) => verifyOldCard(one, limits.signal)),
    activate: (request, limits = {}) => call(limits, (one) => activate(one, request)),
    log: (kind = "purse", limits = {}) => call(limits, async (one) => showLog(one, checkedKind(kind))),
    recover: (limits = {}) => call(limits, recoverCard),
    balance: (kind = "purse", limits = {}) => call(limits, async (one) => balance(one, checkedKind(kind))),
    card: (limits = {}) => call(limits, cardInfo),
  };
}

function checkOptions(options: AccountOptions): void {
  checkMembers("options", options, MEMBERS);
  const { reader, journal, cardSlot = 0, psamSlot = 1, language = "en", centre, pinPad = false } = options;
  checkThing("reader", reader, "openReader gives", ["slot"]);
  checkThing("journal", journal, "openJournal gives", ["claim", "find"]);
  if (centre !== undefined) checkThing("centre", centre, "openHttpCentre gives", ["call"]);
  for (const [name, slot] of Object.entries({ cardSlot, psamSlot })) {
    if (!Number.isInteger(slot) || slot < 0 || slot > SLOT_MAX)
      throw new RangeError(`${name} is 0 to ${SLOT_MAX}, not ${shown(slot)}`);
  }
  checkOneOf("language", language, ["en", "zh"]);
  const { waitCardMs = 0 } = options;
  if (!(typeof waitCardMs === "number" && waitCardMs >= 0 && waitCardMs <= WAIT_CARD_MAX_MS))
    throw new RangeError(`waitCardMs is 0 to ${WAIT_CARD_MAX_MS}, not ${shown(waitCardMs)}`);
  checkFlag("pinPad", pinPad);
  for (const name of FUNCTIONS) if (options[name] !== undefined) checkFunction(name, options[name]);
}

function blacklistAsked(given: AccountOptions["blacklist"]): () => Blacklist | undefined {
  if (typeof given === "function") return given;
  if (given !== undefined) checkThing("blacklist", given, "openBlacklist gives", ["has"]);
  return () => given;
}

function checkedKind(kind: AccountKind): AccountKind {
  return readData(accountKind, kind, "kind", refusing(kind, "kind"));
}

/** A value that is not a request is refused by name later. */
function limitsOf(request: CallLimits | null | undefined): CallLimits {
  return { signal: request?.signal, deadlineMs: request?.deadlineMs };
}

/** A listener that throws has made a mistake of its own; it must not cost anyone a sale. */
function undisturbed<T>(listener: ((what: T) => void) | undefined): (what: T) => void {
  return (what) => {
    try {
      listener?.(what);
    } catch (error) {
      console.error("duka: a listener of the account failed:", error);
    }
  };
}
