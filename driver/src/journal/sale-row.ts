/** A row of the table `sale`, read into a Sale. Whether its owner still lives is not in the row and is asked for. */

import type { CardIdentity } from "@duka/protocol/centre";
import type { ReasonCode } from "../base/reason-code.js";
import type { BillSplit } from "./bill-split.js";
import type { Closing } from "./closing.js";
import type { Row } from "./database.js";
import type { ReceiptDetail } from "./receipt-detail.js";
import {
  type AccountKind,
  type Answer,
  type Intent,
  type Mac2State,
  type MedicalShares,
  type Sale,
  type SaleSettlement,
  type SaleState,
  type SettlementState,
  type Telling,
  type WireTime,
  wireTime,
} from "./sale.js";

/** What `answer_due` means. */
export const TELLINGS: readonly Telling[] = ["none", "due", "warned"];

/** @throws RangeError naming the column that no journal of ours can hold */
export function saleOfRow(row: Row, live: boolean): Sale {
  return {
    id: number(row, "id"),
    ref: text(row, "ref"),
    kind: text(row, "kind") as AccountKind,
    amountFen: number(row, "amount_fen"),
    totalFen: row.total_fen === null ? undefined : number(row, "total_fen"),
    amountsFen: jsonOf(row, "amounts_fen") as readonly number[] | undefined,
    medical: sharesOf(row),
    visit: optionalText(row, "visit") as Sale["visit"],
    institution: optionalText(row, "institution"),
    detail: jsonOf(row, "detail") as ReceiptDetail | undefined,
    simulated: number(row, "simulated") === 1,
    state: text(row, "state") as SaleState,
    ...reasonOf(row),
    live,
    intent: intentOf(row),
    answer: answerOf(row),
    mac2State: optionalText(row, "mac2_state") as Mac2State | undefined,
    wire: wireOf(row),
    evidence: jsonOf(row, "evidence") as { readonly [name: string]: unknown } | undefined,
    paidInCash: number(row, "paid_in_cash") === 1,
    wasDeferred: number(row, "was_deferred") === 1,
    telling: TELLINGS[number(row, "answer_due")] ?? "none",
    askedAs: (jsonOf(row, "asked_as") ?? []) as readonly string[],
    reversedBy: optionalText(row, "reversed_by"),
    settlement: settlementOf(row),
    closings: closingsOf(row),
    begunAtMs: number(row, "begun_at_ms"),
    changedAtMs: number(row, "changed_at_ms"),
  };
}

/** Why, of a sale or a credit. */
export function reasonOf(row: Row) {
  return {
    reason: optionalText(row, "reason"),
    reasonCode: optionalText(row, "reason_code") as ReasonCode | undefined,
    reasonStatusWord: row.reason_status_word === null ? undefined : number(row, "reason_status_word"),
    triesLeft: row.tries_left === null ? undefined : number(row, "tries_left"),
  };
}

function intentOf(row: Row): Intent | undefined {
  if (row.card_number === null) return undefined;
  return {
    cardNumber: text(row, "card_number"),
    card: cardIdentityOf(row),
    cardSequence: number(row, "card_sequence"),
    terminalId: text(row, "terminal_id"),
    terminalSequence: number(row, "terminal_sequence"),
    transactionType: number(row, "transaction_type"),
    date: text(row, "date"),
    time: text(row, "time"),
    balanceBeforeFen: row.balance_before_fen === null ? undefined : number(row, "balance_before_fen"),
  };
}

function sharesOf(row: Row): MedicalShares | undefined {
  if (row.self_pay_fen === null || row.pool_fen === null) return undefined;
  return { selfPayFen: number(row, "self_pay_fen"), poolFen: number(row, "pool_fen") };
}

export function closingsOf(row: Row): readonly Closing[] {
  return (jsonOf(row, "closings") ?? []) as readonly Closing[];
}

/** Recovery may know a TAC without any answer to DEBIT; the status word is then absent and stands as 0. */
function answerOf(row: Row): Answer | undefined {
  if (row.status_word === null && row.tac === null) return undefined;
  return {
    statusWord: row.status_word === null ? 0 : number(row, "status_word"),
    moved: row.moved === null ? undefined : number(row, "moved") === 1,
    tac: optionalText(row, "tac"),
    mac2: optionalText(row, "mac2"),
  };
}

function wireOf(row: Row): WireTime | undefined {
  if (row.wire_ms === null || row.wire_limit_ms === null) return undefined;
  return wireTime(number(row, "wire_ms"), number(row, "wire_limit_ms"));
}

function settlementOf(row: Row): SaleSettlement {
  return {
    state: (optionalText(row, "settle_state") ?? "waiting") as SettlementState,
    attempts: number(row, "settle_attempts"),
    nextAtMs: row.settle_next_at_ms === null ? 0 : number(row, "settle_next_at_ms"),
    error: optionalText(row, "settle_error"),
    split: jsonOf(row, "settle_split") as BillSplit | undefined,
    tac: optionalText(row, "settle_tac"),
    settledAtMs: row.settled_at_ms === null ? undefined : number(row, "settled_at_ms"),
  };
}

/** Absent in records of schema 1. */
export function cardIdentityOf(row: Row): CardIdentity | undefined {
  if (row.card_factor === null) return undefined;
  return {
    cardNumber: text(row, "card_number"),
    region: text(row, "card_region"),
    factor: text(row, "card_factor"),
    algorithm: text(row, "card_algorithm") as CardIdentity["algorithm"],
  };
}

/** @throws RangeError when the column holds something else than JSON */
export function jsonOf(row: Row, column: string): unknown {
  const json = optionalText(row, column);
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new RangeError(`column ${column} is no JSON`, { cause });
  }
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new RangeError(`column ${column} holds no number`);
  return value;
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new RangeError(`column ${column} holds no text`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}
