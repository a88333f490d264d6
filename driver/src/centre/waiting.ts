/** What is not over: the centre has to hear it, or someone has to do something. */

import { isSettledElsewhere } from "../journal/closing.js";
import { type Credit, creditStatusOf } from "../journal/credit-record.js";
import type { Journal } from "../journal/journal.js";
import {
  creditContradiction,
  isWithoutTac,
  openCasesOfCredit,
  openCasesOfSale,
  saleContradiction,
} from "../journal/open-cases.js";
import { refundDueFen, type Sale, splitAtTill, statusOf } from "../journal/sale.js";
import { differenceText } from "../receipt/difference-text.js";

/** Something that is not over: the centre has to hear it, or someone has to do something. */
export type Waiting = {
  readonly ref: string;
  readonly what:
    | "settle"
    | "report-credit"
    | "re-settle"
    | "undecided"
    | "manual"
    | "refund"
    | "refused-by-centre"
    /** Cancelled at the centre, and its money is not on the card. */
    | "reverse"
    /** A person has closed it, and the card has said otherwise since. */
    | "contradicted"
    /** Settled, but not as the till has it: `reason` names the parts of the bill. */
    | "differs";
  readonly amountFen: number;
  readonly attempts: number;
  readonly reason: string | null;
};

type What = Waiting["what"];
type Reason = Pick<Waiting, "what" | "reason"> & { readonly attempts?: number };

/** Oldest first, sales before credits; however old. */
export async function waitingOf(journal: Journal, simulated: boolean): Promise<Waiting[]> {
  const { sales, credits } = await journal.notOver(simulated);
  const creditOf = new Map(credits.map((credit) => [credit.ref, credit]));
  const entries = (ref: string, amountFen: number, reasons: readonly Reason[]) =>
    reasons.map((reason): Waiting => ({ ref, amountFen, attempts: 0, ...reason }));
  return [
    ...sales.flatMap((sale) => entries(sale.ref, sale.amountFen, ofSale(sale, creditOf))),
    ...credits.flatMap((credit) => entries(credit.ref, credit.amountFen, ofCredit(credit))),
  ];
}

type CreditOf = ReadonlyMap<string, Credit>;

function ofSale(sale: Sale, creditOf: CreditOf): Reason[] {
  const { reason = null, settlement } = sale;
  const status = statusOf(sale);
  const isOpen = (what: string) => openCasesOfSale(sale).some(({ is }) => is === what);
  const reasons: Reason[] = [];
  const add = (what: What, why: string | null, attempts = 0) => reasons.push({ what, reason: why, attempts });
  if (isOpen("deferred")) add("re-settle", reason);
  if ((status === "undecided" || status === "manual") && isOpen(status)) add(status, reason);
  const contradiction = saleContradiction(sale);
  if (refundDueFen(sale) > 0) add("refund", contradiction ?? "paid in cash and by card");
  else if (contradiction !== undefined) add("contradicted", contradiction);
  if (isCancelledOnly(sale, creditOf)) {
    add("reverse", "cancelled at the centre, its money is not on the card: reverse it under another ref");
  }
  const open = status === "committed" && !isSettledElsewhere(sale) ? openSettlementOf(sale) : undefined;
  if (open !== undefined) add(open.what, open.reason, settlement.attempts);
  return reasons;
}

/** The reversal that has cancelled it at the centre could not load the card. */
function isCancelledOnly({ reversedBy }: Sale, creditOf: CreditOf): boolean {
  const by = reversedBy === undefined ? undefined : creditOf.get(reversedBy);
  return by !== undefined && creditStatusOf(by) === "not-credited";
}

/** A sale that was taken back needs no agreement any more. */
function openSettlementOf(sale: Sale): Pick<Waiting, "what" | "reason"> | undefined {
  const { state, error = null } = sale.settlement;
  if (state === "settled" || (state === "differs" && sale.reversedBy !== undefined)) return undefined;
  if (state === "differs") return { what: "differs", reason: splitReason(sale) };
  return { what: state === "refused" ? "refused-by-centre" : "settle", reason: error };
}

function splitReason({ settlement: { split }, ...bill }: Sale): string | null {
  return split === undefined ? null : (differenceText(splitAtTill(bill), split) ?? null);
}

function ofCredit(credit: Credit): Reason[] {
  const { report, reason = null } = credit;
  const status = creditStatusOf(credit);
  const isOpen = (what: string) => openCasesOfCredit(credit).some(({ is }) => is === what);
  const reasons: Reason[] = [];
  if ((status === "undecided" || status === "manual") && isOpen(status))
    reasons.push({ what: status, reason });
  const contradiction = creditContradiction(credit);
  if (contradiction !== undefined) reasons.push({ what: "contradicted", reason: contradiction });
  const { attempts, error = null } = report;
  if (report.state === "due") reasons.push({ what: "report-credit", reason: error, attempts });
  if (report.state === "refused" && isOpen("settlement"))
    reasons.push({ what: "refused-by-centre", reason: error, attempts });
  else if (report.state === "reported" && isWithoutTac(credit) && isOpen("settlement"))
    reasons.push({
      what: "manual",
      reason: "its TAC is lost: the centre does not know that the card has it",
    });
  return reasons;
}
