/**
 * The columns of each record, once: the tables, what is read and what is checked come from here. Amounts in fen, times
 * in milliseconds since 1970 by the clock of the till. In what order they stand is part of each row's checksum.
 */
import {
  type Column,
  type ColumnForm,
  FLAG,
  JSON_TEXT,
  NUMBER,
  PLAIN_TEXT,
  type RecordTable,
  wordOf,
} from "./record-table.js";
import type { Telling } from "./sale.js";

const TEXT = "TEXT";
const INTEGER = "INTEGER";
const REAL = "REAL";
const oneOf = (name: string, words: readonly string[]) =>
  `CHECK (${name} IN (${words.map((word) => `'${word}'`).join(", ")}))`;
/** `amount_fen` of the table is `amountFen` of the record. */
const fieldOf = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const column = (name: string, sql: string, form?: ColumnForm): Column => ({
  name,
  sql,
  field: fieldOf(name),
  form: form ?? (sql.startsWith(TEXT) ? PLAIN_TEXT : NUMBER),
});
const text = (name: string) => column(name, `${TEXT} NOT NULL`);
const optional = (name: string, type: string) => column(name, type);
const json = (name: string) => column(name, TEXT, JSON_TEXT);
const number = (name: string) => column(name, `${INTEGER} NOT NULL`);
const count = (name: string): Column => ({ ...number(name), initial: 0 });
const flag = (name: string): Column => ({
  ...column(name, `${INTEGER} NOT NULL CHECK (${name} IN (0, 1))`, FLAG),
  initial: 0,
});
const word = (name: string, ...words: string[]) => column(name, `${TEXT} NOT NULL ${oneOf(name, words)}`);
const optionalWord = (name: string, ...words: string[]) => column(name, `${TEXT} ${oneOf(name, words)}`);
const amount = (name: string, least: number) =>
  column(name, `${INTEGER} NOT NULL CHECK (${name} BETWEEN ${least} AND 4294967295)`);

/** The field that the column is of, where its name does not say it. */
const as = (field: string, one: Column): Column => ({ ...one, field });
/** Of a part of the record: `settle_state`, without what the column has before it, is `settlement.state`. */
const within = (part: string, before: string, ...columns: readonly Column[]): readonly Column[] =>
  columns.map((one) => as(`${part}.${fieldOf(one.name.slice(before.length))}`, one));
const needed = (...columns: readonly Column[]): readonly Column[] =>
  columns.map((one) => ({ ...one, isNeeded: true }));
/** The record does not have it. */
const unread = ({ field: _, ...one }: Column): Column => one;

const OWNER = [
  optional("owner", TEXT),
  optional("owner_pid", INTEGER),
  optional("lease_until_ms", INTEGER),
].map(unread);
const CARD = [
  ...needed(...within("intent", "", optional("card_number", TEXT))),
  ...needed(
    ...within(
      "card",
      "card_",
      ...["card_region", "card_factor", "card_algorithm"].map((name) => optional(name, TEXT)),
    ),
  ),
  ...within("intent", "", optional("card_id", TEXT)),
];
/** Why, for a program; `reason` beside it is for a person. */
const WHY = [
  optional("reason_code", TEXT),
  optional("reason_status_word", INTEGER),
  optional("tries_left", INTEGER),
];
const CHANGED = [number("begun_at_ms"), number("changed_at_ms")];

/** What `answer_due` means. */
const TELLINGS: readonly Telling[] = ["none", "due", "warned"];

/** Its outcome is the card's to tell. */
export const OPEN_SALE = "state IN ('intent', 'answered', 'undecided')";

/**
 * `released` attempts have freed their ref and stay for the person who has to explain a day; of all others there is one
 * for each ref, and simulated sales do not stand in the way of real ones.
 */
export const SALE: RecordTable = {
  name: "sale",
  columns: [
    text("ref"),
    flag("simulated"),
    word("kind", "purse", "deposit", "medical"),
    amount("amount_fen", 0),
    json("amounts_fen"),
    optional("total_fen", INTEGER),
    ...within("medical", "", optional("self_pay_fen", INTEGER), optional("pool_fen", INTEGER)),
    optionalWord("visit", "registration", "treatment", "admission", "discharge", "pharmacy"),
    word(
      "state",
      ...["begun", "intent", "answered", "undecided", "committed", "refused", "manual", "deferred", "failed"],
      "not-debited",
    ),
    unread(flag("released")),
    flag("was_deferred"),
    optional("reason", TEXT),
    ...WHY,
    optional("institution", TEXT),
    json("detail"),
    ...OWNER,
    ...CARD,
    ...within(
      "intent",
      "",
      ...needed(
        optional("card_sequence", INTEGER),
        optional("terminal_id", TEXT),
        optional("terminal_sequence", INTEGER),
        optional("transaction_type", INTEGER),
        optional("date", TEXT),
        optional("time", TEXT),
      ),
      optional("balance_before_fen", INTEGER),
    ),
    ...within(
      "answer",
      "",
      optional("status_word", INTEGER),
      column("moved", `${INTEGER} CHECK (moved IN (0, 1))`, FLAG),
      optional("tac", TEXT),
      optional("mac2", TEXT),
    ),
    optionalWord("mac2_state", "verified", "unverified", "refused"),
    ...within("wire", "wire_", optional("wire_ms", REAL), optional("wire_limit_ms", REAL)),
    json("evidence"),
    flag("paid_in_cash"),
    optional("reversed_by", TEXT),
    ...within(
      "settlement",
      "settle_",
      optionalWord("settle_state", "settled", "refused", "differs"),
      json("settle_split"),
      optional("settle_tac", TEXT),
      count("settle_attempts"),
      optional("settle_next_at_ms", INTEGER),
      optional("settle_error", TEXT),
    ),
    as("settlement.settledAtMs", optional("settled_at_ms", INTEGER)),
    // What an older Duka has answered was told; what it had no answer for was not.
    as("telling", {
      ...column("answer_due", `${INTEGER} NOT NULL CHECK (answer_due IN (0, 1, 2))`, wordOf(TELLINGS)),
      initial: 0,
      broughtOver: `ref LIKE 'LDT33-%' AND ${OPEN_SALE}`,
    }),
    json("asked_as"),
    json("closings"),
    ...CHANGED,
  ],
};

/** Loads onto a card, and reversals, which are loads of what a sale took. */
export const CREDIT: RecordTable = {
  name: "credit",
  columns: [
    text("ref"),
    flag("simulated"),
    word("kind", "purse", "deposit", "medical"),
    word("purpose", "load", "reversal"),
    optional("of_ref", TEXT),
    amount("amount_fen", 1),
    word(
      "state",
      ...["begun", "intent", "asked", "undecided", "credited", "not-credited", "manual", "failed"],
    ),
    unread(flag("released")),
    optional("reason", TEXT),
    ...WHY,
    text("institution"),
    ...OWNER,
    ...CARD,
    ...within(
      "intent",
      "",
      ...needed(
        optional("card_sequence", INTEGER),
        optional("terminal_id", TEXT),
        optional("transaction_type", INTEGER),
        optional("date", TEXT),
        optional("time", TEXT),
        optional("balance_before_fen", INTEGER),
      ),
    ),
    optional("status_word", INTEGER),
    optional("tac", TEXT),
    json("evidence"),
    ...within(
      "report",
      "report_",
      optionalWord("report_state", "due", "reported", "refused"),
      count("report_attempts"),
      optional("report_next_at_ms", INTEGER),
      optional("report_error", TEXT),
    ),
    json("closings"),
    ...CHANGED,
  ],
};

/** Who vouched for what was done to a card's password or activation. Documents masked. */
export const ACT: RecordTable = {
  name: "act",
  columns: [
    text("ref"),
    text("what"),
    flag("simulated"),
    text("card"),
    as("window", text("window_id")),
    text("operator"),
    text("vouched_by"),
    optional("document", TEXT),
    optional("delegate", TEXT),
    text("outcome"),
    number("at_ms"),
  ],
};

/** By a salted hash of the card's number. A row that is `forgotten` stays: no row of the journal is ever taken away. */
export const PASSWORD_MEMORY: RecordTable = {
  name: "password_memory",
  columns: [
    text("card"),
    word("state", "initial", "changed", "checking", "tried", "changing", "refuted", "forgotten"),
    optional("tries_left", INTEGER),
    number("changed_at_ms"),
  ],
};

export const TABLES: readonly RecordTable[] = [SALE, CREDIT, ACT, PASSWORD_MEMORY];
