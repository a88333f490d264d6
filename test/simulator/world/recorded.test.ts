/** A session that a driver recorded: its reads are asked again, and what cannot be is named. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

test("what a sale has read is read again; password and MACs are named as what cannot be", async (t) => {
  const folder = folderOf(t);
  const trace = join(folder, "sale.txt");
  const env = { DUKA_JOURNAL: join(folder, "j.db") };
  const sale = ["debit", "--amount", "12.50", "--ref", "S-1", "--reader", "sim:", "--trace", trace];
  t.is((await duka(sale, { env })).code, 0);

  const { code, out } = await runTool("duka-sim", ["replay", trace]);
  t.is(code, 0);
  t.regex(out, /slot 0 {2}READ RECORD +same: 64 bytes, 90 00\n/);
  t.regex(out, /slot 0 {2}VERIFY +not replayed: a password or key is in it, and the trace has none\n/);
  for (const command of ["INITIALIZE FOR PURCHASE", "DEBIT FOR PURCHASE"])
    t.regex(out, new RegExp(`slot 0 {2}${command} +not replayed: it has a MAC or a random number`));
  t.regex(out, /slot 1 {2}CREDIT SAM FOR PURCHASE +not replayed/);
  t.regex(out, /\n6 steps replayed, 0 differ, 5 cannot be replayed\n$/);
  t.notRegex(out, /86 ?53/, "card numbers are not shown unasked");
  const open = await runTool("duka-sim", ["replay", trace, "--with-personal-data"]);
  t.regex(open.out, /READ BINARY +same: done data=33018653/);
});

test("what the card would answer otherwise now differs, and fails", async (t) => {
  const trace = join(folderOf(t), "card.txt");
  t.is((await duka(["card", "--reader", "sim:", "--trace", trace])).code, 0);
  const text = readFileSync(trace, "utf8");
  // Two bytes of 18 are gone: a card of now names the length that it has.
  writeFileSync(
    trace,
    text.replace(/(\| < 33 01 86 53(?: [0-9A-F]{2})+) [0-9A-F]{2} [0-9A-F]{2} 90 00\n/, "$1 90 00\n"),
  );
  const { code, out } = await runTool("duka-sim", ["replay", trace, "--json"]);
  t.is(code, 1);
  const { differs, steps } = JSON.parse(out) as { differs: number; steps: { what: string; words: string }[] };
  t.is(differs, 1);
  t.regex(steps.find(({ what }) => what === "differs")!.words, /90 00 then, 6C 10 now$/);
});

test("at sim:?trace= the recorded card answers every command of duka that reads", async (t) => {
  const folder = folderOf(t);
  const trace = join(folder, "two words.txt");
  const env = { DUKA_JOURNAL: join(folder, "j.db") };
  t.is(
    (
      await duka(
        ["debit", "--amount", "12.50", "--ref", "S-1", "--reader", `sim:?state=${join(folder, "c.json")}`],
        { env },
      )
    ).code,
    0,
  );
  const before = await duka(
    ["balance", "--reader", `sim:?state=${join(folder, "c.json")}`, "--trace", trace],
    { env },
  );
  t.regex(before.out, /^487\.50\n/);
  const replayed = await duka(["balance", "--reader", `sim:?trace=${encodeURIComponent(trace)}`], { env });
  t.is(replayed.code, 0, replayed.told);
  t.is(replayed.out, before.out);
  // It was not asked to pay then, and does not now.
  const paid = await duka(["debit", "--amount", "1", "--ref", "S-2", "--reader", `sim:?trace=${trace}`], {
    env,
  });
  t.not(paid.code, 0);
});

test("what is no trace, and what does not go together, is refused by name", async (t) => {
  const file = join(folderOf(t), "a.txt");
  writeFileSync(file, "hello\n");
  const none = await runTool("duka-sim", ["replay", file]);
  t.is(none.code, 2);
  t.regex(none.told, /a\.txt: it is no trace; duka … --trace FILE writes one/);
  writeFileSync(file, "# duka trace 1, 2026-11-21T06:05:59.000Z\n");
  t.regex((await runTool("duka-sim", ["replay", file])).told, /there is no command with its answer in it/);
  const both = await duka(["card", "--reader", `sim:?trace=${file}&scenario=card-mute`]);
  t.is(both.code, 2);
  t.regex(both.told, /trace= is a card that was recorded: it has no state=, scenario= or amounts=/);
  t.regex((await duka(["card", "--reader", "sim:?trace="])).told, /trace= needs the name of a file/);
});
