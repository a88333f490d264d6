/** One sale, or one credit, told to the centre; repeatable under the same reference. */
import type { Sale as SettledSale } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { BillSplit, Delivered } from "../journal/bill-split.js";
import { type Credit, creditStatusOf, isKeptAtCentre } from "../journal/credit-record.js";
import type { Sale } from "../journal/sale.js";
import { backOffMs } from "./back-off.js";
import { type Centre, cardIdentityOfSale, isWorthRetrying } from "./centre.js";

type Told =
  | { readonly done: true; readonly split?: BillSplit }
  | { readonly done: false; readonly error: string; readonly retry: boolean };

/** @param region of the city profile, for records that do not have it */
export async function settleSale(
  centre: Centre,
  sale: Sale,
  region: string,
  nowMs: number,
): Promise<Delivered> {
  const told = await tellSale(centre, sale, region);
  return deliveredOf(told, sale.settlement.attempts, nowMs);
}

export async function creditDelivered(centre: Centre, credit: Credit, nowMs: number): Promise<Delivered> {
  const told = await tellCredit(centre, credit);
  return deliveredOf(told, credit.report.attempts, nowMs);
}

/** The centre could not even be asked what it knows. */
export function undeliveredCredit(error: CentreError, credit: Credit, nowMs: number): Delivered {
  return deliveredOf(toldOf(error), credit.report.attempts, nowMs);
}

async function tellSale(centre: Centre, sale: Sale, region: string): Promise<Told> {
  const { intent, answer } = sale;
  const card = cardIdentityOfSale(sale, region);
  if (intent === undefined || card === undefined) return no("the record has no intent");
  const foreign = foreignInstitution(centre, sale.institution);
  if (foreign !== undefined) return foreign;
  const tac = answer?.tac ?? sale.settlement.tac;
  if (tac === undefined) {
    return { done: false, error: "the TAC is not known yet: put the card in again", retry: true };
  }
  return ask(async () => {
    const settled = await centre.call("settle", {
      institutionId: centre.institutionId,
      ref: sale.ref,
      card,
      totalFen: sale.totalFen ?? sale.amountFen,
      deferred: sale.wasDeferred,
      payment: {
        from: "card",
        debit: {
          transactionType: intent.transactionType as 0x05 | 0x06 | 0x32,
          amountsFen: [...(sale.amountsFen ?? [sale.amountFen])],
          cardSequence: intent.cardSequence,
          terminalId: intent.terminalId,
          terminalSequence: intent.terminalSequence,
          date: intent.date,
          time: intent.time,
          tac,
        },
      },
    });
    return splitOf(settled.sale);
  });
}

/** As the centre has settled it, whatever the till has said. */
export function splitOf({ split: { totalFen, accountFen, poolFen, cashFen } }: SettledSale): BillSplit {
  return { totalFen, accountFen, poolFen, cashFen };
}

async function tellCredit(centre: Centre, credit: Credit): Promise<Told> {
  const foreign = foreignInstitution(centre, credit.institution);
  if (foreign !== undefined) return foreign;
  const { ref, tac } = credit;
  // Cancelling the sale has told the centre all there is.
  if (isKeptAtCentre(credit)) return { done: true };
  const status = creditStatusOf(credit);
  const report = (outcome: { is: "credited"; tac: string } | { is: "not-credited" } | { is: "unknown" }) =>
    ask(async () => {
      await centre.call("reportLoad", { institutionId: centre.institutionId, ref, outcome });
      return undefined;
    });
  if (status === "not-credited") {
    const told = await report({ is: "not-credited" });
    // It never heard of the load: then it has moved nothing.
    return !told.done && told.code === "load-unknown" ? { done: true } : told;
  }
  if (status === "credited" && tac !== undefined) return report({ is: "credited", tac });
  return report({ is: "unknown" });
}

function foreignInstitution(centre: Centre, institution: string | undefined): Told | undefined {
  if (institution === undefined || institution === centre.institutionId) return undefined;
  return no(`belongs to institution ${institution}, not to ${centre.institutionId}`);
}

async function ask(work: () => Promise<BillSplit | undefined>): Promise<Told & { readonly code?: string }> {
  try {
    const split = await work();
    return { done: true, ...(split === undefined ? {} : { split }) };
  } catch (error) {
    if (error instanceof CentreError) return toldOf(error);
    // The record cannot be made into a request: sending it again would not help.
    if (error instanceof RangeError) return no(error.message);
    throw error;
  }
}

function toldOf(error: CentreError): Told & { readonly code: string } {
  const { code, message } = error;
  return { done: false, error: `${code}: ${message}`, retry: isWorthRetrying(error), code };
}

function no(error: string): Told {
  return { done: false, error, retry: false };
}

function deliveredOf(told: Told, attempts: number, nowMs: number): Delivered {
  if (told.done) return told;
  const nextAtMs = told.retry ? nowMs + backOffMs(attempts + 1) : undefined;
  return { done: false, error: told.error, nextAtMs };
}
