/**
 * A journal of schema 4, to the letter as it was written: a purse's sale, and two of iDoDebit, the second of which
 * never got its card's answer.
 */
import { NOON_MS } from "../../support/card/till.js";

export const LDT33_SCHEMA_4 = `
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
state TEXT NOT NULL CHECK (state IN ('begun', 'intent', 'answered', 'undecided', 'committed', 'refused',
  'manual', 'deferred', 'failed', 'not-debited')),
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
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
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
INSERT INTO setting (name, value, sum) VALUES ('salt', '4e29887b77e8f9fe0cb2f997ef9f071e',
  '77b9137208f4613208dcdefd76c6d889e5f8be5a2dfbd6cb149363d6ee706d45');
INSERT INTO setting (name, value, sum) VALUES ('writes', '10',
  '33d293b84c78b93e17a2b9c669effe49b3521f24fcb0b87cd290252173333533');
INSERT INTO setting (name, value, sum) VALUES ('rows', '4',
  '0be70f3ca78d06925fdc091c461e775d6a1547b57ad9900ee61174e6454e8d0b');
INSERT INTO password_memory (id, card, state, changed_at_ms, sum) VALUES (1,
  '81c9c5c120753c929d40a348b2614a25355b65f83d5156cb9594d790785f3ebd', 'initial', ${NOON_MS},
  'e728d3c82f0f4cf71344528e564eb17322e70476b52f653d9d1dcdd8ec129144');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, state, released, was_deferred, owner, owner_pid,
  lease_until_ms, card_number, card_region, card_factor, card_algorithm, card_sequence, terminal_id,
  terminal_sequence, transaction_type, date, time, balance_before_fen, status_word, moved, tac, mac2,
  mac2_state, wire_ms, wire_limit_ms, paid_in_cash, settle_attempts, begun_at_ms, changed_at_ms, sum) VALUES (1,
  'V4-1', 1, 'purse', 1250, 'committed', 0, 0, 'f15609e13a9f32e3a0713b2d', 13918, 1795241759000,
  '33018653000100174236', '330100', '8653000100174236', '3des', 0, '330100000021', 1, 6, '20261121', '140559',
  50000, 36864, 1, 'D4B9AD99', '582D951C', 'verified', 0, 0, 0, 0, ${NOON_MS}, ${NOON_MS},
  '118ca752660de33f4b4533dd84ff07d50048b5e36abc75dbb521f9efada1da65');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, amounts_fen, total_fen, self_pay_fen, pool_fen, state,
  released, was_deferred, owner, owner_pid, lease_until_ms, card_number, card_region, card_factor,
  card_algorithm, card_sequence, terminal_id, terminal_sequence, transaction_type, date, time,
  balance_before_fen, status_word, moved, tac, mac2, mac2_state, wire_ms, wire_limit_ms, paid_in_cash,
  settle_attempts, begun_at_ms, changed_at_ms, sum) VALUES (2, 'LDT33-d428fd435cc08c9cc5f120566f5436bc2ccbf2a9',
  1, 'medical', 1234, '[0,2000,1234]', 2000, 766, 0, 'committed', 0, 0, '20914fc4f346041be4875d37', 13918,
  1795241759000, '33018653000100174236', '330100', '8653000100174236', '3des', 0, '330100000021', 1, 50,
  '20261121', '140559', 120000, 36864, 1, '6C009B68', 'C091DA31', 'verified', 0, 0, 0, 0, ${NOON_MS},
  ${NOON_MS}, '3ee3d83ddbd7a9044f0c30515975ead24d3d1770efa4f395fd9d0778afd04f9b');
INSERT INTO sale (id, ref, simulated, kind, amount_fen, amounts_fen, total_fen, self_pay_fen, pool_fen, state,
  released, was_deferred, reason, owner, owner_pid, lease_until_ms, card_number, card_region, card_factor,
  card_algorithm, card_sequence, terminal_id, terminal_sequence, transaction_type, date, time,
  balance_before_fen, wire_ms, wire_limit_ms, paid_in_cash, settle_attempts, begun_at_ms, changed_at_ms, sum)
  VALUES (3, 'LDT33-47e0e45c2fafca52d410bf6b06dc13b153f095bb', 1, 'medical', 200, '[0,300,200]', 300, 100, 0,
  'undecided', 0, 0, 'the card''s answer was lost: test: card-removed', '30f01ff2105de895483bcbac', 13918,
  1795241759000, '33018653000100174236', '330100', '8653000100174236', '3des', 1, '330100000021', 2, 50,
  '20261121', '140600', 118766, 0, 0, 0, 0, ${NOON_MS}, ${NOON_MS},
  'a49fb45890de2117ac46bcf7dc97da53642a552b5e8250cd47196d1627e7e658');
PRAGMA application_id = 1146440513;
PRAGMA user_version = 4;
`;
