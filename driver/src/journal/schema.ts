/** The tables of the journal, version by version. Amounts in fen, times in milliseconds since 1970 by the clock of the till. */

/** "DUKA" in ASCII: tells our journal from any other SQLite file. */
export const APPLICATION_ID = 0x44554b41;
export const SCHEMA_VERSION = 1;

/**
 * `released` attempts have freed their ref and stay for whoever has to explain a day; of all others there is one for each ref, and
 * simulated sales do not stand in the way of real ones.
 */
export const SCHEMA = `
CREATE TABLE sale (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  ref                TEXT    NOT NULL,
  simulated          INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind               TEXT    NOT NULL CHECK (kind IN ('purse', 'deposit')),
  amount_fen         INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 4294967295),
  state              TEXT    NOT NULL CHECK (state IN ('begun', 'intent', 'answered', 'undecided', 'committed', 'refused',
                                                       'manual', 'deferred', 'failed', 'not-debited')),
  released           INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  reason             TEXT,
  owner              TEXT,
  owner_pid          INTEGER,
  lease_until_ms     INTEGER,
  card_number        TEXT,
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
  settled_at_ms      INTEGER,
  begun_at_ms        INTEGER NOT NULL,
  changed_at_ms      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sale_of_ref ON sale (ref, simulated) WHERE released = 0;
CREATE INDEX sale_of_card ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE TABLE password_memory (
  card          TEXT PRIMARY KEY,
  state         TEXT NOT NULL CHECK (state IN ('initial', 'changed', 'tried')),
  tries_left    INTEGER,
  changed_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
