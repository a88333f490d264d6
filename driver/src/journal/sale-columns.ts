/** What each step of a sale writes into its row. */

import { ownPid } from "../base/node-process.js";
import type { MaybeReason } from "../base/reason.js";
import type { SaleRequest } from "./journal.js";
import type { Ending, Intent, Sale } from "./sale.js";
import { LEASE_MS } from "./sale-owners.js";
import type { Columns } from "./sealed-row.js";

/** Taken by this process. */
export function claimColumns(owner: string, nowMs: number): Columns {
  return {
    state: "begun",
    owner,
    owner_pid: ownPid,
    lease_until_ms: nowMs + LEASE_MS,
    changed_at_ms: nowMs,
  };
}

export function requestColumns(request: SaleRequest, nowMs: number): Columns {
  const { totalFen, amountsFen, medical, institution, detail } = request;
  return {
    ref: request.ref,
    simulated: Number(request.simulated),
    kind: request.kind,
    amount_fen: request.amountFen,
    total_fen: totalFen ?? null,
    amounts_fen: amountsFen === undefined ? null : JSON.stringify(amountsFen),
    self_pay_fen: medical?.selfPayFen ?? null,
    pool_fen: medical?.poolFen ?? null,
    visit: request.visit ?? null,
    institution: institution ?? null,
    detail: detail === undefined ? null : JSON.stringify(detail),
    answer_due: Number(request.answerDue === true),
    begun_at_ms: nowMs,
  };
}

export function intentColumns(intent: Intent, nowMs: number): Columns {
  return {
    state: "intent",
    lease_until_ms: nowMs + LEASE_MS,
    card_number: intent.cardNumber,
    card_region: intent.card?.region ?? null,
    card_factor: intent.card?.factor ?? null,
    card_algorithm: intent.card?.algorithm ?? null,
    card_sequence: intent.cardSequence,
    terminal_id: intent.terminalId,
    terminal_sequence: intent.terminalSequence,
    transaction_type: intent.transactionType,
    date: intent.date,
    time: intent.time,
    balance_before_fen: intent.balanceBeforeFen ?? null,
    ...(intent.amountsFen === undefined ? {} : { amounts_fen: JSON.stringify(intent.amountsFen) }),
  };
}

/** Why it ends so, or ended before its intent; of a sale or a credit. */
export function reasonColumns({ reason, code, statusWord, triesLeft }: Partial<MaybeReason>): Columns {
  return {
    reason: reason ?? null,
    reason_code: code ?? null,
    reason_status_word: statusWord ?? null,
    tries_left: triesLeft ?? null,
  };
}

/** How a sale ends. */
export function endingColumns(ending: Ending, { wasDeferred, closings }: Sale): Columns {
  const set: { -readonly [column in keyof Columns]: Columns[column] } = {
    state: ending.state,
    ...reasonColumns(ending),
  };
  // A sale that was paid in cash stays one, whatever the card did not do.
  if (ending.state === "not-debited" && wasDeferred) set.state = "deferred";
  // What a person has closed keeps its ref.
  else if (ending.state === "not-debited" && closings.length > 0) set.state = "refused";
  else if (ending.state === "not-debited") set.released = 1;
  if (ending.state === "committed" || ending.state === "manual")
    set.moved = ending.state === "committed" ? 1 : null;
  if (ending.mac2State !== undefined) set.mac2_state = ending.mac2State;
  if (ending.tac !== undefined) set.tac = ending.tac;
  if (ending.mac2 !== undefined) set.mac2 = ending.mac2;
  if (ending.wire !== undefined) {
    set.wire_ms = ending.wire.ms;
    set.wire_limit_ms = ending.wire.limitMs;
  }
  if (ending.evidence !== undefined) set.evidence = JSON.stringify(ending.evidence);
  return set;
}
