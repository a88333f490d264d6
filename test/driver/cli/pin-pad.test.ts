import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { leaksOf } from "../../support/programs/secret.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/**
 * A till with a journal and a simulated card that outlive the command; each command has its own operator at the keypad.
 */
function tillOf(t: ExecutionContext) {
  const folder = folderOf(t);
  const state = join(folder, "card.json");
  const run = (keys: string, ...words: readonly string[]) =>
    duka([
      ...words,
      ...["--reader", `sim:?persona=pinpad&date=2026-01-05&state=${state}&keys=${keys}`],
      ...["--journal", join(folder, "journal.db"), "--json", "--pin-pad"],
    ]);
  return { folder, run };
}

const SALE = ["debit", "--amount", "1", "--ref"];

test("duka --pin-pad: the password is changed, and then typed for a sale, on the keypad; nothing of it is printed or kept", async (t) => {
  const { folder, run } = tillOf(t);
  const trace = join(folder, "till.trace");
  const changed = await run("123456#602917#602917#", "password", "change");
  t.deepEqual(
    [changed.code, JSON.parse(changed.out)],
    [
      0,
      {
        changed: true,
        cardNumber: "330186**********4236",
        reason: null,
        reasonCode: null,
        statusWord: null,
        triesLeft: null,
      },
    ],
  );
  const sold = await run("602917#", ...SALE, "S-1", "--trace", trace, "--trace-link");
  t.is(sold.code, 0, sold.told);
  t.like(JSON.parse(sold.out), { outcome: "committed", amountFen: 100, mac2: "verified" });
  const wrong = await run("111111#C", ...SALE, "S-2");
  t.is(wrong.code, 1);
  t.like(JSON.parse(wrong.out), {
    outcome: "refused",
    reason: "password entry cancelled, 5 tries left",
  });
  const late = await run("", ...SALE, "S-3");
  t.like(JSON.parse(late.out), { outcome: "refused", reason: "password entry timed out, 5 tries left" });
  for (const { out, told } of [changed, sold, wrong, late]) {
    t.deepEqual(leaksOf("602917", Buffer.from(out + told)), []);
  }
  t.regex(readFileSync(trace, "utf8"), /00 20 00 00 03 ·· ·· ··/);
  const files = readdirSync(folder).filter((name) => name !== "card.json");
  t.true(files.length >= 2);
  for (const name of files) t.deepEqual(leaksOf("602917", readFileSync(join(folder, name))), [], name);
});

test("--pin-pad and --password-stdin exclude each other", async (t) => {
  const { run } = tillOf(t);
  const ran = await run("", ...SALE, "S-1", "--password-stdin");
  t.is(ran.code, 2);
  t.regex(ran.told, /--pin-pad and --password-stdin: choose one of them/);
});
