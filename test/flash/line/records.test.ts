/** No serial number is given twice: whenever the process ends, whichever board comes again. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headOf, openRecords } from "@duka/flash/line/records";
import { serialNumberOf, serialNumberText, stationRange } from "@duka/flash/line/serial-range";
import test, { type ExecutionContext } from "ava";

const NUMBERS = { prefix: "D26-", digits: 4, from: 1, to: 6 };
const AT = "2026-11-29T00:00:00.000Z";
const HEAD = headOf("B1", { from: 1, to: 3 }, "f".repeat(64));

function fileIn(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-records-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "records.jsonl");
}

test("a chip keeps its number, the next chip gets the next one, and behind the last there is none", (t) => {
  const records = openRecords(fileIn(t), HEAD, NUMBERS);
  t.teardown(() => records.close());
  t.deepEqual(
    ["c1", "c2", "c1", "c3", "c4", "c2"].map((chip) => records.numberFor(chip, AT)),
    ["D26-0001", "D26-0002", "D26-0001", "D26-0003", undefined, "D26-0002"],
  );
  t.is(records.chipOf("D26-0003"), "c3");
});

test("cut at every byte, as a killed process leaves it: a number that a board can have is never given to another", (t) => {
  const file = fileIn(t);
  const first = openRecords(file, HEAD, NUMBERS);
  first.numberFor("c1", AT);
  const given = readFileSync(file).length;
  first.numberFor("c2", AT);
  first.close();
  const whole = readFileSync(file);
  for (let cut = 0; cut <= whole.length; cut++) {
    writeFileSync(file, whole);
    truncateSync(file, cut);
    const again = openRecords(file, HEAD, NUMBERS);
    const isGiven = cut >= given;
    t.is(
      again.numberFor("c9", AT),
      cut === whole.length ? "D26-0003" : isGiven ? "D26-0002" : "D26-0001",
      `${cut}`,
    );
    again.close();
    const after = openRecords(file, HEAD, NUMBERS);
    t.is(after.numberFor("c9", AT), again.numberFor("c9", AT), "what follows a cut is whole");
    after.close();
  }
});

test("what was given and has not passed is named, with the chip of its board", (t) => {
  const file = fileIn(t);
  const records = openRecords(file, HEAD, NUMBERS);
  for (const chip of ["c1", "c2", "c3"]) records.numberFor(chip, AT);
  const unit = { place: "serial:/dev/ttyACM0", startedAt: AT, endedAt: AT };
  records.add({ ...unit, verdict: "passed", serialNumber: "D26-0001", chip: "c1" });
  records.add({ ...unit, verdict: "failed", serialNumber: "D26-0002", chip: "c2" });
  records.close();
  const again = openRecords(file, HEAD, NUMBERS);
  t.teardown(() => again.close());
  t.deepEqual(again.unfinished(), [
    { serialNumber: "D26-0002", chip: "c2" },
    { serialNumber: "D26-0003", chip: "c3" },
  ]);
  t.is(again.units.length, 2);
});

for (const [what, other, said] of [
  ["batch", { ...HEAD, batch: "B2" }, /another batch: B1, and not B2/],
  ["first number", { ...HEAD, from: 2 }, /another first number: 1, and not 2/],
  ["last number", { ...HEAD, to: 4 }, /another last number: 3, and not 4/],
  ["firmware", { ...HEAD, firmware: "e".repeat(64) }, /another firmware/],
] as const) {
  test(`records of another ${what} are refused, and left as they are`, (t) => {
    const file = fileIn(t);
    openRecords(file, HEAD, NUMBERS).close();
    const before = readFileSync(file, "utf8");
    t.throws(() => openRecords(file, other, NUMBERS), { instanceOf: RangeError, message: said });
    t.is(readFileSync(file, "utf8"), before);
    t.notThrows(() => openRecords(file, HEAD, NUMBERS).close(), "and the lock is given back");
  });
}

for (const line of ["no JSON\n", "[]\n", '{"reserved":7}\n', "null\n"]) {
  test(`a line that is none of ours is told by its number: ${JSON.stringify(line)}`, (t) => {
    const file = fileIn(t);
    openRecords(file, HEAD, NUMBERS).close();
    appendFileSync(file, line);
    t.throws(() => openRecords(file, HEAD, NUMBERS), { message: /damaged \(line 2\)/ });
  });
}

test("one process at a time: the second is refused while the first lives, and takes over from one that was killed", (t) => {
  const file = fileIn(t);
  const first = openRecords(file, HEAD, NUMBERS);
  t.throws(() => openRecords(file, HEAD, NUMBERS), {
    message: /in use by another duka-flash line \(process \d+\)/,
  });
  first.close();
  // No process has such a number.
  writeFileSync(`${file}.lock`, "99999999");
  openRecords(file, HEAD, NUMBERS).close();
  writeFileSync(`${file}.lock`, "");
  t.throws(() => openRecords(file, HEAD, NUMBERS), { message: /remove .*records\.jsonl\.lock/ });
});

test("stations of one batch have ranges inside of it", (t) => {
  t.deepEqual(stationRange(NUMBERS, undefined, undefined), { from: 1, to: 6 });
  t.deepEqual(stationRange(NUMBERS, 4, undefined), { from: 4, to: 6 });
  t.throws(() => stationRange(NUMBERS, 0, 3), { message: /the batch has 1 to 6/ });
  t.throws(() => stationRange(NUMBERS, 4, 7), { message: /the batch has 1 to 6/ });
  t.throws(() => stationRange(NUMBERS, 4, 3), { message: /--to 3 is below --from 4/ });
});

test("every number of a range is its own text, and back", (t) => {
  for (let number = 0; number <= 9999; number++)
    t.is(serialNumberOf(NUMBERS, serialNumberText(NUMBERS, number)), number);
  for (const other of ["D26-1", "D26-00001", "D27-0001", "0001", "D26-000x", ""])
    t.is(serialNumberOf(NUMBERS, other), undefined, other);
});
