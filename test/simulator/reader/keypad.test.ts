import { createKeypad, type Keypad } from "@duka/simulator/reader/keypad";
import { createKeypadOperator, type KeypadOperator } from "@duka/simulator/reader/keypad-operator";
import { seededRandom } from "@duka/simulator/time/random";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";

const LAYOUT = { rows: ["R0", "R1", "R2", "R3"], columns: ["C0", "C1", "C2"], keys: "123456789*0#" };
const WITH_CANCEL = { ...LAYOUT, columns: ["C0", "C1", "C2", "C3"], keys: "123C456 789 *0# " };
const SCAN_MS = 10;

/** Keys that are seen closed now: every row low in its turn, as a reader does it. */
function scan({ rows, columns }: Keypad, keys: string): string {
  let seen = "";
  rows.forEach((row, r) => {
    row.drive(0);
    columns.forEach((column, c) => {
      if (column.read() === 0) seen += keys[r * columns.length + c]!;
    });
    row.drive(1);
  });
  return seen;
}

/** A reader that looks every 10 ms for as long as `isAsking`, and takes a key that it sees twice in a row. */
function scanner(clock: VirtualClock, keypad: Keypad, keys: string) {
  const reader = { isAsking: false, typed: "", times: [] as number[] };
  let before = "";
  let stable = "";
  const look = (): void => {
    if (!reader.isAsking) return;
    const seen = scan(keypad, keys);
    if (seen === before && seen !== stable) {
      stable = seen;
      if (seen !== "") {
        reader.typed += seen;
        reader.times.push(clock.nowMs());
      }
    }
    before = seen;
    clock.after(SCAN_MS, look);
  };
  return {
    ask: () => {
      reader.isAsking = true;
      look();
    },
    stop: () => {
      reader.isAsking = false;
    },
    get typed() {
      return reader.typed;
    },
    get times() {
      return reader.times;
    },
  };
}

function rig(layout = WITH_CANCEL, seed = 1) {
  const clock = new VirtualClock();
  const keypad = createKeypad(layout);
  const operator: KeypadOperator = createKeypadOperator(clock, keypad, seededRandom(seed), "sim:");
  return { clock, keypad, operator, reader: scanner(clock, keypad, layout.keys) };
}

test("a pressed key is low in its column, and only while its row is", (t) => {
  const keypad = createKeypad(LAYOUT);
  t.is(scan(keypad, LAYOUT.keys), "");
  for (const key of LAYOUT.keys) {
    keypad.setContact(key, true);
    t.is(scan(keypad, LAYOUT.keys), key);
    t.true(keypad.columns.every((column) => column.read() === 1));
    keypad.setContact(key, false);
  }
  t.is(scan(keypad, LAYOUT.keys), "");
});

test("a column tells its edges when a key ties it to a low row, and when the reader loses power", (t) => {
  const keypad = createKeypad(LAYOUT);
  const edges: number[] = [];
  keypad.columns[1]!.onEdge((level) => edges.push(level));
  keypad.rows[0]!.drive(0);
  keypad.setContact("5", true);
  t.deepEqual(edges, []);
  keypad.setContact("2", true);
  keypad.setContact("2", false);
  keypad.setContact("2", true);
  keypad.readerOff();
  t.deepEqual(edges, [0, 1, 0, 1]);
});

test("a layout has one key, or a blank, for each crossing", (t) => {
  t.is(createKeypad(WITH_CANCEL).keys, "123C456789*0#");
  t.throws(() => createKeypad({ ...LAYOUT, keys: "123" }), {
    instanceOf: RangeError,
    message: "keypad: 4 rows of 3 columns need as many keys, not 3",
  });
});

test("whatever the seed, each key arrives once, in order, at a human pace", (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const { clock, operator, reader } = rig(WITH_CANCEL, seed);
    operator.press("11223*0059#");
    reader.ask();
    clock.runUntil(5000);
    t.is(reader.typed, "11223*0059#", `seed ${seed}`);
    t.true(reader.times[0]! >= 400, `seed ${seed}`);
    const gaps = reader.times.slice(1).map((ms, at) => ms - reader.times[at]!);
    t.true(Math.min(...gaps) >= 100, `seed ${seed}: ${gaps.join(" ")}`);
  }
});

test("a contact bounces: somewhere among the seeds one key closes more than once", (t) => {
  let closings = 0;
  for (let seed = 0; seed < 10; seed++) {
    const { clock, keypad, operator } = rig(WITH_CANCEL, seed);
    operator.press("1");
    keypad.columns[0]!.onEdge((level) => {
      if (level === 0) closings++;
    });
    keypad.rows[0]!.drive(0);
    for (let ms = 10; ms < 1000; ms += 10) {
      clock.runUntil(ms);
      keypad.rows[3]!.drive(1);
      keypad.rows[3]!.drive(0);
    }
    t.is(operator.waiting, 0, `seed ${seed}`);
  }
  t.true(closings > 15, `${closings} closings of 10 keys`);
});

test("keys wait for the entry, and those of a second entry for the second one", (t) => {
  const { clock, operator, reader } = rig();
  operator.press("1234#");
  operator.press("5678#");
  clock.runUntil(10_000);
  t.is(operator.waiting, 10);
  reader.ask();
  while (!reader.typed.endsWith("#")) clock.runUntil(clock.nowMs() + SCAN_MS);
  reader.stop();
  clock.runUntil(clock.nowMs() + 10_000);
  t.is(operator.waiting, 5);
  reader.ask();
  clock.runUntil(clock.nowMs() + 5000);
  t.is(reader.typed, "1234#5678#");
});

test("what is left of an entry that ended early is forgotten, the next entry's keys are not", (t) => {
  const { clock, operator, reader } = rig();
  operator.press("1234#99C");
  reader.ask();
  while (reader.typed.length < 2) clock.runUntil(clock.nowMs() + SCAN_MS);
  reader.stop();
  clock.runUntil(clock.nowMs() + 5000);
  t.is(operator.waiting, 3);
  reader.ask();
  clock.runUntil(clock.nowMs() + 5000);
  t.is(reader.typed, "1299C");
});

test("what another call gave, even at the moment of the end, belongs to the next entry", (t) => {
  const { clock, operator, reader } = rig();
  operator.press("12");
  reader.ask();
  while (reader.typed.length < 2) clock.runUntil(clock.nowMs() + SCAN_MS);
  reader.stop();
  operator.press("99C");
  clock.runUntil(clock.nowMs() + 5000);
  t.is(operator.waiting, 3);
  reader.ask();
  clock.runUntil(clock.nowMs() + 5000);
  t.is(reader.typed, "1299C");
});

test("a key that the keypad does not have is refused before any is pressed", (t) => {
  const { operator } = rig(LAYOUT);
  t.throws(() => operator.press("12C"), {
    instanceOf: RangeError,
    message: 'sim:: there is no key "C" on its keypad; there are 1 2 3 4 5 6 7 8 9 * 0 #',
  });
  t.throws(() => operator.press("1 2"), { message: /no key " "/ });
  t.is(operator.waiting, 0);
  const { operator: none } = rig({ rows: [], columns: [], keys: "" });
  t.throws(() => none.press("1"), { message: "sim:: this board has no keypad; PICO_R1_3 has one" });
});
