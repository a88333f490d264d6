/**
 * A row of the table `sale`: read into a Sale, and what each step of a sale writes into it. Whether its owner still
 * lives is not in the row and is asked for.
 */

import type { CardIdentity } from "@duka/protocol/centre";
import type { MaybeReason } from "../base/reason.js";
import type { Database, Row } from "./database.js";
import type { SaleRequest } from "./journal.js";
import { checkKnownCard, isSameCard, type KnownCard } from "./known-card.js";
import { SALE } from "./record-columns.js";
import { columnsOf, fieldsOf, type RecordTable } from "./record-table.js";
import {
  type Answer,
  type Ending,
  type Intent,
  type MedicalShares,
  type Sale,
  type Telling,
  type WireTime,
  wireTime,
} from "./sale.js";
import { LEASE_MS } from "./sale-owners.js";
import type { Columns } from "./sealed-row.js";
import { rowsByIds, type SealedRow } from "./sealed-row.js";

type Parts = "medical" | "intent" | "answer" | "wire" | "settlement";

/** @throws RangeError naming the column that no journal of ours can hold */
export function saleOfRow(row: Row, live: boolean): Sale {
  const own = fieldsOf<Partial<Sale> & Omit<Sale, Parts | "id" | "live" | "askedAs" | "closings">>(SALE, row);
  const settlement = fieldsOf<Partial<Sale["settlement"]> & Omit<Sale["settlement"], "state" | "nextAtMs">>(
    SALE,
    row,
    "settlement",
  );
  return Object.assign(own, {
    id: Number(row.id),
    live,
    medical: sharesOf(row),
    intent: intentOf(row),
    answer: answerOf(row),
    wire: wireOf(row),
    askedAs: own.askedAs ?? [],
    settlement: Object.assign(settlement, {
      state: settlement.state ?? "waiting",
      nextAtMs: settlement.nextAtMs ?? 0,
    }),
    closings: own.closings ?? [],
  });
}

function intentOf(row: Row): Intent | undefined {
  if (row.card_number === null) return undefined;
  return Object.assign(fieldsOf<Intent>(SALE, row, "intent"), { card: cardIdentityOf(SALE, row) });
}

function sharesOf(row: Row): MedicalShares | undefined {
  const { selfPayFen, poolFen } = fieldsOf<Partial<MedicalShares>>(SALE, row, "medical");
  return selfPayFen === undefined || poolFen === undefined ? undefined : { selfPayFen, poolFen };
}

/** Recovery may know a TAC without any answer to DEBIT; the status word is then absent and stands as 0. */
function answerOf(row: Row): Answer | undefined {
  if (row.status_word === null && row.tac === null) return undefined;
  const answer = fieldsOf<Partial<Answer> & Omit<Answer, "statusWord">>(SALE, row, "answer");
  return Object.assign(answer, { statusWord: answer.statusWord ?? 0 });
}

function wireOf(row: Row): WireTime | undefined {
  const { ms, limitMs } = fieldsOf<Partial<WireTime>>(SALE, row, "wire");
  return ms === undefined || limitMs === undefined ? undefined : wireTime(ms, limitMs);
}

/** Of a sale or a credit. Absent in records of schema 1. */
export function cardIdentityOf(table: RecordTable, row: Row): CardIdentity | undefined {
  if (row.card_factor === null) return undefined;
  const { cardNumber } = fieldsOf<CardIdentity>(table, row, "intent");
  return { ...fieldsOf<CardIdentity>(table, row, "card"), cardNumber };
}

/** @param pid of the process that takes it */
export function claimColumns(owner: string, pid: number, nowMs: number): Columns {
  return {
    state: "begun",
    owner,
    owner_pid: pid,
    lease_until_ms: nowMs + LEASE_MS,
    changed_at_ms: nowMs,
  };
}

export function requestColumns(request: SaleRequest, begunAtMs: number): Columns {
  // Picked by name: a request that came as part of a larger object must not bring a state of its own.
  const { ref, simulated, kind, amountFen, totalFen, amountsFen, visit, institution, detail } = request;
  const telling: Telling = request.answerDue === true ? "due" : "none";
  const asked = { ref, simulated, kind, amountFen, totalFen, amountsFen, visit, institution, detail };
  return {
    ...columnsOf(SALE, { ...asked, telling, begunAtMs }),
    ...columnsOf(SALE, request.medical ?? {}, "medical"),
  };
}

export function intentColumns(intent: Intent, nowMs: number): Columns {
  const { card, amountsFen, ...fields } = intent;
  return {
    state: "intent",
    lease_until_ms: nowMs + LEASE_MS,
    ...columnsOf(SALE, fields, "intent"),
    ...cardColumns(card),
    ...(amountsFen === undefined ? {} : columnsOf(SALE, { amountsFen })),
  };
}

/** Of a sale or a credit; its number stands in the intent. */
export function cardColumns(card: CardIdentity | undefined): Columns {
  const { region, factor, algorithm } = card ?? {};
  return columnsOf(SALE, { region, factor, algorithm }, "card");
}

/**
 * Sales or credits of one card, in the order of `ids`. One without an intent is of no card.
 * @throws RangeError
 */
export function rowsOfCard(
  database: Database,
  table: RecordTable,
  ids: readonly number[],
  card: KnownCard,
): SealedRow[] {
  const known = checkKnownCard(card);
  return [...rowsByIds(database, table, ids)].filter((row) => {
    if (row.card_number === null) return false;
    const { cardNumber, cardId } = fieldsOf<KnownCard>(table, row, "intent");
    return isSameCard({ cardNumber, cardId, card: cardIdentityOf(table, row) }, known);
  });
}

/** Why it ends so, or ended before its intent; of a sale or a credit. */
export function reasonColumns({ reason, code, statusWord, triesLeft }: Partial<MaybeReason>): Columns {
  return columnsOf(SALE, { reason, reasonCode: code, reasonStatusWord: statusWord, triesLeft });
}

/** How a sale ends. @param row as it is */
export function endingColumns(ending: Ending, row: Row): Columns {
  const { mac2State, wire, evidence } = ending;
  return Object.assign(
    stateColumns(ending.state, row.was_deferred === 1, row.closings !== null),
    reasonColumns(ending),
    columnsOf(SALE, given({ mac2State, evidence })),
    columnsOf(SALE, answerFound(ending), "answer"),
    wire === undefined ? {} : columnsOf(SALE, { ms: wire.ms, limitMs: wire.limitMs }, "wire"),
  );
}

function stateColumns(state: Ending["state"], wasDeferred: boolean, isClosed: boolean): Columns {
  if (state !== "not-debited") return { state };
  // A sale that was paid in cash stays one, whatever the card did not do.
  if (wasDeferred) return { state: "deferred" };
  // What a person has closed keeps its ref.
  return isClosed ? { state: "refused" } : { state, released: 1 };
}

function answerFound({ state, tac, mac2 }: Ending): object {
  const moved = state === "committed" ? { moved: true } : state === "manual" ? { moved: undefined } : {};
  return { ...moved, ...given({ tac, mac2 }) };
}

/** What has no value leaves what stands there. */
export function given(fields: { readonly [field: string]: unknown }): object {
  const there: { [field: string]: unknown } = {};
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) there[field] = value;
  return there;
}
