/** Till and centre do not agree on who pays what of a bill: that is never a quiet success. */
import { dayCsv } from "@duka/driver/centre/day-csv";
import { exportDay } from "@duka/driver/centre/day-export";
import { openSettlement } from "@duka/driver/centre/settlement";
import { receiptText } from "@duka/driver/receipt/receipt-text";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { cityOf } from "../support/card/sscard-rig.js";
import { openShop, type Shop } from "../support/shop/shop.js";

const BILL = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;
const TILL = { totalFen: 3550, accountFen: 1250, poolFen: 2000, cashFen: 300 };
const CENTRE = { totalFen: 3550, accountFen: 1250, poolFen: 0, cashFen: 2300 };
const REASON =
  "the centre has settled otherwise: Pooled fund 20.00 at the till, 0.00 at the centre; Cash 3.00 at the till, 23.00 at the centre";

function settlementOf(shop: Shop, region = "330100") {
  const { journal, world, insurance } = shop;
  if (insurance === undefined) throw new Error("the shop is not insured");
  return openSettlement({ journal, centre: insurance.centre, clock: world.clock, region });
}

test("a medical debit that the centre settles with another pool part: committed, differs, both splits, waiting for a person", async (t) => {
  const shop = await openShop({ insured: true });
  const paid = await shop.account.debit(BILL);
  t.like(paid, {
    outcome: "committed",
    reason: null,
    settlement: { state: "waiting", till: TILL, centre: null },
  });
  const settlement = settlementOf(shop);
  t.deepEqual(await settlement.upload(), { delivered: 1, failed: 0, refused: 0, differing: 1 });
  t.deepEqual(await settlement.waiting(), [
    { ref: "M-1", what: "differs", amountFen: 1250, attempts: 1, reason: REASON },
  ]);
  const again = await shop.account.debit(BILL);
  t.like(again, {
    outcome: "committed",
    reason: REASON,
    settlement: { state: "differs", till: TILL, centre: CENTRE, error: null },
  });
  t.deepEqual(
    await settlement.upload(true),
    { delivered: 0, failed: 0, refused: 0, differing: 0 },
    "told once",
  );
  t.deepEqual(await shop.journal.verify(), []);
  await shop.close();
});

test("its receipt and the day's export say what the centre has, beside what the till has", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(BILL);
  await settlementOf(shop).upload();
  const { receipt } = await shop.account.debit(BILL);
  t.deepEqual(receipt?.centre, CENTRE);
  t.regex(
    receipt === null ? "" : receiptText(receipt, "en", 32),
    /Pooled fund +20\.00[\s\S]+SETTLED OTHERWISE BY CENTRE[\s\S]+Pooled fund +0\.00\nAccount +12\.50\nCash +23\.00\n/,
  );
  const day = await exportDay(shop.journal, "2026-11-21", true);
  t.like(day.sales[0], { settled: "differs", poolFen: 2000, centrePoolFen: 0, centreCashFen: 2300 });
  t.deepEqual(day.totals.differing, { count: 1, amountFen: 1250 });
  t.deepEqual(day.totals.committed, { count: 1, amountFen: 1250 }, "of the class committed");
  t.regex(dayCsv(day), /\r\ntotal,true,1,differing,,,1250,/);
  await shop.close();
});

test("a sale that agrees with the centre is settled, with the centre's split on record", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit({ ...BILL, medical: { selfPayFen: 2300, poolFen: 0 } });
  await shop.account.debit({ ref: "P-1", amountFen: 700, totalFen: 900 });
  const settlement = settlementOf(shop);
  t.like(await settlement.upload(), { delivered: 2, differing: 0 });
  t.deepEqual(await settlement.waiting(), []);
  const [sale] = await shop.journal.find("M-1");
  t.like(sale?.settlement, { state: "settled", split: CENTRE });
  await shop.close();
});

test("a purse sale whose receipt says that the fund has paid differs as well; one that says nothing does not", async (t) => {
  const shop = await openShop({ insured: true });
  const detail = { totalFen: 900, poolFen: 200, cashFen: 0, accountFen: 700 };
  await shop.account.debit({ ref: "P-1", amountFen: 700, totalFen: 900, detail });
  const settlement = settlementOf(shop);
  t.like(await settlement.upload(), { delivered: 1, differing: 1 });
  t.like(await shop.account.debit({ ref: "P-1", amountFen: 700 }), {
    settlement: { state: "differs", till: { poolFen: 200 }, centre: { poolFen: 0, cashFen: 200 } },
  });
  await shop.close();
});

test("where the account is at the centre, the difference is told with the debit itself, and the sale can be taken back", async (t) => {
  const profile = findProfile("medical-3des");
  const shop = await openShop({
    profile,
    insured: { openingBalanceFen: 0 },
    account: { profile: cityOf(profile) },
  });
  const paid = await shop.account.debit(BILL);
  t.like(paid, {
    outcome: "committed",
    settlement: { state: "differs", till: TILL, centre: { ...CENTRE, accountFen: 3250, cashFen: 300 } },
  });
  t.regex(paid.reason ?? "", /Account 12\.50 at the till, 32\.50 at the centre/);
  t.like(await shop.account.reverse({ ref: "R-1", of: "M-1" }), { outcome: "credited" });
  t.deepEqual(await settlementOf(shop, "430100").waiting(), [], "nothing is left to be agreed");
  await shop.close();
});
