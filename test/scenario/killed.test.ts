import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Outcome } from "@duka/driver/account/outcome";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { realClock } from "@duka/driver/real-clock";
import test from "ava";
import { folderOf } from "../support/folder.js";
import { openShop } from "../support/shop.js";

const TILL = fileURLToPath(new URL("killed-till.js", import.meta.url));

type Ran = { readonly outcome: Outcome; readonly balance: { readonly balanceFen: number } };

function till(folder: string, ref: string, step: string) {
  const words = [TILL, join(folder, "j.db"), join(folder, "card.json"), ref, step];
  return spawnSync(process.execPath, words, { encoding: "utf8", timeout: 60_000 });
}

/** Whether the card has paid when the process is gone, and so what the ref tells afterwards. */
const STEPS = [
  "at card-powered",
  "at card-recognised",
  "at psam-ready",
  "at password-verified",
  "before initialize",
  "after initialize",
  "before init-sam",
  "after init-sam",
  "at intent",
  "before debit",
  "after debit",
  "at answered",
  "before credit-sam",
  "after credit-sam",
  "at ended",
];

for (const step of STEPS) {
  test(`SIGKILL ${step}: the same ref afterwards debits once, and has one receipt`, async (t) => {
    const folder = folderOf(t);
    const dead = till(folder, "S-1", step);
    t.is(dead.signal, "SIGKILL", dead.stderr);
    const first = till(folder, "S-1", "none");
    t.is(first.status, 0, first.stderr);
    const { outcome, balance } = JSON.parse(first.stdout) as Ran;
    t.like(outcome, { outcome: "committed", balanceBeforeFen: 50000, balanceAfterFen: 48750 });
    t.truthy(outcome.receipt);
    t.is(balance.balanceFen, 48750, "card");
    const again = JSON.parse(till(folder, "S-1", "none").stdout) as Ran;
    t.deepEqual(again.outcome, outcome);
    t.is(again.balance.balanceFen, 48750);
    const journal = await openJournal(join(folder, "j.db"), realClock);
    t.deepEqual(await journal.verify(), []);
    t.is((await journal.list()).length, 1);
    await journal.close();
  });
}

test("ten concurrent callers with one ref: one debit, the others get its outcome", async (t) => {
  const shop = await openShop();
  const sales = await Promise.all(
    Array.from({ length: 10 }, () => shop.account.debit({ ref: "S-1", amountFen: 1250 })),
  );
  for (const sale of sales) t.deepEqual(sale, sales[0]);
  t.is(sales[0]?.outcome, "committed");
  t.is(shop.card.filter(({ command }) => command[1] === 0x54).length, 1);
  t.like(await shop.account.balance(), { balanceFen: 48750 });
  await shop.close();
});

test("ten tills of one process with one journal and one ref: one debit, the others get its outcome or inProgress", async (t) => {
  const { openTestTill } = await import("../support/till.js");
  const one = await openTestTill();
  const accounts = Array.from({ length: 10 }, () => one.reopen());
  const sales = await Promise.all(accounts.map((account) => account.debit({ ref: "S-1", amountFen: 1250 })));
  const outcomes = sales.map(({ outcome }) => outcome);
  t.is(outcomes.filter((outcome) => outcome === "committed").length >= 1, true);
  t.true(
    outcomes.every((outcome) => outcome === "committed" || outcome === "inProgress"),
    outcomes.join(),
  );
  t.is(one.card.heard.filter((command) => command.startsWith("54")).length, 1);
});

test("two processes with one journal and one ref, five callers each way: debited by one of them", async (t) => {
  const folder = folderOf(t);
  await (await openJournal(join(folder, "j.db"), realClock)).close();
  // Each has the card of its own state, so that a second debit would show on its card.
  const run = (name: string) =>
    new Promise<Ran>((resolve, reject) => {
      const words = [TILL, join(folder, "j.db"), join(folder, `${name}.json`), "S-1", "none"];
      const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.on("close", (code) =>
        code === 0 ? resolve(JSON.parse(out) as Ran) : reject(new Error(`code ${code}`)),
      );
    });
  const ran = await Promise.all(["a", "b", "c", "d"].map(run));
  const debited = ran.filter(({ balance }) => balance.balanceFen === 48750);
  t.is(debited.length, 1, "one card has paid");
  for (const { outcome } of ran)
    t.true(["committed", "inProgress"].includes(outcome.outcome), outcome.outcome);
});
