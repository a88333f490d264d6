/** The account of the person whose card is in the reader, as a point of sale uses it. */

import { readData } from "@duka/protocol/data/read-data";
import { refusing } from "../base/argument.js";
import { tellAccount, withinCall } from "../base/diagnostics-channel.js";
import { readOptions } from "../base/option-values.js";
import type { PsamKeeper } from "../card/kept-psam.js";
import type { Refusal } from "../card/refusal.js";
import type { Centre } from "../centre/centre.js";
import type { AccountKind } from "../journal/sale.js";
import { citiesOf } from "../password/city-of-card.js";
import type { AccountEvent } from "./account-event.js";
import { type AccountOptions, accountOptions } from "./account-options.js";
import type { SettleBillRequest } from "./bill-request.js";
import { type CallLimits, checkLimits, limitedReader, turns } from "./call-limits.js";
import { type BalanceInfo, balance, type CardInfo, cardInfo } from "./card-balance.js";
import { type LogInfo, type RecoveredInfo, recoverCard, showLog } from "./card-inquiry.js";
import { checkCentre, confirmTacAt, registerAt } from "./centre-questions.js";
import { changePassword, type PasswordChanged } from "./change-password.js";
import { load } from "./credit.js";
import type { CreditOutcome } from "./credit-outcome.js";
import type { LoadRequest, ReverseRequest } from "./credit-request.js";
import { debit, resettle } from "./debit.js";
import type { DebitRequest } from "./debit-request.js";
import type { Outcome } from "./outcome.js";
import type { Reimbursed, ReimburseRequest } from "./reimburse.js";
import { accountKind, ref } from "./request-fields.js";
import { reverse } from "./reverse.js";
import type { Call, Till } from "./till.js";
import type { OldCard, ServiceDone, ServiceRequest } from "./window-acts.js";

export type { BalanceInfo, CardInfo } from "./card-balance.js";

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

/** One call: its turn, its limits until something is bound, and the ref under which the log tells of it. */
type Calls = <T>(limits: CallLimits, work: (call: Call) => Promise<T>, ref?: string) => Promise<T>;

/** @throws TypeError, RangeError naming the option that is wrong and what it may be */
export function openCalls(given: AccountOptions): Calls {
  const options = readOptions(accountOptions, given);
  const { openVisit, reader, blacklist } = options;
  const psamKeeper: PsamKeeper = { kept: undefined };
  const cities = citiesOf(options.profile);
  const onEvent = undisturbed((event: AccountEvent) => {
    tellAccount(event);
    options.onEvent?.(event);
  });
  const centre = told(checkCentre(options), onEvent);
  const till: Till = {
    ...options,
    cities,
    askPassword: options.askPassword,
    passwordRegister: options.passwordRegister ?? registerAt(centre),
    confirmTac: options.confirmTac ?? confirmTacAt(centre, cities[0]),
    centre,
    blacklist: typeof blacklist === "function" ? blacklist : () => blacklist,
    terminal: options.terminal,
    onEarlier: options.onEarlier,
    institution: options.institution ?? centre?.institutionId,
    onEvent,
    onRecovered: undisturbed(options.onRecovered),
    onCreditRecovered: undisturbed(options.onCreditRecovered),
  };
  const inTurn = turns(reader.clock);
  return async (limits, work, given) =>
    inTurn(checkLimits(limits), async (left) => {
      const limited = limitedReader(reader, left);
      const { passwordUnblocked = till.passwordUnblocked } = limits;
      const call = {
        till: { ...till, passwordUnblocked },
        reader: limited,
        openVisit,
        psamKeeper,
        bound: () => limited.lift(),
      };
      // One that is not valid is refused by name later.
      return withinCall(ref.safeParse(given).data, () => work(call));
    });
}

/** @throws TypeError, RangeError naming the option that is wrong and what it may be */
export function openAccount(options: AccountOptions): Account {
  const call = openCalls(options);
  /** One that moves money: how it has ended is told last. */
  const moving = <T extends { readonly outcome: string }>(
    limits: CallLimits,
    work: (call: Call) => Promise<T>,
    ref?: string,
  ): Promise<T> =>
    call(
      limits,
      async (one) => {
        const outcome = await work(one);
        one.till.onEvent({ type: "ended", outcome: outcome.outcome });
        return outcome;
      },
      ref,
    );
  return {
    debit: (request) => moving(limitsOf(request), (one) => debit(one, request), request?.ref),
    // Loaded when it is asked for: a plain debit does not need it.
    settleBill: (request) =>
      moving(
        limitsOf(request),
        async (one) => (await import("./settle-bill.js")).settleBill(one, request),
        request?.ref,
      ),
    reimburse: (request, limits = {}) =>
      call(limits, async (one) => (await import("./reimburse.js")).reimburse(one, request), request?.ref),
    credit: (request) => moving(limitsOf(request), (one) => load(one, request), request?.ref),
    reverse: (request) => moving(limitsOf(request), (one) => reverse(one, request), request?.ref),
    resettle: (ref, limits = {}) => moving(limits, (one) => resettle(one, ref, limits.signal), ref),
    changePassword: (limits = {}) => call(limits, (one) => changePassword(one, limits.signal)),
    resetPassword: (request, limits = {}) =>
      call(limits, async (one) => (await freePassword()).resetPassword(one, request), request?.ref),
    unblockPassword: (request, limits = {}) =>
      call(limits, async (one) => (await freePassword()).unblockPassword(one, request), request?.ref),
    verifyOldCard: (limits = {}) =>
      call(limits, async (one) => (await windowActs()).verifyOldCard(one, limits.signal)),
    activate: (request, limits = {}) =>
      call(limits, async (one) => (await windowActs()).activate(one, request), request?.ref),
    log: (kind = "purse", limits = {}) => call(limits, async (one) => showLog(one, checkedKind(kind))),
    recover: (limits = {}) => call(limits, recoverCard),
    balance: (kind = "purse", limits = {}) => call(limits, async (one) => balance(one, checkedKind(kind))),
    card: (limits = {}) => call(limits, cardInfo),
  };
}

const freePassword = () => import("./free-password.js");
const windowActs = () => import("./window-acts.js");

function checkedKind(kind: AccountKind): AccountKind {
  return readData(accountKind, kind, "kind", refusing(kind, "kind"));
}

/** A value that is not a request is refused by name later. */
function limitsOf(request: CallLimits | null | undefined): CallLimits {
  const { signal, deadlineMs, passwordUnblocked } = request ?? {};
  return { signal, deadlineMs, ...(typeof passwordUnblocked === "boolean" ? { passwordUnblocked } : {}) };
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

/** The same centre; each question to it is told before it goes out. */
function told(centre: Centre | undefined, onEvent: (event: AccountEvent) => void): Centre | undefined {
  if (centre === undefined) return undefined;
  const { institutionId, simulated } = centre;
  return {
    institutionId,
    simulated,
    call(operation, request, deadlineMs) {
      onEvent({ type: "centre-asked", operation });
      return centre.call(operation, request, deadlineMs);
    },
  };
}
