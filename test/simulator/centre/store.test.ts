import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Store, StoreError } from "@duka/simulator/centre/store/store";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import { sqliteStore } from "@duka/simulator/centre/store/store-sqlite";
import test, { type ExecutionContext } from "ava";
import LibSql from "libsql";
import { folderOf } from "../../support/values/folder.js";
import { debitOf, openCounter, PHARMACY, withActiveCard } from "./counter.js";
import { dump } from "./dump.js";

const STORES: readonly (readonly [string, (t: ExecutionContext) => Store])[] = [
  ["in memory", () => memoryStore()],
  ["in a file", (t) => sqliteStore(join(folderOf(t), "centre.db"))],
];

for (const [where, open] of STORES) {
  test(`a store ${where} keeps records by kind and key, and lists them in the order of keys`, (t) => {
    const store = open(t);
    for (const key of ["b|2", "a|1", "b|1", "b|3", "c"]) store.put("counter", key, { value: key.length });
    store.put("terminal", "b|9", { sequence: 9 });
    store.put("counter", "b|1", { value: 100 });
    t.deepEqual(store.list("counter", "b|", 10), [{ value: 100 }, { value: 3 }, { value: 3 }]);
    t.deepEqual(store.list("counter", "b|", 1), [{ value: 100 }]);
    t.deepEqual(store.list("counter", "b|", 10, "b|2"), [{ value: 3 }]);
    t.is(store.list("counter", "", 10).length, 5);
    store.remove("counter", "c");
    store.remove("counter", "never there");
    t.is(store.get("counter", "c"), undefined);
    store.close();
  });

  test(`a store ${where} does all of a transaction, or nothing`, (t) => {
    const store = open(t);
    store.put("counter", "a", { value: 1 });
    const before = dump(store);
    const work = () => {
      store.put("counter", "a", { value: 2 });
      store.put("counter", "a", { value: 3 });
      store.put("counter", "b", { value: 4 });
      store.remove("counter", "a");
      throw new RangeError("no");
    };
    t.throws(() => store.transaction(work), { message: "no" });
    t.deepEqual(dump(store), before);
    t.is(
      store.transaction(() => store.get("counter", "a")?.value),
      1,
    );
    store.close();
  });

  test(`a centre with a store ${where} settles once`, (t) => {
    const counter = openCounter({ store: open(t) });
    const card = withActiveCard(counter);
    const payment = { from: "card", debit: debitOf(card, { amountsFen: [100] }) } as const;
    const request = { institutionId: PHARMACY, ref: "S-1", card, totalFen: 100, payment, deferred: false };
    const first = counter.ask("settle", request);
    t.deepEqual(counter.ask("settle", request), first);
    t.is(counter.ask("findCard", { cardNumber: card.cardNumber }).card.balanceFen, 499_00);
    counter.centre.close();
  });
}

test("a file store is taken up again as it was left", (t) => {
  const file = join(folderOf(t), "centre.db");
  const first = openCounter({ store: sqliteStore(file) });
  const { cardNumber } = withActiveCard(first);
  const before = first.ask("findCard", { cardNumber });
  first.centre.close();
  const again = openCounter({ store: sqliteStore(file) });
  t.deepEqual(again.ask("findCard", { cardNumber }), before);
  again.centre.close();
});

/** Settles, and is killed in the middle: after the sale, before the money. */
const KILLED = `
  import { createCentre } from "@duka/simulator/centre/centre";
  import { sqliteStore } from "@duka/simulator/centre/store/store-sqlite";
  const [file, request] = JSON.parse(process.argv[1]);
  const store = sqliteStore(file);
  const put = store.put;
  store.put = (kind, key, record) => {
    put(kind, key, record);
    if (kind === "annual") process.kill(process.pid, "SIGKILL");
  };
  createCentre({ clock: { wallMs: () => ${Date.UTC(2026, 10, 21, 6, 5, 59)} }, seed: 7, store }).answer("settle", request);
`;

test("a process killed in the middle of a settlement has settled nothing, and it can be asked again", (t) => {
  const file = join(folderOf(t), "centre.db");
  const first = openCounter({ store: sqliteStore(file) });
  const card = withActiveCard(first);
  first.centre.close();
  const payment = { from: "card", debit: debitOf(card, { amountsFen: [100] }) } as const;
  const request = { institutionId: PHARMACY, ref: "S-1", card, totalFen: 100, payment, deferred: false };
  const argument = JSON.stringify([file, request]);
  const killed = spawnSync(process.execPath, ["--input-type=module", "-e", KILLED, argument], {
    encoding: "utf8",
  });
  t.is(killed.signal, "SIGKILL", killed.stderr);
  t.true(existsSync(`${file}-wal`));

  const store = sqliteStore(file);
  const again = openCounter({ store });
  t.is(again.refusal("findSale", { institutionId: PHARMACY, ref: "S-1" }), "sale-unknown");
  t.is(store.list("debit", "", 10).length, 0);
  t.is(again.ask("settle", request).accountFen, 499_00);
  again.centre.close();
});

test("a log that was cut anywhere loses whole transactions from its end, never part of one", (t) => {
  const folder = folderOf(t);
  const file = join(folder, "centre.db");
  const store = sqliteStore(file);
  for (let value = 1; value <= 6; value++) {
    store.transaction(() => {
      store.put("counter", "a", { value });
      store.put("counter", "b", { value });
    });
  }
  const log = readFileSync(`${file}-wal`);
  const seen = new Set<number>();
  const ends = [...Array(Math.ceil(log.length / 509)).keys()].map((index) => index * 509);
  for (const end of [...ends, log.length]) {
    const copy = join(folder, `cut-${end}.db`);
    copyFileSync(file, copy);
    writeFileSync(`${copy}-wal`, log.subarray(0, end));
    const value = readCut(copy);
    if (value >= 0) seen.add(value);
    t.not(value, -2, `cut at ${end}`);
  }
  t.deepEqual([...seen], [1, 2, 3, 4, 5, 6]);
  store.close();
});

/** The value of both counters; -1 before there were any, -2 when they differ. */
function readCut(file: string): number {
  const database = new LibSql(file);
  try {
    const isThere = database.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined;
    const rows = isThere ? (database.prepare("SELECT value FROM record").all() as { value: string }[]) : [];
    const [a, b] = rows.map(({ value }) => (JSON.parse(value) as { value: number }).value);
    return rows.length === 0 ? -1 : a === b ? a! : -2;
  } finally {
    database.close();
  }
}

function execute(file: string, sql: string): void {
  const database = new LibSql(file);
  database.exec(sql);
  database.close();
}

const NO_STORES: readonly (readonly [string, (file: string) => void, RegExp])[] = [
  ["some other file", (file) => writeFileSync(file, "no database at all"), /is no store of a centre/],
  [
    "another SQLite file",
    (file) => execute(file, "CREATE TABLE shop (id INTEGER)"),
    /no store of a centre: name another file/,
  ],
  [
    "a store of a newer version",
    (file) => {
      sqliteStore(file).close();
      execute(file, "PRAGMA user_version = 99");
    },
    /another version of Duka/,
  ],
  [
    "a damaged store",
    (file) => {
      const store = sqliteStore(file);
      for (let at = 0; at < 200; at++) store.put("counter", `key ${at}`, { value: at });
      store.close();
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0xa5, 4096, 12_288));
    },
    /is damaged/,
  ],
];

for (const [what, make, message] of NO_STORES) {
  test(`${what} is named and left as it is`, (t) => {
    const file = join(folderOf(t), "centre.db");
    make(file);
    const before = readFileSync(file);
    t.throws(() => sqliteStore(file), { instanceOf: StoreError, message });
    t.true(readFileSync(file).equals(before), "it is left as it is");
  });
}

test("a folder, and a file in no folder, are named", (t) => {
  const folder = folderOf(t);
  t.throws(() => sqliteStore(folder), { instanceOf: StoreError, message: /is a folder/ });
  t.throws(() => sqliteStore(join(folder, "none", "centre.db")), {
    instanceOf: StoreError,
    message: /centre\.db/,
  });
});
