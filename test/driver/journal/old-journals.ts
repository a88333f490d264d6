/** Journals of earlier schemas, to the letter as they were written. */
import { NOON_MS } from "../../support/card/till.js";

export const SCHEMA_1 = `
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
INSERT INTO setting VALUES ('salt', '00112233445566778899aabbccddeeff');
INSERT INTO password_memory VALUES ('e3b0', 'changed', 3, ${NOON_MS});
INSERT INTO sale VALUES (1, 'OLD-1', 0, 'purse', 1250, 'committed', 0, NULL, 'a', 1, 0, '33018653000100174236', 7, '330100000021',
  42, 6, '20261121', '140559', 50000, 36864, 1, 'A5717B4F', '9909F538', 'verified', 413.25, 400.5, NULL, 0, NULL, ${NOON_MS}, ${NOON_MS});
INSERT INTO sale VALUES (2, 'OLD-2', 0, 'deposit', 4294967295, 'intent', 0, NULL, 'b', 1, 0, '33018653000100174236', 8,
  '330100000021', 43, 5, '20261121', '140600', 4294967295, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, ${NOON_MS}, ${NOON_MS});
INSERT INTO sale VALUES (5, 'OLD-2', 0, 'purse', 1, 'failed', 1, 'wrong password', 'c', 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, ${NOON_MS}, ${NOON_MS});
PRAGMA application_id = 1146440513;
PRAGMA user_version = 1;
`;

export const SCHEMA_2 = `
CREATE TABLE sale (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  ref                TEXT    NOT NULL,
  simulated          INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind               TEXT    NOT NULL CHECK (kind IN ('purse', 'deposit', 'medical')),
  amount_fen         INTEGER NOT NULL CHECK (amount_fen BETWEEN 0 AND 4294967295),
  amounts_fen        TEXT,
  total_fen          INTEGER,
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
) STRICT;
CREATE UNIQUE INDEX sale_of_ref ON sale (ref, simulated) WHERE released = 0;
CREATE INDEX sale_of_card ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE INDEX sale_to_settle ON sale (id) WHERE settle_state IS NULL AND state IN ('answered', 'committed');
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
) STRICT;
CREATE UNIQUE INDEX credit_of_ref ON credit (ref, simulated) WHERE released = 0;
CREATE INDEX credit_of_card ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided');
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
) STRICT;
CREATE TABLE password_memory (
  card          TEXT PRIMARY KEY,
  state         TEXT NOT NULL CHECK (state IN ('initial', 'changed', 'tried')),
  tries_left    INTEGER,
  changed_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO setting VALUES ('salt', '00112233445566778899aabbccddeeff');
INSERT INTO password_memory VALUES ('e3b0', 'tried', 3, ${NOON_MS});
INSERT INTO sale (id, ref, simulated, kind, amount_fen, amounts_fen, total_fen, state, released, was_deferred, owner, owner_pid,
  lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_sequence, terminal_id, terminal_sequence,
  transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2, mac2_state, wire_ms, wire_limit_ms, paid_in_cash,
  settle_attempts, begun_at_ms, changed_at_ms) VALUES (1, 'V2-1', 1, 'purse', 1250, NULL, NULL, 'committed', 0, 0,
  '4588495fc97e0fb2bbcd52d2', 1966, 0, '33018653000100174236', '330100', '8653000100174236', '3des', 0, '330100000021', 1, 6,
  '20261122', '105331', 50000, 36864, 1, 'A9F9F5DD', '582D951C', 'verified', 456.623, 437.632, 0, 0, ${NOON_MS}, ${NOON_MS});
INSERT INTO credit (ref, simulated, kind, purpose, amount_fen, state, institution, begun_at_ms, changed_at_ms)
  VALUES ('V2-2', 0, 'purse', 'load', 700, 'begun', '330100H0001', ${NOON_MS}, ${NOON_MS});
PRAGMA application_id = 1146440513;
PRAGMA user_version = 2;
`;

/** Two medical sales, one of them settled, and a password; its mark says as much. */
export const SCHEMA_4 = `
CREATE TABLE sale (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind TEXT NOT NULL CHECK (kind IN ('purse', 'deposit', 'medical')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen BETWEEN 0 AND 4294967295),
  amounts_fen TEXT,
  total_fen INTEGER,
  self_pay_fen INTEGER,
  pool_fen INTEGER,
  state TEXT NOT NULL CHECK (state IN ('begun', 'intent', 'answered', 'undecided', 'committed', 'refused', 'manual',
  'deferred', 'failed', 'not-debited')),
  released INTEGER NOT NULL CHECK (released IN (0, 1)),
  was_deferred INTEGER NOT NULL CHECK (was_deferred IN (0, 1)),
  reason TEXT,
  institution TEXT,
  detail TEXT,
  owner TEXT,
  owner_pid INTEGER,
  lease_until_ms INTEGER,
  card_number TEXT,
  card_region TEXT,
  card_factor TEXT,
  card_algorithm TEXT,
  card_sequence INTEGER,
  terminal_id TEXT,
  terminal_sequence INTEGER,
  transaction_type INTEGER,
  date TEXT,
  time TEXT,
  balance_before_fen INTEGER,
  status_word INTEGER,
  moved INTEGER CHECK (moved IN (0, 1)),
  tac TEXT,
  mac2 TEXT,
  mac2_state TEXT CHECK (mac2_state IN ('verified', 'unverified', 'refused')),
  wire_ms REAL,
  wire_limit_ms REAL,
  evidence TEXT,
  paid_in_cash INTEGER NOT NULL CHECK (paid_in_cash IN (0, 1)),
  reversed_by TEXT,
  settle_state TEXT CHECK (settle_state IN ('settled', 'refused')),
  settle_tac TEXT,
  settle_attempts INTEGER NOT NULL,
  settle_next_at_ms INTEGER,
  settle_error TEXT,
  settled_at_ms INTEGER,
  begun_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
CREATE TABLE credit (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  kind TEXT NOT NULL CHECK (kind IN ('purse', 'deposit', 'medical')),
  purpose TEXT NOT NULL CHECK (purpose IN ('load', 'reversal')),
  of_ref TEXT,
  amount_fen INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 4294967295),
  state TEXT NOT NULL CHECK (state IN ('begun', 'intent', 'asked', 'undecided', 'credited', 'not-credited',
  'manual', 'failed')),
  released INTEGER NOT NULL CHECK (released IN (0, 1)),
  reason TEXT,
  institution TEXT NOT NULL,
  owner TEXT,
  owner_pid INTEGER,
  lease_until_ms INTEGER,
  card_number TEXT,
  card_region TEXT,
  card_factor TEXT,
  card_algorithm TEXT,
  card_sequence INTEGER,
  terminal_id TEXT,
  transaction_type INTEGER,
  date TEXT,
  time TEXT,
  balance_before_fen INTEGER,
  status_word INTEGER,
  tac TEXT,
  evidence TEXT,
  report_state TEXT CHECK (report_state IN ('due', 'reported', 'refused')),
  report_attempts INTEGER NOT NULL,
  report_next_at_ms INTEGER,
  report_error TEXT,
  begun_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,
  what TEXT NOT NULL,
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  card TEXT NOT NULL,
  window_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  vouched_by TEXT NOT NULL,
  document TEXT,
  delegate TEXT,
  outcome TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
CREATE TABLE password_memory (
  id INTEGER PRIMARY KEY,
  card TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('initial', 'changed', 'checking', 'tried', 'refuted', 'forgotten')),
  tries_left INTEGER,
  changed_at_ms INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sale_of_ref ON sale (ref, simulated) WHERE released = 0;
CREATE UNIQUE INDEX sale_of_ref_again ON sale (ref, simulated) WHERE released = 0;
CREATE INDEX sale_of_card ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE INDEX sale_of_card_again ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE INDEX sale_to_settle ON sale (id) WHERE settle_state IS NULL AND state IN ('answered', 'committed');
CREATE INDEX sale_to_settle_again ON sale (id) WHERE settle_state IS NULL AND state IN ('answered', 'committed');
CREATE UNIQUE INDEX credit_of_ref ON credit (ref, simulated) WHERE released = 0;
CREATE UNIQUE INDEX credit_of_ref_again ON credit (ref, simulated) WHERE released = 0;
CREATE INDEX credit_of_card ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided');
CREATE INDEX credit_of_card_again ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided');
CREATE UNIQUE INDEX password_of_card ON password_memory (card) WHERE card IS NOT NULL;
CREATE UNIQUE INDEX password_of_card_again ON password_memory (card) WHERE card IS NOT NULL;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
INSERT INTO setting (name, value, sum) VALUES ('salt', '3fa9c1a6558c5b36dba40616fdc04831',
  '45b9ec838125ae819b31c0ea02c0f686e7b14115f76642fe1e44b1809c2fcca3');
INSERT INTO setting (name, value, sum) VALUES ('writes', '7',
  '6c260d9b901a51f5ec4f704f2e1e8638abb426630c5e223cd90d3b3a60082c35');
INSERT INTO setting (name, value, sum) VALUES ('rows', '3',
  '32bf976c5855f65b68534d75ef3dc2295b4abfbb04b30d3e5e0fe68e53d25c06');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, amounts_fen, total_fen, self_pay_fen, pool_fen, state,
  released, was_deferred, owner, owner_pid, lease_until_ms, card_number, card_sequence, terminal_id,
  terminal_sequence, transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2, mac2_state,
  paid_in_cash, settle_state, settle_attempts, settled_at_ms, begun_at_ms, changed_at_ms, sum) VALUES (1, 'V4-1', 0,
  'medical', 1250, '[1250,300,2000]', 3550, 300, 2000, 'committed', 0, 0, 'd59ba2c2a4ba89fe652e4656', 13996,
  1795241759000, '33018653000100174236', 7, '330100000021', 42, 50, '20261121', '140559', 50000, 36864, 1,
  'A5717B4F', '9909F538', 'verified', 0, 'settled', 1, 1795241159000, 1795241159000, 1795241159000,
  '2c7acb7bf1b96d2c88c6da579378d3a952e35a2c6c44501144ced080fc6fdf12');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, amounts_fen, total_fen, self_pay_fen, pool_fen, state,
  released, was_deferred, owner, owner_pid, lease_until_ms, card_number, card_sequence, terminal_id,
  terminal_sequence, transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2, mac2_state,
  paid_in_cash, settle_attempts, begun_at_ms, changed_at_ms, sum) VALUES (2, 'V4-2', 0, 'medical', 1250,
  '[1250,300,2000]', 3550, 300, 2000, 'committed', 0, 0, '9df083b9cdd7799030652524', 13996, 1795241759000,
  '33018653000100174236', 8, '330100000021', 42, 50, '20261121', '140559', 50000, 36864, 1, 'A5717B4F', '9909F538',
  'verified', 0, 0, 1795241159000, 1795241159000, '0c26925e693b68511551704a9e8f7a60e012acd66fef04c47aa626dcf884223b');
INSERT INTO password_memory (id, card, state, tries_left, changed_at_ms, sum) VALUES (1,
  '8a364da72040e744d78ec5c60b809ffcfbcbc0732ae5fb2e0d5c2027cbd4d3ec', 'changed', 5, 1795241159000,
  '6ab4a8febe091cf423c51e33c5d5837ef1eb062e20fc29a2d8c1f8f480c2a569');
PRAGMA application_id = 1146440513;
PRAGMA user_version = 4;
`;
export const MARK_4 = "000000000007 000000000002 a03f01c0087356a7\n";
