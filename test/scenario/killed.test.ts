import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Outcome } from "@duka/driver/account/outcome";
import { realClock } from "@duka/driver/base/real-clock";
import { openSettlement } from "@duka/driver/centre/settlement";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { JOURNAL, openKeptTill } from "../support/card/kept-till.js";
import { openInsurance } from "../support/shop/insurance.js";
import { openShop } from "../support/shop/shop.js";
import { folderOf } from "../support/values/folder.js";

const TILL = fileURLToPath(new URL("killed-till.js", import.meta.url));
const OPENING_FEN = { purse: 500_00, medical: 1_200_00 } as const;

type Ran = {
  readonly outcomes: readonly Outcome["outcome"][];
  readonly balance: { readonly balanceFen: number };
};

/** Each is a state of journal and chips of its own: before a command is what it was after the step ahead of it. */
const STEPS = [
  "at card-powered",
  "at card-recognised",
  "at psam-ready",
  "at password-verified",
  "after initialize",
  "after init-sam",
  "before debit",
  "after debit",
  "at answered",
  "after credit-sam",
  "at ended",
];

/** Of the medical account those around the money: the steps ahead of it are the same code. */
const MEDICAL_STEPS = ["before debit", "after debit", "at answered"];

const KILLS = [
  ...STEPS.map((step) => ["purse", step] as const),
  ...MEDICAL_STEPS.map((step) => ["medical", step] as const),
];

for (const [kind, step] of KILLS) {
  test(`${kind}, SIGKILL ${step}: the same ref debits once; card, PSAM, journal and centre agree, one receipt`, async (t) => {
    const folder = folderOf(t);
    const sale = { ref: "S-1", amountFen: 1250, kind } as const;
    const dead = spawnSync(process.execPath, [TILL, folder, "chips.json", kind, "S-1", step], {
      encoding: "utf8",
      timeout: 240_000,
    });
    t.is(dead.signal, "SIGKILL", dead.stderr);
    const openingBalanceFen = OPENING_FEN[kind];
    const insurance = await openInsurance(realClock, findProfile("hangzhou"), { openingBalanceFen });
    const { centre } = insurance;
    const till = await openKeptTill(folder, "chips.json", { centre });
    const outcome = await till.account.debit(sale);
    const balanceAfterFen = openingBalanceFen - 1250;
    t.like(outcome, { outcome: "committed", balanceBeforeFen: openingBalanceFen, balanceAfterFen });
    t.truthy(outcome.receipt);
    t.deepEqual(await till.account.debit(sale), outcome, "and so it stays");
    t.like(await till.account.balance(kind), { balanceFen: balanceAfterFen }, "card");
    const { journal } = till;
    t.deepEqual(await journal.verify(), []);
    t.is((await journal.list()).length, 1, "one sale, one receipt");
    const settlement = openSettlement({ journal, centre, clock: realClock, region: "330100" });
    t.like(await settlement.upload(), { delivered: 1, refused: 0 });
    t.like(await insurance.accounts(), { cardFen: balanceAfterFen }, "centre");
    t.deepEqual(await settlement.waiting(), []);
    const next = await till.account.debit({ ...sale, ref: "S-2" });
    t.like(next, { outcome: "committed", mac2: "verified" }, "the PSAM goes on");
    t.true((next.terminalSequence ?? 0) > (outcome.terminalSequence ?? 0), "its sequence was used once");
    await till.close();
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
  const { openTestTill } = await import("../support/card/till.js");
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

test("two processes with one journal and one ref, five callers in each: one debit, the others get its outcome or inProgress", async (t) => {
  const folder = folderOf(t);
  await (await openJournal(join(folder, JOURNAL), realClock)).close();
  // Each has the card of its own state, so that a second debit would show on its card.
  const run = (name: string) =>
    new Promise<Ran>((resolve, reject) => {
      const words = [TILL, folder, `${name}.json`, "purse", "S-1", "none", "5"];
      const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.on("close", (code) =>
        code === 0 ? resolve(JSON.parse(out) as Ran) : reject(new Error(`code ${code}`)),
      );
    });
  const ran = await Promise.all(["a", "b"].map(run));
  t.deepEqual(ran.map(({ balance }) => balance.balanceFen).sort(), [48750, 50000], "one card has paid");
  const outcomes = ran.flatMap((one) => one.outcomes);
  t.is(outcomes.length, 10);
  t.true(outcomes.includes("committed"));
  t.true(
    outcomes.every((outcome) => outcome === "committed" || outcome === "inProgress"),
    outcomes.join(),
  );
});
