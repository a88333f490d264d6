/**
 * The columns of each record, once: the tables, what is read and what is checked come from here. Amounts in fen, times
 * in milliseconds since 1970 by the clock of the till. In what order they stand is part of each row's checksum.
 */
import type { Value } from "./database.js";

/**
 * @param initial of a new row; null by default
 * @param broughtOver SQL: what a row of an earlier schema gets; `initial` by default
 */
type Column = {
  readonly name: string;
  readonly sql: string;
  readonly initial?: Value;
  readonly broughtOver?: string;
};

export type RecordTable = {
  readonly name: "sale" | "credit" | "act" | "password_memory";
  readonly columns: readonly Column[];
};

const TEXT = "TEXT";
const INTEGER = "INTEGER";
const REAL = "REAL";
const oneOf = (name: string, words: readonly string[]) =>
  `CHECK (${name} IN (${words.map((word) => `'${word}'`).join(", ")}))`;
const text = (name: string): Column => ({ name, sql: `${TEXT} NOT NULL` });
const optional = (name: string, type: string): Column => ({ name, sql: type });
const number = (name: string): Column => ({ name, sql: `${INTEGER} NOT NULL` });
const count = (name: string): Column => ({ name, sql: `${INTEGER} NOT NULL`, initial: 0 });
const flag = (name: string): Column => ({
  name,
  sql: `${INTEGER} NOT NULL CHECK (${name} IN (0, 1))`,
  initial: 0,
});
const word = (name: string, ...words: string[]): Column => ({
  name,
  sql: `${TEXT} NOT NULL ${oneOf(name, words)}`,
});
const optionalWord = (name: string, ...words: string[]): Column => ({
  name,
  sql: `${TEXT} ${oneOf(name, words)}`,
});
const amount = (name: string, least: number): Column => ({
  name,
  sql: `${INTEGER} NOT NULL CHECK (${name} BETWEEN ${least} AND 4294967295)`,
});

const OWNER = [optional("owner", TEXT), optional("owner_pid", INTEGER), optional("lease_until_ms", INTEGER)];
const CARD = ["card_number", "card_region", "card_factor", "card_algorithm"].map((name) =>
  optional(name, TEXT),
);
/** Why, for a program; `reason` beside it is for a person. */
const WHY = [
  optional("reason_code", TEXT),
  optional("reason_status_word", INTEGER),
  optional("tries_left", INTEGER),
];
const CHANGED = [number("begun_at_ms"), number("changed_at_ms")];

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
    optional("amounts_fen", TEXT),
    optional("total_fen", INTEGER),
    optional("self_pay_fen", INTEGER),
    optional("pool_fen", INTEGER),
    optionalWord("visit", "registration", "treatment", "admission", "discharge", "pharmacy"),
    word(
      "state",
      ...["begun", "intent", "answered", "undecided", "committed", "refused", "manual", "deferred", "failed"],
      "not-debited",
    ),
    flag("released"),
    flag("was_deferred"),
    optional("reason", TEXT),
    ...WHY,
    optional("institution", TEXT),
    optional("detail", TEXT),
    ...OWNER,
    ...CARD,
    optional("card_sequence", INTEGER),
    optional("terminal_id", TEXT),
    optional("terminal_sequence", INTEGER),
    optional("transaction_type", INTEGER),
    optional("date", TEXT),
    optional("time", TEXT),
    optional("balance_before_fen", INTEGER),
    optional("status_word", INTEGER),
    { name: "moved", sql: `${INTEGER} CHECK (moved IN (0, 1))` },
    optional("tac", TEXT),
    optional("mac2", TEXT),
    optionalWord("mac2_state", "verified", "unverified", "refused"),
    optional("wire_ms", REAL),
    optional("wire_limit_ms", REAL),
    optional("evidence", TEXT),
    flag("paid_in_cash"),
    optional("reversed_by", TEXT),
    optionalWord("settle_state", "settled", "refused", "differs"),
    optional("settle_split", TEXT),
    optional("settle_tac", TEXT),
    count("settle_attempts"),
    optional("settle_next_at_ms", INTEGER),
    optional("settle_error", TEXT),
    optional("settled_at_ms", INTEGER),
    // What an older Duka has answered was told; what it had no answer for was not.
    {
      name: "answer_due",
      sql: `${INTEGER} NOT NULL CHECK (answer_due IN (0, 1, 2))`,
      initial: 0,
      broughtOver: `ref LIKE 'LDT33-%' AND ${OPEN_SALE}`,
    },
    optional("asked_as", TEXT),
    optional("closings", TEXT),
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
    flag("released"),
    optional("reason", TEXT),
    ...WHY,
    text("institution"),
    ...OWNER,
    ...CARD,
    optional("card_sequence", INTEGER),
    optional("terminal_id", TEXT),
    optional("transaction_type", INTEGER),
    optional("date", TEXT),
    optional("time", TEXT),
    optional("balance_before_fen", INTEGER),
    optional("status_word", INTEGER),
    optional("tac", TEXT),
    optional("evidence", TEXT),
    optionalWord("report_state", "due", "reported", "refused"),
    count("report_attempts"),
    optional("report_next_at_ms", INTEGER),
    optional("report_error", TEXT),
    optional("closings", TEXT),
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
    text("window_id"),
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
    word("state", "initial", "changed", "checking", "tried", "refuted", "forgotten"),
    optional("tries_left", INTEGER),
    number("changed_at_ms"),
  ],
};

export const TABLES: readonly RecordTable[] = [SALE, CREDIT, ACT, PASSWORD_MEMORY];
