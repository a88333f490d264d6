/** Faults as data: every kind strikes where it is said, and what then happens is seen; money moves once at most. */
import { centreOperations } from "@duka/protocol/centre";
import { allCommands } from "@duka/protocol/commands";
import {
  FAULT_KINDS,
  type Fault,
  faultsSchema,
  openWorld,
  pointText,
  readFaults,
} from "@duka/simulator/world";
import { parsePoint } from "@duka/simulator/world/faults/parse-point";
import test from "ava";

const PRICE_FEN = 1250;
const SALE = { ref: "S-1", amountFen: PRICE_FEN };
const DEBIT = "DEBIT FOR PURCHASE";

type Row = {
  readonly fault: Fault;
  /** What the cashier is told at first, and after everything was put right. */
  readonly first: string;
  readonly finally: string;
};

const PAID = "committed";
const FOUND = "committed recovered-from-log";
const OPEN = "undecided answer-lost";
const KILLED = "TillKilledError";

const ROWS: readonly Row[] = [
  { fault: { kind: "byte-lost", at: `${DEBIT}, answer byte 3` }, first: OPEN, finally: FOUND },
  { fault: { kind: "byte-lost", at: "host frame 12 to reader, byte 5" }, first: PAID, finally: PAID },
  { fault: { kind: "byte-flipped", at: "host frame 12 to host, byte 5" }, first: PAID, finally: PAID },
  {
    fault: { kind: "byte-flipped", at: `${DEBIT}, command byte 9` },
    first: "refused refused-by-card",
    finally: "refused refused-by-card",
  },
  { fault: { kind: "byte-doubled", at: "host frame 5 to host, byte 5" }, first: PAID, finally: PAID },
  {
    fault: { kind: "byte-delayed", at: "host frame 12 to host, byte 5", ms: 900 },
    first: PAID,
    finally: PAID,
  },
  { fault: { kind: "noise-burst", at: "host frame 19 to host, byte 12" }, first: PAID, finally: PAID },
  {
    fault: { kind: "parity-error", at: "READ RECORD, answer byte 3" },
    first: "ReaderError parity",
    finally: PAID,
  },
  { fault: { kind: "cable-out", at: `${DEBIT}, answer byte 3` }, first: OPEN, finally: FOUND },
  {
    fault: { kind: "cable-out", at: "host frame 12 to reader, byte 5", ms: 500 },
    first: "EquipmentError",
    finally: PAID,
  },
  { fault: { kind: "reader-restarted", at: `${DEBIT}, command byte 3` }, first: OPEN, finally: PAID },
  {
    fault: { kind: "reader-browned-out", at: `${DEBIT}, answer byte 1`, ms: 2000 },
    first: OPEN,
    finally: PAID,
  },
  { fault: { kind: "card-mute", at: DEBIT }, first: OPEN, finally: PAID },
  { fault: { kind: "answer-withheld", at: DEBIT }, first: OPEN, finally: FOUND },
  { fault: { kind: "card-slow", at: DEBIT, ms: 4000 }, first: PAID, finally: PAID },
  { fault: { kind: "card-removed", at: `${DEBIT}, answer byte 2` }, first: OPEN, finally: FOUND },
  { fault: { kind: "card-swapped", at: "journal step intent, after sync" }, first: OPEN, finally: PAID },
  { fault: { kind: "psam-removed", at: "PSAM CREDIT SAM FOR PURCHASE" }, first: PAID, finally: PAID },
  {
    fault: { kind: "memory-torn", at: `card memory step 4 of ${DEBIT}`, left: 0 },
    first: OPEN,
    finally: PAID,
  },
  {
    fault: { kind: "memory-torn", at: "PSAM memory step 2 of INIT SAM FOR PURCHASE" },
    first: PAID,
    finally: PAID,
  },
  { fault: { kind: "disk-full", at: "journal step intent, before" }, first: "JournalError", finally: PAID },
  { fault: { kind: "sync-failed", at: "journal step intent, before" }, first: "JournalError", finally: PAID },
  {
    fault: { kind: "sync-failed", at: "journal step answered, before", kept: true },
    first: "undecided journal-failed",
    finally: "committed confirmed-by-centre",
  },
  { fault: { kind: "process-killed", at: "journal step intent, before sync" }, first: KILLED, finally: PAID },
  {
    fault: { kind: "process-killed", at: "journal step answered, before sync", bytes: 600 },
    first: KILLED,
    finally: FOUND,
  },
  { fault: { kind: "clock-jumped", at: DEBIT, ms: -86_400_000 }, first: PAID, finally: PAID },
];

const resultOf = (work: Promise<{ outcome: string; reasonCode: string | null }>): Promise<string> =>
  work.then(
    ({ outcome, reasonCode }) => [outcome, ...(reasonCode === null ? [] : [reasonCode])].join(" "),
    (error: Error & { code?: string }) =>
      [error.name, ...(error.code === undefined ? [] : [error.code])].join(" "),
  );

for (const { fault, first, finally: last } of ROWS) {
  test(`${fault.kind} at "${fault.at}" strikes once: ${first}, and at last ${last}`, async (t) => {
    const world = await openWorld({ faults: [fault], characters: false });
    t.is(await resultOf(world.till.debit(SALE)), first);
    t.deepEqual(
      world.log.events.filter(({ type }) => type === "fault").map((event) => ({ ...event, atMs: 0 })),
      [{ atMs: 0, type: "fault", kind: fault.kind, at: fault.at }],
    );
    t.deepEqual(world.missed(), []);
    await world.repair();
    t.is(await resultOf(world.till.debit(SALE)), last);
    const debits = world.log.events.filter(({ type }) => type === "money");
    t.is(debits.length, last.startsWith(PAID) ? 1 : 0);
    await world.close();
  });
}

/** At the centre: of the call that is made, what the till hears, and what is done there. */
const CENTRE_ROWS: readonly (readonly [fault: Fault, first: object])[] = [
  [
    { kind: "centre-down", at: "centre settle" },
    { delivered: 0, failed: 1 },
  ],
  [
    { kind: "centre-slow", at: "centre settle", ms: 20_000 },
    { delivered: 0, failed: 1 },
  ],
  [
    { kind: "centre-500", at: "centre settle" },
    { delivered: 0, failed: 1 },
  ],
  [
    { kind: "answer-lost", at: "centre settle" },
    { delivered: 0, failed: 1 },
  ],
  [
    { kind: "answered-twice", at: "centre settle" },
    { delivered: 1, failed: 0 },
  ],
];

for (const [fault, first] of CENTRE_ROWS) {
  test(`${fault.kind} at "${fault.at}": the sale is settled in the end, once`, async (t) => {
    const world = await openWorld({ faults: [fault], characters: false });
    await world.till.debit(SALE);
    t.like(await world.till.settlement.upload(true), first);
    t.deepEqual(world.missed(), []);
    await world.repair();
    await world.till.settlement.upload(true);
    t.deepEqual(await world.till.settlement.waiting(), []);
    t.is(world.centre?.accounts().cardFen, 500_00 - PRICE_FEN);
    await world.close();
  });
}

test("wrong-mac: a load with a wrong MAC2 puts nothing onto the card", async (t) => {
  const world = await openWorld({ characters: false });
  await world.till.credit({ ref: "L-0", amountFen: 100 });
  world.strike([{ kind: "wrong-mac", at: "centre second authoriseLoad" }]);
  const outcome = await world.till.credit({ ref: "L-1", amountFen: 100 });
  t.not(outcome.outcome, "committed");
  t.deepEqual(world.missed(), []);
  t.is(world.log.events.filter(({ type }) => type === "money").length, 1);
  await world.close();
});

test("every kind of fault stands in a table above", (t) => {
  const struck = [...ROWS.map(({ fault }) => fault), ...CENTRE_ROWS.map(([fault]) => fault)].map(
    ({ kind }) => kind,
  );
  t.deepEqual([...new Set([...struck, "wrong-mac"])].sort(), Object.keys(FAULT_KINDS).sort());
});

test("faults combine, and one whose position the run did not come to is told as missed", async (t) => {
  const never: Fault = { kind: "card-mute", at: "second VERIFY" };
  const world = await openWorld({
    characters: false,
    faults: [
      { kind: "byte-lost", at: "host frame 12 to reader, byte 5" },
      { kind: "card-slow", at: DEBIT },
      never,
    ],
  });
  t.is(await resultOf(world.till.debit(SALE)), PAID);
  t.is(world.log.events.filter(({ type }) => type === "fault").length, 2);
  t.deepEqual(world.missed(), [never]);
  await world.repair();
  t.deepEqual(world.missed(), [never]);
  await world.close();
});

const POSITIONS = [
  "DEBIT FOR PURCHASE, answer byte 3",
  "second VERIFY",
  "PSAM POWER ON",
  "PSAM third READ BINARY, command byte 12",
  "card memory step 4 of DEBIT FOR PURCHASE",
  "PSAM memory step 1 of second POWER ON",
  "host frame 12 to reader, byte 5",
  "journal step intent, before sync",
  "journal step second credits.claim, before",
  "centre settle",
  "centre 12th findCard",
  ...allCommands.map(({ name }) => `${name}, command byte 1`),
  ...Object.keys(centreOperations).map((name) => `centre ${name}`),
];

test("a position is written as it is read", (t) => {
  for (const at of POSITIONS) t.is(pointText(parsePoint(at)), at);
  t.is(pointText(parsePoint("first VERIFY")), "VERIFY");
  t.is(pointText(parsePoint("host frame 3 to host")), "host frame 3 to host, byte 1");
});

const MISTAKES: readonly (readonly [faults: unknown, message: RegExp])[] = [
  ["card-mute", /^faults must be a list/],
  [[{ kind: "fire", at: "VERIFY" }], /^faults\[0\]\.kind must be one of byte-lost, /],
  [[{ kind: "card-mute", at: "VERIFY", who: 1 }], /^faults\[0\] has no member "?who/],
  [[{ kind: "card-mute", at: "VERIFIED" }], /there is no command "VERIFIED".*Positions: /],
  [[{ kind: "card-mute", at: "0th VERIFY" }], /positions count from 1/],
  [[{ kind: "centre-down", at: "centre settleSale" }], /there is no operation "settleSale"/],
  [[{ kind: "disk-full", at: "VERIFY" }], /disk-full at "VERIFY": it strikes at a journal, not at a command/],
  [[{ kind: "process-killed", at: "journal step intent, soon" }], /"soon" is none of: before, before sync/],
  [[{ kind: "card-slow", at: "VERIFY", ms: 1e15 }], /^faults\[0\]\.ms must be an integer/],
];

test("faults from outside are refused by the member that is wrong, and what it may be", (t) => {
  for (const [faults, message] of MISTAKES)
    t.throws(() => readFaults(faults), { instanceOf: RangeError, message });
});

test("the JSON Schema names every kind, and nothing else may stand in a fault", (t) => {
  const schema = JSON.stringify(faultsSchema());
  for (const kind of Object.keys(FAULT_KINDS)) t.true(schema.includes(`"${kind}"`), kind);
  t.true(schema.includes('"additionalProperties":false'));
});
