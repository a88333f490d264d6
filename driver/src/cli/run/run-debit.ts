/** `duka debit`: one sale. Its JSON always has the same keys. */

import { EXIT_UNDECIDED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { AccountEvent } from "../../account/account-event.js";
import { checkDebitRequest, type DebitRequest } from "../../account/debit-request.js";
import { type Outcome, outcomeJson, refusedOutcome } from "../../account/outcome.js";
import { reasonOfFailure } from "../../account/reason-of-failure.js";
import { debitWithoutReader } from "../../account/without-reader.js";
import { EquipmentError } from "../../base/equipment-error.js";
import { ReaderError } from "../../base/errors.js";
import type { Reason } from "../../base/reason.js";
import { outcomeLines, reasonInChinese, reasonInEnglish } from "../../explain/outcome-words.js";
import { errorText, inBoth } from "../../explain/refusal-words.js";
import type { Journal } from "../../journal/journal.js";
import type { AccountKind } from "../../journal/sale.js";
import { differenceText } from "../../receipt/difference-text.js";
import { receiptText } from "../../receipt/receipt-text.js";
import { KINDS } from "../../receipt/receipt-words.js";
import { fenOfYuan, yuanText } from "../../receipt/yuan.js";
import { exitCodeOfError, exitCodeOfOutcome, exitCodeOfSale } from "./exit-code.js";
import {
  accountOn,
  citiesOfTill,
  openJournalOf,
  type TillOptions,
  tillWithoutReader,
  withReader,
} from "./open-till.js";
import { isRehearsal } from "./rehearsal.js";
import { passwordTyping } from "./type-password.js";

export type DebitOptions = TillOptions & {
  readonly amount: string;
  readonly ref: string;
  readonly kind: AccountKind;
  readonly selfPay?: string;
  readonly pool?: string;
  readonly deferOnFailure?: boolean;
  readonly columns: string;
};

const GIVEN_UP = "given up before the card was asked to pay";

export async function runDebit(terminal: Terminal, options: DebitOptions): Promise<number> {
  const request: DebitRequest = {
    ref: options.ref,
    amountFen: fenOfYuan(options.amount),
    kind: options.kind,
    ...medicalOf(options),
    deferOnEquipmentFailure: options.deferOnFailure === true,
  };
  checkDebitRequest(request);
  checkColumns(options.columns);
  const journal = await openJournalOf(terminal, options);
  try {
    return await sell(terminal, journal, request, options);
  } finally {
    await journal.close();
  }
}

/** Nothing of the sort where neither was named. */
function medicalOf({ selfPay, pool }: DebitOptions): Pick<DebitRequest, "medical"> {
  if (selfPay === undefined && pool === undefined) return {};
  const fenOf = (yuan = "0") => (/^0+(\.0{1,2})?$/.test(yuan) ? 0 : fenOfYuan(yuan));
  return { medical: { selfPayFen: fenOf(selfPay), poolFen: fenOf(pool) } };
}

async function sell(
  terminal: Terminal,
  journal: Journal,
  request: DebitRequest,
  options: DebitOptions,
): Promise<number> {
  const interrupt = interruptible(terminal, options.lang);
  let isOpen = false;
  try {
    const outcome = await withReader(terminal, options, (reader) => {
      isOpen = true;
      const account = accountOn(terminal, reader, journal, options, interrupt.onEvent);
      return account.debit({ ...request, signal: interrupt.signal });
    });
    reportSale(terminal, outcome, options, interrupt.isBound());
    return exitCodeOfSale(outcome);
  } catch (error) {
    if (!(error instanceof ReaderError) && !(error instanceof EquipmentError)) throw error;
    const why: Reason = interrupt.hasEnded(error)
      ? { code: "given-up", reason: GIVEN_UP }
      : reasonOfFailure(error);
    if (why.reason !== GIVEN_UP) terminal.tell(`duka debit: ${errorText(error, options.lang)}\n`);
    const simulated = isRehearsal(terminal, options);
    const known = isOpen
      ? undefined
      : await debitWithoutReader(tillWithoutReader(terminal, options, journal), request, error);
    if (known === undefined) {
      const nothing = refusedOutcome({ ...request, simulated }, why);
      if (options.json === true) printJson(terminal, nothing);
      if (why.reason === GIVEN_UP) terminal.tell(outcomeLines(nothing, options.lang));
      return exitCodeOfError(error);
    }
    reportSale(terminal, known, options, false);
    return exitCodeOfSale(known);
  } finally {
    interrupt.stop();
  }
}

/** @throws RangeError */
export function checkColumns(columns: string): void {
  if (!["40", "32"].includes(columns))
    throw rangeError(`--columns is 40 or 32, not ${columns}`, `--columns 为 40 或 32，不能是 ${columns}`);
}

/** @param isNew the card has paid in this very run */
export function reportSale(
  terminal: Terminal,
  outcome: Outcome,
  options: TillOptions & Pick<DebitOptions, "columns" | "kind">,
  isNew: boolean,
): void {
  if (options.json === true) printJson(terminal, outcome);
  else if (outcome.receipt !== null)
    terminal.out(receiptText(outcome.receipt, options.lang, options.columns === "32" ? 32 : 40));
  const { ref, reason } = outcome;
  if (outcome.outcome === "committed") {
    if (!isNew) terminal.tell(inBoth(PAID_BEFORE(ref), options.lang));
    for (const line of committedLines(outcome, options.lang)) terminal.tell(`${ref}: ${line}\n`);
  } else {
    terminal.tell(outcomeLines(outcome, options.lang));
    const isUntyped = reason?.startsWith("password needed") && nobodyTypes(terminal, options);
    if (isUntyped) terminal.tell(inBoth(HOW_TO_TYPE, options.lang));
    if (outcome.reasonCode === "insufficient-balance") tellMoney(terminal, outcome, options);
  }
}

/** What the account has, and which other one of the card may pay, where the till knows a city with such a one. */
function tellMoney(
  terminal: Terminal,
  { balanceBeforeFen }: Outcome,
  { kind, profile, reader, lang }: TillOptions & Pick<DebitOptions, "kind">,
): void {
  if (balanceBeforeFen !== null) {
    const yuan = yuanText(balanceBeforeFen);
    const balance = { en: `  the ${KINDS[kind].en} has ${yuan}`, zh: `  ${KINDS[kind].zh}余额 ${yuan}` };
    terminal.tell(inBoth(balance, lang));
  }
  const cities = citiesOfTill(profile, reader ?? terminal.env.DUKA_READER ?? "");
  if (kind !== "medical" && cities.some((city) => city.medical !== undefined))
    terminal.tell(inBoth(ASK_MEDICAL, lang));
}

const ASK_MEDICAL = {
  en: "  duka balance --kind medical asks the card's medical account; with --kind medical it pays",
  zh: "  可用 duka balance --kind medical 查询医保个人账户，用 --kind medical 由其支付",
};

/** What there is to say of a sale that was paid. */
function committedLines(
  { reason, reasonCode, settlement }: Outcome,
  language: TillOptions["lang"],
): readonly string[] {
  const languages = language === "both" ? (["en", "zh"] as const) : [language];
  if (settlement?.state === "refused") {
    const error = settlement.error ?? "";
    const words = { en: `the centre refuses to settle it: ${error}`, zh: "中心拒绝结算，见 duka waiting" };
    return languages.map((one) => words[one]);
  }
  if (settlement?.state !== "differs" || settlement.centre === null) {
    if (reason === null) return [];
    const words = { en: reasonInEnglish(reason, reasonCode), zh: reasonInChinese(reason, reasonCode) };
    return languages.map((one) => words[one]);
  }
  const { till, centre } = settlement;
  return languages.map((one) => differenceText(till, centre, one) ?? "");
}

const PAID_BEFORE = (ref: string) => ({
  en: `${ref} was paid before; nothing was debited now`,
  zh: `${ref} 此前已付款，本次未扣款`,
});
const HOW_TO_TYPE = {
  en: "  type it on a terminal, on the reader (--pin-pad), or pass it as a line (--password-stdin)",
  zh: "  请在终端或读卡器键盘（--pin-pad）上输入，或作为一行传入（--password-stdin）",
};
const GIVING_UP = { en: "giving the sale up", zh: "正在取消" };
const FINISHING = {
  en: "the card is paying: finishing the sale; once more leaves it undecided in the journal",
  zh: "卡正在扣款，请等待完成；再按一次则结果记为未知",
};

function nobodyTypes(terminal: Terminal, { pinPad = false, passwordStdin = false }: TillOptions): boolean {
  return !pinPad && passwordTyping(terminal, passwordStdin) === undefined;
}

function printJson(terminal: Terminal, outcome: Outcome): void {
  terminal.out(`${JSON.stringify(outcomeJson(outcome))}\n`);
}

type Interrupt = {
  readonly signal: AbortSignal;
  readonly stop: () => void;
  /** The card was asked to pay, in this run. */
  readonly isBound: () => boolean;
  /** It is Ctrl-C that is behind the error, and no reader is at fault. */
  readonly hasEnded: (error: Error) => boolean;
  readonly onEvent: (event: AccountEvent) => void;
};

/**
 * Ctrl-C gives the sale up as long as the card was not asked to pay. After that the sale is finished, which takes
 * seconds; a second Ctrl-C leaves it undecided in the journal.
 */
export function interruptible(terminal: Terminal, language: TillOptions["lang"]): Interrupt {
  const abort = new AbortController();
  let isBound = false;
  let count = 0;
  const stop = terminal.onInterrupt(() => {
    count++;
    if (!isBound) {
      terminal.tell(inBoth(GIVING_UP, language));
      abort.abort();
    } else if (count === 1) {
      terminal.tell(inBoth(FINISHING, language));
    }
    if (count > 1) terminal.exit(isBound ? EXIT_UNDECIDED : exitCodeOfOutcome("refused"));
  });
  return {
    signal: abort.signal,
    stop,
    isBound: () => isBound,
    hasEnded: (error) => abort.signal.aborted && error instanceof ReaderError && error.code === "aborted",
    onEvent(event) {
      if (event.type === "intent") isBound = true;
    },
  };
}
