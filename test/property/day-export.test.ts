/**
 * The reconciliation of any day: its lines read back as what was written, no cell is a formula, and the totals are the
 * sums of the lines.
 */
import type { Journal } from "@duka/driver";
import { dayCsv } from "@duka/driver/centre/day-csv";
import { CLASSES, exportDay } from "@duka/driver/centre/day-export";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import fc from "fast-check";
import { stillClock } from "../support/card/till.js";
import { anyCharacter } from "../support/values/any-character.js";

const INTENT = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 0xffffffff,
};
const ENDINGS = [
  "committed",
  "reversed",
  "cash",
  "deferred",
  "undecided",
  "manual",
  "refused",
  "released",
  "begun",
] as const;

type Wanted = {
  readonly ref: string;
  readonly amountFen: number;
  readonly ending: (typeof ENDINGS)[number];
  readonly reason: string;
};

/** What somebody may write who wants a spreadsheet to do something. */
const nasty = fc.oneof(
  fc.constantFrom(
    "=1+1",
    '=HYPERLINK("x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    'a"b',
    "a,b",
    '",=1,"',
    "S-1",
    "'",
    '"',
  ),
  fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
);
const sales = fc.uniqueArray(
  fc.record({
    ref: nasty,
    amountFen: fc.integer({ min: 1, max: 0xffffffff }),
    ending: fc.constantFrom(...ENDINGS),
    reason: fc.oneof(nasty, fc.string({ unit: anyCharacter, maxLength: 20 })),
  }),
  { selector: ({ ref }) => ref, maxLength: 12 },
);

const code = "answer-lost";

async function write(journal: Journal, { ref, amountFen, ending, reason }: Wanted): Promise<void> {
  const claim = await journal.claim({ ref, kind: "purse", amountFen, simulated: false });
  if (!claim.claimed) throw new Error("the ref was taken");
  const { attempt } = claim;
  if (ending === "begun") return;
  if (ending === "released") return attempt.release({ code, reason });
  if (ending === "deferred") return void (await attempt.defer({ code, reason }));
  await attempt.intent(INTENT);
  if (ending === "manual" || ending === "undecided" || ending === "refused") {
    await attempt.end({ state: ending, code, reason });
    return;
  }
  if (ending === "cash") {
    await attempt.end({ state: "undecided", code, reason });
    await journal.flagPaidInCash(ref);
    await journal.resolve(attempt.id, { state: "committed", code, reason });
    return;
  }
  await attempt.answered({ statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" });
  await attempt.end({ state: "committed", code, reason });
  if (ending === "reversed") await journal.markReversed(attempt.id, "R-1");
}

/** RFC 4180, by the letter: every line ends with CR LF, a quote inside quotes is doubled. */
function cellsOf(csv: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (let at = 0; at < csv.length; ) {
    let cell = "";
    if (csv[at] === '"') {
      for (at++; csv[at] !== '"' || csv[at + 1] === '"'; at++) {
        if (at >= csv.length) throw new RangeError("a quote is open");
        cell += csv[at];
        if (csv[at] === '"') at++;
      }
      at++;
    } else {
      while (at < csv.length && !'",\r\n'.includes(csv[at]!)) cell += csv[at++];
    }
    line.push(cell);
    if (csv[at] === ",") at++;
    else if (csv.startsWith("\r\n", at)) {
      at += 2;
      lines.push(line);
      line = [];
    } else throw new RangeError(`no end of a cell at ${at}`);
  }
  return lines;
}

const asText = (cell: string) => (cell.startsWith("'") ? cell.slice(1) : cell);

test("lines read back, no formula among them, totals that add up", async (t) => {
  await fc.assert(
    fc.asyncProperty(sales, async (wanted) => {
      const journal = await openJournal(":memory:", stillClock());
      for (const one of wanted) await write(journal, one);
      const day = await exportDay(journal, "2026-11-21");
      const [heading = [], ...lines] = cellsOf(dayCsv(day));
      const records = lines.map((cells) =>
        Object.fromEntries(cells.map((cell, at) => [heading[at] ?? "", cell])),
      );
      for (const cells of lines) {
        t.is(cells.length, heading.length);
        for (const cell of cells) t.notRegex(cell, /^[=+\-@\t\r]/);
      }
      const rows = records.filter(({ record }) => record === "sale");
      t.deepEqual(
        rows.map(({ ref = "", reason = "" }) => [asText(ref), asText(reason)]),
        day.sales.map(({ ref, reason }) => [ref, reason ?? ""]),
      );
      t.is(rows.length, wanted.filter(({ ending }) => ending !== "released").length);
      const sum = (of: typeof rows) => of.reduce((total, { amountFen }) => total + Number(amountFen), 0);
      for (const name of [...CLASSES, "all"]) {
        const total = records.find((one) => one.record === "total" && one.class === name);
        const ofClass = rows.filter((one) => name === "all" || one.class === name);
        t.is(Number(total?.amountFen), sum(ofClass), name);
        t.is(Number(total?.ref), ofClass.length, name);
      }
      const refund = wanted
        .filter(({ ending }) => ending === "cash")
        .reduce((all, one) => all + one.amountFen, 0);
      t.is(day.totals.refundDueFen, refund);
      await journal.close();
    }),
    { numRuns: 60 },
  );
});
