/**
 * The whole sale through stock pcscd and libccid, with the PSAM in slot 1: the same receipt as on the embedded
 * simulator.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { run } from "./harness/child.js";
import { DUKA } from "./harness/reader-process.js";
import { type Rig, setUpRig } from "./harness/rig.js";

const SALE_MS = 60_000;
let rig: Rig;
let folder: string;

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), "duka-sale-"));
});
test.after.always(async () => {
  await rig?.clear();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function debit(reader: string, journal: string, ...words: string[]) {
  const command = [process.execPath, DUKA, "debit", "--reader", reader, "--amount", "12.50", "--ref", "S-1"];
  return run([...command, "--journal", join(folder, journal), ...words], SALE_MS, rig.pcscd.environment);
}

type Receipt = { readonly [key: string]: unknown };

/** What differs from run to run: time, and what is computed from it. */
const OF_THE_MOMENT = ["tac", "mac2", "wire"];

function comparable(receipt: Receipt): Receipt {
  return Object.fromEntries(Object.entries(receipt).filter(([key]) => !OF_THE_MOMENT.includes(key)));
}

const CARDS: readonly { readonly name: string; readonly words: readonly string[]; readonly query: string }[] =
  [
    {
      name: "T=1 with LRC at 96",
      words: ["--protocol", "1", "--ta1", "96"],
      query: "?protocol=1&ta1=96",
    },
    {
      name: "T=1 with CRC at 97",
      words: ["--protocol", "1", "--edc", "crc", "--ta1", "97"],
      query: "?protocol=1&edc=crc&ta1=97",
    },
    { name: "T=0", words: [], query: "" },
  ];

for (const [index, { name, words, query }] of CARDS.entries()) {
  test.serial(
    `a card of ${name}: duka debit --reader pcsc:Duka commits, and its result is that of sim:`,
    async (t) => {
      await rig?.clear();
      rig = await setUpRig(["--profile", "hangzhou", ...words], { log: false });
      const [there, here] = await Promise.all([
        debit("pcsc:Duka", `pcsc-${index}.db`, "--json"),
        debit(`sim:hangzhou${query}`, `sim-${index}.db`, "--json"),
      ]);
      t.is(there.code, 0, there.output);
      t.is(here.code, 0, here.output);
      const throughPcsc: Receipt = JSON.parse(there.stdout);
      t.is(throughPcsc.outcome, "committed");
      t.deepEqual(comparable(throughPcsc), comparable(JSON.parse(here.stdout)));
    },
  );
}

/** The last card of the table is still there. */
const LAST = CARDS.length - 1;
/** The lines of a receipt that differ from sale to sale. */
const LINES_OF_THE_MOMENT = /^(时间 Time|TAC)/;

test.serial("the receipt of a repeated ref is printed again, and is that of sim:", async (t) => {
  const there = await debit("pcsc:Duka", `pcsc-${LAST}.db`);
  const here = await debit("sim:hangzhou", `sim-${LAST}.db`);
  t.is(there.code, 0, there.output);
  const lines = (text: string) => text.split("\n").filter((line) => !LINES_OF_THE_MOMENT.test(line));
  t.true(lines(there.stdout).length > 10);
  t.deepEqual(lines(there.stdout), lines(here.stdout));
});

test.serial("the same ref again answers the first receipt and debits nothing", async (t) => {
  const again = await debit("pcsc:Duka", `pcsc-${LAST}.db`, "--json");
  t.is(again.code, 0, again.output);
  const balance = await run(
    [
      ...[process.execPath, DUKA, "balance", "--reader", "pcsc:Duka", "--json"],
      ...["--journal", join(folder, `pcsc-${LAST}.db`)],
    ],
    SALE_MS,
    rig.pcscd.environment,
  );
  t.is(balance.code, 0, balance.output);
  t.is(JSON.parse(balance.stdout).balanceFen, JSON.parse(again.stdout).balanceAfterFen);
});
