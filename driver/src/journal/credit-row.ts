/** A row of the table `credit`, read into a Credit. */
import type { Credit, CreditIntent, CreditPurpose, CreditState, ReportState } from "./credit-record.js";
import type { Row } from "./database.js";
import type { AccountKind } from "./sale.js";
import { cardIdentityOf, closingsOf, jsonOf, number, optionalText, reasonOf, text } from "./sale-row.js";

/** @throws RangeError naming the column that no journal of ours can hold */
export function creditOfRow(row: Row, live: boolean): Credit {
  return {
    id: number(row, "id"),
    ref: text(row, "ref"),
    kind: text(row, "kind") as AccountKind,
    purpose: text(row, "purpose") as CreditPurpose,
    ofRef: optionalText(row, "of_ref"),
    amountFen: number(row, "amount_fen"),
    simulated: number(row, "simulated") === 1,
    institution: text(row, "institution"),
    state: text(row, "state") as CreditState,
    live,
    ...reasonOf(row),
    intent: intentOf(row),
    statusWord: row.status_word === null ? undefined : number(row, "status_word"),
    tac: optionalText(row, "tac"),
    evidence: jsonOf(row, "evidence") as Credit["evidence"],
    report: {
      state: optionalText(row, "report_state") as ReportState | undefined,
      attempts: number(row, "report_attempts"),
      nextAtMs: row.report_next_at_ms === null ? 0 : number(row, "report_next_at_ms"),
      error: optionalText(row, "report_error"),
    },
    closings: closingsOf(row),
    begunAtMs: number(row, "begun_at_ms"),
    changedAtMs: number(row, "changed_at_ms"),
  };
}

function intentOf(row: Row): CreditIntent | undefined {
  const card = cardIdentityOf(row);
  if (card === undefined) return undefined;
  return {
    cardNumber: card.cardNumber,
    card,
    cardSequence: number(row, "card_sequence"),
    terminalId: text(row, "terminal_id"),
    transactionType: number(row, "transaction_type"),
    date: text(row, "date"),
    time: text(row, "time"),
    balanceBeforeFen: number(row, "balance_before_fen"),
  };
}
