/** A day of the till against the centre's: what was planted is listed with both sides, and nothing else. */

import { join } from "node:path";
import { reconcileDay } from "@duka/driver/centre/reconcile-day";
import { openSettlement } from "@duka/driver/centre/settlement";
import { SALE } from "@duka/driver/journal/record-columns";
import { findProfile } from "@duka/simulator/profiles/profiles";
import type { ExecutionContext } from "ava";
import test from "ava";
import { instantClock } from "../support/card/instant-clock.js";
import { openTestTill } from "../support/card/till.js";
import { setColumns } from "../support/shop/changed-row.js";
import { INSTITUTION, openInsurance } from "../support/shop/insurance.js";
import { folderOf } from "../support/values/folder.js";

const DAY = "2026-11-21";

async function openDay(t: ExecutionContext) {
  const insurance = await openInsurance(instantClock(), findProfile("hangzhou"));
  const file = join(folderOf(t), "j.db");
  const { centre } = insurance;
  const till = await openTestTill({ file, centre });
  const settlement = openSettlement({
    journal: till.journal,
    centre,
    clock: instantClock(),
    region: "330100",
  });
  const pay = async (ref: string, poolFen = 0) => {
    const medical = { selfPayFen: 300, poolFen };
    return till.account.debit({ ref, kind: "medical", amountFen: 1250, medical });
  };
  const listed = async () => {
    const { agrees, differences, totals } = await reconcileDay(till.journal, centre, DAY);
    return { agrees, totals, found: differences.map(({ ref, what }) => [ref, what]), differences };
  };
  const change = async (ref: string, set: Parameters<typeof setColumns>[3]) => {
    const [sale] = await till.journal.find(ref);
    setColumns(file, SALE, sale?.id ?? 0, set);
  };
  return { ...till, ...insurance, settlement, pay, listed, change };
}

test("a day on which both agree: purse and medical sales, one taken back, one refused, another institution's", async (t) => {
  const { account, pay, settlement, listed, reopen } = await openDay(t);
  await pay("M-1");
  await account.debit({ ref: "P-1", amountFen: 700, totalFen: 900 });
  await account.debit({ ref: "P-2", amountFen: 100 });
  await account.debit({ ref: "P-3", amountFen: 0xffffffff });
  await reopen({ institution: "H-OTHER" }).debit({ ref: "P-4", amountFen: 5 });
  await settlement.upload(true);
  t.like(await account.reverse({ ref: "R-1", of: "P-2" }), { outcome: "credited" });
  t.deepEqual(await listed(), {
    agrees: true,
    totals: {
      till: { count: 2, totalFen: 1550 + 900, accountFen: 1250 + 700 },
      centre: { count: 2, totalFen: 1550 + 900, accountFen: 1250 + 700 },
    },
    found: [],
    differences: [],
  });
});

test("every difference of a day is listed by its kind, with both sides and the reason, and no other", async (t) => {
  const { pay, centre, settlement, listed, change, journal } = await openDay(t);
  for (const ref of [
    "agrees",
    "amount",
    "tac",
    "card",
    "unreversed",
    "reversed",
    "unknown",
    "undecided",
    "yesterday",
  ])
    await pay(ref);
  await pay("split", 2000);
  await settlement.upload(true);
  await pay("waiting");
  await change("amount", { amount_fen: 1251, total_fen: 1551 });
  await change("tac", { tac: "00000000" });
  await change("card", { card_number: "33018653000100179999" });
  await change("unreversed", { reversed_by: "R-1" });
  await centre.call("cancel", { institutionId: INSTITUTION, ref: "R-2", of: "reversed" });
  await change("unknown", { ref: "renamed" });
  await change("undecided", { state: "undecided", settle_state: null });
  await change("yesterday", { date: "20261120" });
  const { agrees, found, differences } = await listed();
  t.false(agrees);
  t.deepEqual(found.sort(), [
    ["amount", "amount"],
    ["card", "card"],
    ["renamed", "not-at-centre"],
    ["reversed", "state"],
    ["split", "split"],
    ["tac", "tac"],
    ["undecided", "state"],
    ["unknown", "not-at-till"],
    ["unreversed", "state"],
    ["waiting", "not-at-centre"],
    ["yesterday", "day"],
  ]);
  const of = (ref: string) => differences.find((one) => one.ref === ref);
  t.like(of("split"), { till: { poolFen: 2000, cashFen: 300 }, centre: { poolFen: 0, cashFen: 2300 } });
  t.like(of("reversed"), { till: { state: "settled" }, centre: { state: "cancelled" } });
  t.like(of("unreversed"), { till: { state: "cancelled" }, centre: { state: "settled" } });
  t.like(of("undecided"), { till: { state: "undecided" }, centre: { state: "settled" } });
  t.like(of("yesterday"), { till: { day: "2026-11-20" }, centre: { day: DAY } });
  t.like(of("unknown"), { till: null, centre: { accountFen: 1250, day: DAY } });
  t.like(of("waiting"), { till: { state: "settled" }, centre: null });
  t.regex(JSON.stringify(differences), /330186\*+9999/);
  t.notRegex(JSON.stringify(differences), /33018653000100/, "numbers are masked");
  t.deepEqual(await journal.verify(), []);
  t.deepEqual((await listed()).differences, differences, "asked again it is the same: nothing was changed");
});

test("a centre that finds no difference, and has other sums, is not believed", async (t) => {
  const { journal, pay, settlement, centre } = await openDay(t);
  await pay("M-1");
  await settlement.upload(true);
  const wrong: typeof centre = {
    ...centre,
    call: async (operation, request, deadlineMs) => {
      const answer = await centre.call(operation, request, deadlineMs);
      return operation === "reconcile"
        ? { ...answer, settled: { count: 1, totalFen: 1, poolFen: 0, accountFen: 1, cashFen: 0 } }
        : answer;
    },
  };
  const { agrees, differences } = await reconcileDay(journal, wrong, DAY);
  t.false(agrees);
  t.like(differences, [{ ref: null, what: "totals" }]);
  await t.throwsAsync(reconcileDay(journal, centre, "2026-02-30"), { instanceOf: RangeError });
});
