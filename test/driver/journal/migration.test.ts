import { join } from "node:path";
import { JournalError } from "@duka/driver/journal/journal";
import { statusOf } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import LibSql from "libsql";
import { folderOf } from "../../support/folder.js";
import { NOON_MS, stillClock } from "../../support/till.js";

/** A journal as schema 1 wrote it, to the letter. */
const SCHEMA_1 = `
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

function oldJournal(folder: string, more = ""): string {
  const file = join(folder, "old.db");
  const database = new LibSql(file);
  database.exec(SCHEMA_1 + more);
  database.close();
  return file;
}

test("a journal of schema 1 is read, kept to the fen, and is schema 2 from then on", async (t) => {
  const file = oldJournal(folderOf(t));
  const journal = await openJournal(file, stillClock());
  const [committed] = await journal.find("OLD-1");
  t.like(committed, {
    amountFen: 1250,
    answer: { tac: "A5717B4F", mac2: "9909F538", statusWord: 0x9000, moved: true },
    intent: { cardNumber: "33018653000100174236", terminalSequence: 42, balanceBeforeFen: 50000 },
    wire: { ms: 413.25, limitMs: 400.5 },
    settlement: { state: "waiting", attempts: 0 },
    wasDeferred: false,
  });
  const [undecided] = await journal.find("OLD-2");
  t.is(undecided === undefined ? "" : statusOf(undecided), "undecided");
  t.true(undecided?.paidInCash);
  t.is((await journal.list({ released: true })).length, 3);
  t.deepEqual(await journal.verify(), []);
  const claim = await journal.claim({ ref: "NEW", kind: "medical", amountFen: 0, simulated: false });
  t.true(claim.claimed && claim.attempt.id > 5, "ids go on");
  await journal.close();
  const again = await openJournal(file, stillClock());
  t.is((await again.list({ released: true })).length, 4);
  await again.close();
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: 2 });
  database.close();
});

test("a migration that fails leaves schema 1 as it was, and names the journal", async (t) => {
  // A table of somebody else's stands where a new one has to be.
  const file = oldJournal(folderOf(t), "CREATE TABLE credit (x);");
  await t.throwsAsync(openJournal(file, stillClock()), { instanceOf: JournalError, message: /credit/ });
  const database = new LibSql(file);
  t.like(database.prepare("PRAGMA user_version").get(), { user_version: 1 });
  t.is((database.prepare("SELECT count(*) AS n FROM sale").get() as { n: number }).n, 3);
  database.close();
});

test("verify names what a hand has changed in a record, and changes nothing", async (t) => {
  const folder = folderOf(t);
  const file = oldJournal(folder);
  const journal = await openJournal(file, stillClock());
  const database = new LibSql(file);
  database.exec(
    "UPDATE sale SET card_number = NULL WHERE id = 1; UPDATE sale SET evidence = '{' WHERE id = 2",
  );
  database.exec(
    "INSERT INTO credit (ref, simulated, kind, purpose, amount_fen, state, institution, begun_at_ms, changed_at_ms) VALUES ('OLD-1', 0, 'purse', 'reversal', 1, 'credited', 'H', 1, 1)",
  );
  database.close();
  const faults = (await journal.verify()).join("\n");
  t.regex(faults, /sale 1 \(OLD-1\): committed without an intent/);
  t.regex(faults, /sale 2 \(OLD-2\): column evidence is no JSON/);
  t.regex(faults, /credit 1 \(OLD-1\): credited without an intent/);
  t.regex(faults, /a reversal of nothing/);
  t.regex(faults, /ref OLD-1 stands for a sale and for a credit/);
  await journal.close();
});
