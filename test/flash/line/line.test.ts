/** What the line does with the boards that come and go, in virtual time. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BoardError } from "@duka/flash/base/flash-error";
import type { Unit } from "@duka/flash/build/unit";
import type { FlashResult } from "@duka/flash/flasher/flashing";
import { type LineEnd, type PlaceState, runLine } from "@duka/flash/line/line";
import { headOf, openRecords, type Records } from "@duka/flash/line/records";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test, { type ExecutionContext } from "ava";

const NUMBERS = { prefix: "D26-", digits: 4, from: 1, to: 100 };
const FLASH_MS = 3000;

type LineOptions = Parameters<typeof runLine>[0];

/** What stands on the place at each look: a chip with what it has, or nothing. */
type OnPlace = { readonly chip: string; readonly has?: Unit; readonly fails?: BoardError };

type Run = {
  readonly end: LineEnd;
  readonly records: Records;
  readonly states: readonly PlaceState[];
  /** Most boards that were at work at once. */
  readonly atWork: number;
};

async function run(
  t: ExecutionContext,
  looks: readonly { readonly [place: string]: OnPlace }[],
  more: Partial<LineOptions> = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "duka-line-"));
  const range = more.range ?? { from: 1, to: 3 };
  const records = openRecords(join(folder, "r.jsonl"), headOf("B1", range, "f"), NUMBERS);
  t.teardown(() => {
    records.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { driver } = new VirtualClock();
  const stop = new AbortController();
  const states: PlaceState[] = [];
  let look = -1;
  let working = 0;
  let atWork = 0;
  const there = (): { readonly [place: string]: OnPlace } => looks[Math.min(look, looks.length - 1)] ?? {};
  const end = await runLine({
    batch: { name: "B1", firmware: "out", serialNumbers: NUMBERS, boardRevision: "B2" },
    range,
    records,
    secrets: { of: () => undefined, hashFor: () => undefined },
    async places() {
      look++;
      // Enough for the last board to be finished.
      if (look > looks.length + 20) stop.abort();
      return Object.keys(there());
    },
    async flashUnit({ consoleAddress }, questions) {
      const board = there()[consoleAddress];
      if (board === undefined) throw new Error("no board");
      atWork = Math.max(atWork, ++working);
      await new Promise<void>((resolve) => driver.after(FLASH_MS, resolve));
      working--;
      const unit = questions.identify({ chip: board.chip, has: board.has ?? {} });
      if (board.fails !== undefined) throw board.fails;
      return result(unit);
    },
    guide: undefined,
    clock: driver,
    now: () => new Date(driver.nowMs()).toISOString(),
    operator: "wang",
    parallel: 8,
    units: undefined,
    once: false,
    signal: stop.signal,
    onChange: (state) => states.push(state),
    onRecord: () => undefined,
    ...more,
  });
  return { end, records, states, atWork };
}

function result({ serialNumber = "", boardRevision }: Unit): FlashResult {
  const selfTest = { firmwareVersion: "0.1.0", serialNumber, slots: 2, memory: undefined };
  return {
    board: "PICO_R1_3",
    interpreter: "2v29",
    image: "a",
    isNew: true,
    sha256: "f",
    boardRevision,
    selfTest,
  };
}

function stay<T>(looks: number, value: T): T[] {
  return Array.from({ length: looks }, () => value);
}

const numbersOf = ({ units }: Records) =>
  units.map(({ serialNumber, verdict }) => `${serialNumber} ${verdict}`);

test("each board that is plugged in gets the next number; one that stays is not taken twice", async (t) => {
  const { records, end } = await run(t, [
    ...stay(30, { p: { chip: "c1" } }),
    {},
    {},
    ...stay(9, { p: { chip: "c2" } }),
  ]);
  t.deepEqual(numbersOf(records), ["D26-0001 passed", "D26-0002 passed"]);
  t.is(end.passed, 2);
  t.like(records.units[0], { operator: "wang", boardRevision: "B2", startedAt: "1970-01-01T00:00:00.000Z" });
});

test("a port that is gone for one look only is the restart of the same board", async (t) => {
  const { records } = await run(t, [
    ...stay(20, { p: { chip: "c1" } }),
    {},
    ...stay(9, { p: { chip: "c1" } }),
  ]);
  t.deepEqual(numbersOf(records), ["D26-0001 passed"]);
});

test("a board that failed and comes again keeps its number", async (t) => {
  const fails = new BoardError({ message: "worn out", code: "board-error", remedy: "throw it away" });
  const { records, end } = await run(t, [
    ...stay(20, { p: { chip: "c1", fails } }),
    ...stay(3, {}),
    ...stay(9, { p: { chip: "c1" } }),
  ]);
  t.deepEqual(numbersOf(records), ["D26-0001 failed", "D26-0001 passed"]);
  t.like(records.units[0]?.error, { code: "board-error", message: "worn out", remedy: "throw it away" });
  t.deepEqual(end.failedPlaces, [], "the place has passed since");
});

test("a unit that has a number of its own keeps it, and uses none up", async (t) => {
  const { records } = await run(t, [
    { p: { chip: "c1", has: { serialNumber: "OLD-7" } }, q: { chip: "c2" } },
  ]);
  t.deepEqual(numbersOf(records).sort(), ["D26-0001 passed", "OLD-7 passed"]);
});

test("a number that is this station's to give, on a board that did not get it here, is refused", async (t) => {
  const stray = { p: { chip: "c9", has: { serialNumber: "D26-0002" } } };
  const { records } = await run(t, [stray]);
  t.regex(records.units[0]?.error?.message ?? "", /D26-0002, which this station has not given yet/);
  const other = await run(t, [{ p: { chip: "c9", has: { serialNumber: "D26-0050" } } }]);
  t.deepEqual(numbersOf(other.records), ["D26-0050 passed"], "of another station: kept");
});

test("a number that was given to another chip is refused", async (t) => {
  const { records } = await run(t, [
    ...stay(20, { p: { chip: "c1" } }),
    ...stay(3, {}),
    ...stay(9, { p: { chip: "c2", has: { serialNumber: "D26-0001" } } }),
  ]);
  t.regex(records.units[1]?.error?.message ?? "", /given to another board \(chip c1\)/);
});

test("when no number is left the board is told so, and the line ends", async (t) => {
  const { end, records } = await run(t, [{ p: { chip: "c1" }, q: { chip: "c2" } }], {
    range: { from: 1, to: 1 },
  });
  t.is(end.why, "numbers");
  t.regex(records.units[1]?.error?.message ?? "", /all numbers of this station are given \(1 to 1\)/);
});

test("no more boards are at work than --parallel says", async (t) => {
  const places = Object.fromEntries(["a", "b", "c"].map((name) => [name, { chip: name }]));
  t.is((await run(t, [places], { parallel: 2, once: true })).atWork, 2);
  t.is((await run(t, [places], { parallel: 3, once: true })).atWork, 3);
});

test("--units: it ends when so many have passed, and begins none that is not wanted", async (t) => {
  const places = Object.fromEntries(["a", "b", "c"].map((name) => [name, { chip: name }]));
  const { end, records } = await run(t, [places], { units: 2 });
  t.is(end.why, "units");
  t.is(records.units.length, 2);
});

test("--once: each board that is there has been on the line; without any it says so", async (t) => {
  t.like((await run(t, [{ a: { chip: "a" } }], { once: true })).end, { why: "once", passed: 1 });
  t.is((await run(t, [{}], { once: true })).end.why, "no-board");
});

test("Ctrl-C: those at work are finished and written down, no other is begun", async (t) => {
  const stop = new AbortController();
  const { end, records } = await run(t, [{ a: { chip: "a" }, b: { chip: "b" } }], {
    parallel: 1,
    signal: stop.signal,
    onChange: () => stop.abort(),
  });
  t.is(end.why, "asked");
  t.deepEqual(numbersOf(records), ["D26-0001 passed"]);
});

test("a guided test is of one board at a time, and what fails in it fails the unit", async (t) => {
  let leading = 0;
  const { records, states } = await run(t, [{ a: { chip: "a" }, b: { chip: "b" } }], {
    once: true,
    async guide({ serialNumber }) {
      t.is(++leading, 1);
      await Promise.resolve();
      leading--;
      return [{ step: "beep", passed: serialNumber === "D26-0001" }];
    },
  });
  t.deepEqual(numbersOf(records).sort(), ["D26-0001 passed", "D26-0002 failed"]);
  t.true(states.some(({ state }) => state === "testing"));
});

test("records that cannot be written end the line: nothing goes on unwritten", async (t) => {
  await t.throwsAsync(
    run(t, [{ a: { chip: "a" } }], {
      onRecord: () => {
        throw new RangeError("units.csv cannot be written: ENOSPC");
      },
    }),
    { message: /ENOSPC/ },
  );
});
