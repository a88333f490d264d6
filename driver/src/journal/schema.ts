/**
 * The tables of the journal, version by version. Amounts in fen, times in milliseconds since 1970 by the clock of the
 * till.
 */

/** "DUKA" in ASCII: tells our journal from any other SQLite file. */
export const APPLICATION_ID = 0x44554b41;
export const SCHEMA_VERSION = 3;

/**
 * `released` attempts have freed their ref and stay for the person who has to explain a day; of all others there is one
 * for each ref, and simulated sales do not stand in the way of real ones.
 */
const SALE = `
CREATE TABLE sale (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  ref                TEXT    NOT NULL,
  simulated          INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind               TEXT    NOT NULL CHECK (kind IN ('purse', 'deposit', 'medical')),
  amount_fen         INTEGER NOT NULL CHECK (amount_fen BETWEEN 0 AND 4294967295),
  amounts_fen        TEXT,
  total_fen          INTEGER,
  self_pay_fen       INTEGER,
  pool_fen           INTEGER,
  state              TEXT    NOT NULL CHECK (state IN ('begun', 'intent', 'answered', 'undecided', 'committed', 'refused',
                                                       'manual', 'deferred', 'failed', 'not-debited')),
  released           INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  was_deferred       INTEGER NOT NULL DEFAULT 0 CHECK (was_deferred IN (0, 1)),
  reason             TEXT,
  institution        TEXT,
  detail             TEXT,
  owner              TEXT,
  owner_pid          INTEGER,
  lease_until_ms     INTEGER,
  card_number        TEXT,
  card_region        TEXT,
  card_factor        TEXT,
  card_algorithm     TEXT,
  card_sequence      INTEGER,
  terminal_id        TEXT,
  terminal_sequence  INTEGER,
  transaction_type   INTEGER,
  date               TEXT,
  time               TEXT,
  balance_before_fen INTEGER,
  status_word        INTEGER,
  moved              INTEGER CHECK (moved IN (0, 1)),
  tac                TEXT,
  mac2               TEXT,
  mac2_state         TEXT    CHECK (mac2_state IN ('verified', 'unverified', 'refused')),
  wire_ms            REAL,
  wire_limit_ms      REAL,
  evidence           TEXT,
  paid_in_cash       INTEGER NOT NULL DEFAULT 0 CHECK (paid_in_cash IN (0, 1)),
  reversed_by        TEXT,
  settle_state       TEXT    CHECK (settle_state IN ('settled', 'refused')),
  settle_tac         TEXT,
  settle_attempts    INTEGER NOT NULL DEFAULT 0,
  settle_next_at_ms  INTEGER,
  settle_error       TEXT,
  settled_at_ms      INTEGER,
  begun_at_ms        INTEGER NOT NULL,
  changed_at_ms      INTEGER NOT NULL
) STRICT`;

const SALE_INDEXES = [
  "CREATE UNIQUE INDEX sale_of_ref ON sale (ref, simulated) WHERE released = 0",
  "CREATE INDEX sale_of_card ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided')",
  "CREATE INDEX sale_to_settle ON sale (id) WHERE settle_state IS NULL AND state IN ('answered', 'committed')",
];

/** Loads onto a card, and reversals, which are loads of what a sale took. */
const CREDIT = [
  `
CREATE TABLE credit (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  ref                TEXT    NOT NULL,
  simulated          INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind               TEXT    NOT NULL CHECK (kind IN ('purse', 'deposit', 'medical')),
  purpose            TEXT    NOT NULL CHECK (purpose IN ('load', 'reversal')),
  of_ref             TEXT,
  amount_fen         INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 4294967295),
  state              TEXT    NOT NULL CHECK (state IN ('begun', 'intent', 'asked', 'undecided', 'credited', 'not-credited',
                                                       'manual', 'failed')),
  released           INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  reason             TEXT,
  institution        TEXT    NOT NULL,
  owner              TEXT,
  owner_pid          INTEGER,
  lease_until_ms     INTEGER,
  card_number        TEXT,
  card_region        TEXT,
  card_factor        TEXT,
  card_algorithm     TEXT,
  card_sequence      INTEGER,
  terminal_id        TEXT,
  transaction_type   INTEGER,
  date               TEXT,
  time               TEXT,
  balance_before_fen INTEGER,
  status_word        INTEGER,
  tac                TEXT,
  evidence           TEXT,
  report_state       TEXT    CHECK (report_state IN ('due', 'reported', 'refused')),
  report_attempts    INTEGER NOT NULL DEFAULT 0,
  report_next_at_ms  INTEGER,
  report_error       TEXT,
  begun_at_ms        INTEGER NOT NULL,
  changed_at_ms      INTEGER NOT NULL
) STRICT`,
  "CREATE UNIQUE INDEX credit_of_ref ON credit (ref, simulated) WHERE released = 0",
  "CREATE INDEX credit_of_card ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided')",
];

/** Who vouched for what was done to a card's password or activation. Documents masked. */
const ACT = `
CREATE TABLE act (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  ref         TEXT    NOT NULL,
  what        TEXT    NOT NULL,
  simulated   INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  card        TEXT    NOT NULL,
  window_id   TEXT    NOT NULL,
  operator    TEXT    NOT NULL,
  vouched_by  TEXT    NOT NULL,
  document    TEXT,
  delegate    TEXT,
  outcome     TEXT    NOT NULL,
  at_ms       INTEGER NOT NULL
) STRICT`;

const PASSWORD_MEMORY = `
CREATE TABLE password_memory (
  card          TEXT PRIMARY KEY,
  state         TEXT NOT NULL CHECK (state IN ('initial', 'changed', 'tried', 'refuted')),
  tries_left    INTEGER,
  changed_at_ms INTEGER NOT NULL
) STRICT`;

/** A new journal. */
export const SCHEMA: readonly string[] = [
  SALE,
  ...SALE_INDEXES,
  ...CREDIT,
  ACT,
  PASSWORD_MEMORY,
  "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
];

const COLUMNS_OF_1 = `id, ref, simulated, kind, amount_fen, state, released, reason, owner, owner_pid, lease_until_ms, card_number,
  card_sequence, terminal_id, terminal_sequence, transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2,
  mac2_state, wire_ms, wire_limit_ms, evidence, paid_in_cash, settled_at_ms, begun_at_ms, changed_at_ms`;

/** A check in a table cannot be changed, so the table is made anew. */
const PASSWORD_MEMORY_ANEW = [
  "ALTER TABLE password_memory RENAME TO password_memory_old",
  PASSWORD_MEMORY,
  "INSERT INTO password_memory SELECT card, state, tries_left, changed_at_ms FROM password_memory_old",
  "DROP TABLE password_memory_old",
];

/** By the version they start from: what makes it this one. */
export const MIGRATIONS: { readonly [version: number]: readonly string[] } = {
  1: [
    "DROP INDEX sale_of_ref",
    "DROP INDEX sale_of_card",
    "ALTER TABLE sale RENAME TO sale_1",
    SALE,
    `INSERT INTO sale (${COLUMNS_OF_1}) SELECT ${COLUMNS_OF_1} FROM sale_1`,
    "DROP TABLE sale_1",
    ...SALE_INDEXES,
    ...CREDIT,
    ACT,
    ...PASSWORD_MEMORY_ANEW,
  ],
  2: [
    "ALTER TABLE sale ADD COLUMN self_pay_fen INTEGER",
    "ALTER TABLE sale ADD COLUMN pool_fen INTEGER",
    ...PASSWORD_MEMORY_ANEW,
  ],
};
