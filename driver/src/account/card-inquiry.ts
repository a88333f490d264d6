/** Questions to the card that is in the reader: its log, and what it left undecided. */

import { isRefusal, type Refusal } from "../card/refusal.js";
import { type Credit, creditStatusOf } from "../journal/credit-record.js";
import { type AccountKind, type Sale, statusOf } from "../journal/sale.js";
import { type CreditOutcome, creditOutcomeOf } from "./credit-outcome.js";
import { isThisCard, knownAs } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import type { LogEntry } from "./kinds/log-entry.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { type Call, type Till, visit } from "./till.js";
import { readLog } from "./transaction-log.js";

export type CardLogRecord = LogEntry & {
  /** What the type stands for; "type 5A" for one that is not known. */
  readonly what: { readonly en: string; readonly zh: string };
};

export type LogInfo = {
  /** Masked. */
  readonly cardNumber: string;
  readonly records: readonly CardLogRecord[];
};

export type RecoveredInfo = {
  /** Masked. */
  readonly cardNumber: string;
  /** Those that were decided by this visit. */
  readonly sales: readonly Outcome[];
  readonly credits: readonly CreditOutcome[];
  /** Refs that the card could not tell of. */
  readonly stillUndecided: readonly string[];
};

const SW_SECURITY = 0x6982;

const TYPES: { readonly [type: number]: CardLogRecord["what"] } = {
  0x01: { en: "load of the deposit", zh: "存折圈存" },
  0x02: { en: "load of the purse", zh: "钱包圈存" },
  0x03: { en: "unload", zh: "圈提" },
  0x04: { en: "cash withdrawal", zh: "取现" },
  0x05: { en: "purchase from the deposit", zh: "存折消费" },
  0x06: { en: "purchase from the purse", zh: "钱包消费" },
  0x07: { en: "change of the overdraft limit", zh: "修改透支限额" },
  0x08: { en: "credit purchase", zh: "信用消费" },
  0x09: { en: "composite purchase", zh: "复合消费" },
  0x31: { en: "load of the medical account", zh: "账户划入" },
  0x32: { en: "medical purchase", zh: "医疗消费" },
};

export function showLog(call: Call, kind: AccountKind): Promise<LogInfo | Refusal> {
  const { till } = call;
  return visit(call, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const account = accountOfKind(kind);
    const wrong = await account.enter(card.issued);
    if (wrong !== undefined) return wrong;
    let entries = await readLog(card.issued, account);
    if (isRefusal(entries) && entries.statusWord === SW_SECURITY) {
      const no = await verifyPassword(till, card, undefined);
      if (no !== undefined) return no;
      entries = await readLog(card.issued, account);
    }
    if (isRefusal(entries)) return entries;
    const records = entries.map((entry) => ({ ...entry, what: meaningOf(entry.transactionType) }));
    return { cardNumber: card.issued.maskedCardNumber, records };
  });
}

function meaningOf(type: number): CardLogRecord["what"] {
  const code = type.toString(16).toUpperCase().padStart(2, "0");
  return TYPES[type] ?? { en: `type ${code}`, zh: `类型 ${code}` };
}

export function recoverCard(call: Call): Promise<RecoveredInfo | Refusal> {
  const { till } = call;
  const { journal, reader } = till;
  return visit(call, async (visit) => {
    const before = await openOf(till);
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    if (card.recoveryNeedsPassword) await verifyPassword(till, card, undefined);
    const isOurs = ({ intent }: Sale | Credit) => intent !== undefined && isThisCard(card.issued, intent);
    const sales = await Promise.all(before.sales.filter(isOurs).map(({ id }) => journal.byId(id)));
    const credits = await Promise.all(
      before.credits.filter(isOurs).map(({ id }) => journal.credits.byId(id)),
    );
    const known = knownAs(card.issued);
    const openSales = await journal.undecidedOf(known, reader.simulated);
    const openCredits = await journal.credits.undecidedOf(known, reader.simulated);
    return {
      cardNumber: card.issued.maskedCardNumber,
      sales: sales.filter((sale) => statusOf(sale) !== "undecided").map(outcomeOf),
      credits: credits.filter((credit) => creditStatusOf(credit) !== "undecided").map(creditOutcomeOf),
      stillUndecided: [...openSales, ...openCredits].map(({ ref }) => ref),
    };
  });
}

async function openOf({ journal, reader: { simulated } }: Till) {
  const sales = (await journal.list({ undecided: true })).filter((sale) => sale.simulated === simulated);
  const credits = (await journal.credits.list()).filter(
    (credit) => credit.simulated === simulated && creditStatusOf(credit) === "undecided",
  );
  return { sales, credits };
}
