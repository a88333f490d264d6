/** What is not over is found by its indexes, whatever its record holds, and however many sales came after it. */
import { join } from "node:path";
import { waitingOf } from "@duka/driver/centre/waiting";
import type { Journal } from "@duka/driver/journal/journal";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { CREDIT, SALE } from "@duka/driver/journal/record-columns";
import { type Columns, insertRow } from "@duka/driver/journal/sealed-row";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { NOON_MS, stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const AT = { begun_at_ms: NOON_MS, changed_at_ms: NOON_MS };
const CARD = {
  ...{ card_number: "33018653000100174236", card_region: "330100", card_factor: "8653000100174236" },
  ...{ card_algorithm: "3des", card_sequence: 7, terminal_id: "330100000021", date: "20261121" },
  ...{ time: "140559", balance_before_fen: 50000 },
};
const CLOSED_SALE = { as: "paid-in-cash", by: "Li Na", atMs: NOON_MS, status: "undecided" };
const CLOSED_CREDIT = { as: "settled-elsewhere", by: "Li Na", atMs: NOON_MS, status: "manual" };
const SPLIT = { totalFen: 1250, accountFen: 1200, poolFen: 0, cashFen: 50 };

const SALE_STATES = [
  ...["begun", "intent", "answered", "undecided", "committed", "refused", "manual", "deferred"],
];
const CREDIT_STATES = ["begun", "intent", "asked", "undecided", "credited", "not-credited", "manual"];

/** All records that differ in one of these; what a hand could not have written is among them. */
function product(table: { readonly [column: string]: readonly (string | number | null)[] }): Columns[] {
  return Object.entries(table).reduce<Columns[]>(
    (rows, [column, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value }))),
    [{}],
  );
}

const SALES = product({
  state: SALE_STATES,
  was_deferred: [0, 1],
  moved: [null, 0, 1],
  paid_in_cash: [0, 1],
  reversed_by: [null, "C-not-credited", "C-credited"],
  settle_state: [null, "settled", "refused", "differs"],
  closings: [null, JSON.stringify([CLOSED_SALE])],
});
const CREDITS = product({
  state: CREDIT_STATES,
  tac: [null, "A5717B4F"],
  transaction_type: [0, 2],
  report_state: ["due", "reported", "refused"],
  closings: [null, JSON.stringify([CLOSED_CREDIT])],
});

function fill(file: string): void {
  const database = openDatabase(file);
  const credit = {
    ...CARD,
    ...AT,
    simulated: 0,
    kind: "purse",
    purpose: "load",
    amount_fen: 1,
    institution: "H",
  };
  const sale = { ...CARD, ...AT, simulated: 0, kind: "purse", amount_fen: 1250, terminal_sequence: 42 };
  database.transaction(() => {
    for (const state of ["not-credited", "credited"]) {
      const done = { state, tac: "A5717B4F", transaction_type: 2, report_state: "reported" };
      insertRow(database, CREDIT, { ...credit, ...done, purpose: "reversal", ref: `C-${state}` });
    }
    CREDITS.forEach((one, at) => {
      insertRow(database, CREDIT, { ...credit, ...one, ref: `L-${at}` });
    });
    SALES.forEach((one, at) => {
      const split = one.settle_state === "differs" ? JSON.stringify(SPLIT) : null;
      const answer = one.moved === null ? {} : { status_word: 0x9000 };
      insertRow(database, SALE, {
        ...{ ...sale, ...one, ...answer, transaction_type: 6 },
        ...{ settle_split: split, ref: `S-${at}` },
      });
    });
  });
  database.close();
}

/** What is asked of every record, without an index. */
function lookingAtAll(journal: Journal): Journal {
  const limit = 1_000_000;
  return {
    ...journal,
    async notOver(simulated) {
      const sales = (await journal.list({ limit })).filter((one) => one.simulated === simulated).reverse();
      const credits = await journal.credits.list({ limit });
      return { sales, credits: credits.filter((one) => one.simulated === simulated).reverse() };
    },
  };
}

test("of every record that a journal can hold, each that is not over is listed", async (t) => {
  const file = join(folderOf(t), "journal.db");
  await (await openJournal(file, stillClock())).close();
  fill(file);
  const journal = await openJournal(file, stillClock());
  const all = await waitingOf(lookingAtAll(journal), false);
  const what = new Set(all.map((one) => one.what));
  t.is(what.size, 10, `each kind is among them: ${[...what].join(" ")}`);
  const lines = (of: readonly object[]) => of.map((one) => JSON.stringify(one));
  const found = lines(await waitingOf(journal, false));
  t.deepEqual(
    lines(all).find((line, at) => line !== found[at]),
    undefined,
  );
  t.is(found.length, all.length);
  t.deepEqual(await waitingOf(journal, true), []);
  const { sales, credits } = await journal.notOver(false);
  t.true(sales.length < SALES.length && credits.length < CREDITS.length, "what is over is not read");
  await journal.close();
});

test("a sale that was paid, settled and left alone is not looked at again", async (t) => {
  const file = join(folderOf(t), "journal.db");
  await (await openJournal(file, stillClock())).close();
  const database = openDatabase(file);
  const settled = { state: "committed", settle_state: "settled", moved: 1, status_word: 0x9000 };
  database.transaction(() => {
    const sale = { ...CARD, ...AT, ref: "S-1", simulated: 0, kind: "purse", amount_fen: 1250 };
    insertRow(database, SALE, { ...sale, ...settled, terminal_sequence: 42, transaction_type: 6 });
  });
  database.close();
  const journal = await openJournal(file, stillClock());
  t.deepEqual(await journal.notOver(false), { sales: [], credits: [] });
  await journal.close();
});
