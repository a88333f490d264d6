/**
 * A journal of schema 6, to the letter as it was written: a sale that was paid, one that a person has closed, one that
 * a person has to decide, and a load that its card was asked for.
 */
export const SCHEMA_6 = `
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
  visit TEXT CHECK (visit IN ('registration', 'treatment', 'admission', 'discharge', 'pharmacy')),
  state TEXT NOT NULL CHECK (state IN ('begun', 'intent', 'answered', 'undecided', 'committed', 'refused',
  'manual', 'deferred', 'failed', 'not-debited')),
  released INTEGER NOT NULL CHECK (released IN (0, 1)),
  was_deferred INTEGER NOT NULL CHECK (was_deferred IN (0, 1)),
  reason TEXT,
  reason_code TEXT,
  reason_status_word INTEGER,
  tries_left INTEGER,
  institution TEXT,
  detail TEXT,
  owner TEXT,
  owner_pid INTEGER,
  lease_until_ms INTEGER,
  card_number TEXT,
  card_region TEXT,
  card_factor TEXT,
  card_algorithm TEXT,
  card_id TEXT,
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
  settle_state TEXT CHECK (settle_state IN ('settled', 'refused', 'differs')),
  settle_split TEXT,
  settle_tac TEXT,
  settle_attempts INTEGER NOT NULL,
  settle_next_at_ms INTEGER,
  settle_error TEXT,
  settled_at_ms INTEGER,
  answer_due INTEGER NOT NULL CHECK (answer_due IN (0, 1, 2)),
  asked_as TEXT,
  closings TEXT,
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
  reason_code TEXT,
  reason_status_word INTEGER,
  tries_left INTEGER,
  institution TEXT NOT NULL,
  owner TEXT,
  owner_pid INTEGER,
  lease_until_ms INTEGER,
  card_number TEXT,
  card_region TEXT,
  card_factor TEXT,
  card_algorithm TEXT,
  card_id TEXT,
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
  closings TEXT,
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
  state TEXT NOT NULL CHECK (state IN ('initial', 'changed', 'checking', 'tried', 'changing', 'refuted',
  'forgotten')),
  tries_left INTEGER,
  changed_at_ms INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sale_of_ref ON sale (ref, simulated) WHERE released = 0;
CREATE UNIQUE INDEX sale_of_ref_again ON sale (ref, simulated) WHERE released = 0;
CREATE INDEX sale_of_card ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE INDEX sale_of_card_again ON sale (card_number) WHERE state IN ('intent', 'answered', 'undecided');
CREATE INDEX sale_to_tell ON sale (card_number) WHERE (answer_due > 0 OR asked_as IS NOT NULL);
CREATE INDEX sale_to_tell_again ON sale (card_number) WHERE (answer_due > 0 OR asked_as IS NOT NULL);
CREATE INDEX sale_answer_due ON sale (id) WHERE answer_due > 0;
CREATE INDEX sale_answer_due_again ON sale (id) WHERE answer_due > 0;
CREATE INDEX sale_to_settle ON sale (id) WHERE settle_state IS NULL AND state IN ('answered', 'committed');
CREATE INDEX sale_to_settle_again ON sale (id) WHERE settle_state IS NULL AND state IN ('answered',
  'committed');
CREATE INDEX sale_without_tac ON sale (card_number) WHERE tac IS NULL AND settle_tac IS NULL AND settle_state IS
  NULL AND state IN ('answered', 'committed');
CREATE INDEX sale_without_tac_again ON sale (card_number) WHERE tac IS NULL AND settle_tac IS NULL AND
  settle_state IS NULL AND state IN ('answered', 'committed');
CREATE INDEX sale_refused ON sale (id) WHERE settle_state = 'refused';
CREATE INDEX sale_refused_again ON sale (id) WHERE settle_state = 'refused';
CREATE INDEX sale_of_day ON sale (date, card_number) WHERE released = 0 AND date IS NOT NULL;
CREATE INDEX sale_of_day_again ON sale (date, card_number) WHERE released = 0 AND date IS NOT NULL;
CREATE INDEX sale_without_date ON sale (begun_at_ms) WHERE released = 0 AND date IS NULL;
CREATE INDEX sale_without_date_again ON sale (begun_at_ms) WHERE released = 0 AND date IS NULL;
CREATE UNIQUE INDEX credit_of_ref ON credit (ref, simulated) WHERE released = 0;
CREATE UNIQUE INDEX credit_of_ref_again ON credit (ref, simulated) WHERE released = 0;
CREATE INDEX credit_of_card ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided');
CREATE INDEX credit_of_card_again ON credit (card_number) WHERE state IN ('intent', 'asked', 'undecided');
CREATE INDEX credit_to_report ON credit (id) WHERE report_state = 'due' AND released = 0;
CREATE INDEX credit_to_report_again ON credit (id) WHERE report_state = 'due' AND released = 0;
CREATE INDEX credit_refused ON credit (id) WHERE report_state = 'refused';
CREATE INDEX credit_refused_again ON credit (id) WHERE report_state = 'refused';
CREATE INDEX credit_of_day ON credit (date, card_number) WHERE released = 0 AND date IS NOT NULL;
CREATE INDEX credit_of_day_again ON credit (date, card_number) WHERE released = 0 AND date IS NOT NULL;
CREATE INDEX credit_without_date ON credit (begun_at_ms) WHERE released = 0 AND date IS NULL;
CREATE INDEX credit_without_date_again ON credit (begun_at_ms) WHERE released = 0 AND date IS NULL;
CREATE UNIQUE INDEX password_of_card ON password_memory (card) WHERE card IS NOT NULL;
CREATE UNIQUE INDEX password_of_card_again ON password_memory (card) WHERE card IS NOT NULL;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
INSERT INTO sale (id, ref, simulated, kind, amount_fen, state, released, was_deferred, owner, owner_pid,
  lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_id, card_sequence, terminal_id,
  terminal_sequence, transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2,
  mac2_state, paid_in_cash, settle_attempts, answer_due, begun_at_ms, changed_at_ms, sum) VALUES (1, 'V6-1', 0,
  'purse', 1250, 'committed', 0, 0, '0a068bb8913eb1317215f577', 12244, 1795241759000, '33018653000100174236',
  '330100', '8653000100174236', '3des', '330100D1560000050000000100000000', 7, '330100000021', 42, 6,
  '20261121', '140559', 50000, 36864, 1, 'A5717B4F', '9909F538', 'verified', 0, 0, 0, 1795241159000,
  1795241159000, '81c97f0ebd2b39150ed9c5990fd0a4158390b0a722c4a0b4e57758246dad0eec');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, state, released, was_deferred, owner, owner_pid,
  lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_id, card_sequence, terminal_id,
  terminal_sequence, transaction_type, date, time, balance_before_fen, paid_in_cash, settle_attempts,
  answer_due, closings, begun_at_ms, changed_at_ms, sum) VALUES (2, 'V6-2', 0, 'purse', 1250, 'intent', 0, 0,
  'fcb8591caf86a17423fc400e', 12244, 1795241759000, '33018653000100174236', '330100', '8653000100174236',
  '3des', '330100D1560000050000000100000000', 8, '330100000021', 43, 6, '20261121', '140559', 50000, 1, 0, 0,
  '[{"as":"paid-in-cash","by":"Li Na","atMs":1795241159000,"status":"undecided"}]', 1795241159000,
  1795241159000, 'c6ad1958fb34820aad1811f1667fafdbd66a844e562f0b9a434b7bc072c874ac');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, state, released, was_deferred, reason, reason_code,
  owner, owner_pid, lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_id,
  card_sequence, terminal_id, terminal_sequence, transaction_type, date, time, balance_before_fen, paid_in_cash,
  settle_attempts, answer_due, begun_at_ms, changed_at_ms, sum) VALUES (3, 'V6-3', 0, 'purse', 1250, 'manual',
  0, 0, 'its card does not tell', 'stopped-before-card', 'fa80e5b99f9d9c2649b8a63f', 12244, 1795241759000,
  '33018653000100174236', '330100', '8653000100174236', '3des', '330100D1560000050000000100000000', 9,
  '330100000021', 44, 6, '20261121', '140559', 50000, 0, 0, 0, 1795241159000, 1795241159000,
  '6a74e99e0549ade59bca91f5350133423b3c7fd15dea2e5c13d3c8f0ac9185ab');
INSERT INTO credit (id, ref, simulated, kind, purpose, amount_fen, state, released, institution, owner,
  owner_pid, lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_id, card_sequence,
  terminal_id, transaction_type, date, time, balance_before_fen, report_state, report_attempts, begun_at_ms,
  changed_at_ms, sum) VALUES (1, 'V6-L', 0, 'purse', 'load', 500, 'asked', 0, 'H1', '456811179ccc033e7deaf247',
  12244, 1795241759000, '33018653000100174236', '330100', '8653000100174236', '3des',
  '330100D1560000050000000100000000', 3, '330100000021', 2, '20261121', '140559', 50000, 'due', 0,
  1795241159000, 1795241159000, '2c65ac5b5e1f8bdc15d539c0644efc8a27410b27fcc29d212c247c99329c1f77');
INSERT INTO setting (name, value, sum) VALUES ('salt', 'ae5672019d12c61165f2c4a3552a9999',
  'dca1c7848d436e808a3e5871c1fd58c9b00b71177e818d5ae95e73309d2b073b');
INSERT INTO setting (name, value, sum) VALUES ('looked-through', '1795241159000',
  '582f2ab4e7ba22e7ea7f1c1f56fad58a0fc294d59125e3dda17dfba33cc6c712');
INSERT INTO setting (name, value, sum) VALUES ('writes', '9',
  'ccd731c64b9e563da94c307c081faf3e8d8c25d6eb9293df541a1a4be315f8fe');
INSERT INTO setting (name, value, sum) VALUES ('rows', '4',
  '0be70f3ca78d06925fdc091c461e775d6a1547b57ad9900ee61174e6454e8d0b');
INSERT INTO setting (name, value, sum) VALUES ('last-begun', '1795241159000',
  '14bc05115ae537c3abb8d552834d97aff4e5928df3757f7fdea72060503cb369');
PRAGMA application_id = 1146440513;
PRAGMA user_version = 6;
`;
export const MARK_6 = "000000000009 000000000004 72bb7d663bf27590\n";
