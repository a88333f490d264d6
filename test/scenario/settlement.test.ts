import { join } from "node:path";
import { dayCsv } from "@duka/driver/centre/day-csv";
import { CLASSES, exportDay } from "@duka/driver/centre/day-export";
import { openSettlement, type Settlement } from "@duka/driver/centre/settlement";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { hangzhou } from "@duka/driver/password/city-profile";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { INSTITUTION } from "../support/shop/insurance.js";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";
import { folderOf } from "../support/values/folder.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const LOAD = { ref: "L-1", amountFen: 2000 };
const DEBIT = 0x54;
const CREDIT = 0x52;
const DAY = "2026-11-21";
const HANGZHOU = findProfile("hangzhou");

type Strike = Parameters<typeof strike>[2];

const answerLost: Strike = (_command, execute) => {
  execute();
  return undefined;
};
const commandLost: Strike = () => undefined;

function only(ins: number, fault: Strike): Strike {
  return (command, execute) => (command[1] === ins ? fault(command, execute) : execute());
}

function settlementOf(shop: Shop): Settlement {
  const { centre } = insuranceOf(shop);
  return openSettlement({ journal: shop.journal, centre, clock: shop.world.clock, region: hangzhou.region });
}

function insuranceOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance;
}

async function balanceOf(shop: Shop): Promise<number> {
  const info = await shop.account.balance();
  return "balanceFen" in info ? info.balanceFen : -1;
}

/** Card, centre and journal agree to the fen: opening balance, loads and sales. */
async function agree(t: import("ava").ExecutionContext, shop: Shop, cardFen: number, holderFen: number) {
  t.is(await balanceOf(shop), cardFen, "on the card");
  t.deepEqual(await insuranceOf(shop).accounts(), { cardFen, holderFen }, "at the centre");
}

test("a sale is settled with the card's TAC, and settled once however often it is sent", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  const settlement = settlementOf(shop);
  t.like((await settlement.waiting())[0], { ref: "S-1", what: "settle", amountFen: 1250 });
  t.deepEqual(await settlement.upload(), { delivered: 1, failed: 0, refused: 0, differing: 0 });
  t.deepEqual(await settlement.waiting(), []);
  t.deepEqual(await settlement.upload(true), { delivered: 0, failed: 0, refused: 0, differing: 0 });
  await agree(t, shop, 48750, 10000);
  await shop.close();
});

test("the centre is down, loses its answer, then answers twice: one settlement", async (t) => {
  const shop = await openShop({ insured: true });
  const insurance = insuranceOf(shop);
  await shop.account.debit(SALE);
  const settlement = settlementOf(shop);
  insurance.setFaults({ down: true });
  t.deepEqual(await settlement.upload(), { delivered: 0, failed: 1, refused: 0, differing: 0 });
  t.like((await settlement.waiting())[0], { attempts: 1, reason: "down: the centre cannot be reached" });
  t.deepEqual(
    await settlement.upload(),
    { delivered: 0, failed: 0, refused: 0, differing: 0 },
    "its time has not come",
  );
  insurance.setFaults({ down: false, loseAnswers: 1 });
  t.deepEqual(await settlement.upload(true), { delivered: 0, failed: 1, refused: 0, differing: 0 });
  insurance.setFaults({ answerTwice: 1 });
  t.deepEqual(await settlement.upload(true), { delivered: 1, failed: 0, refused: 0, differing: 0 });
  await agree(t, shop, 48750, 10000);
  await shop.close();
});

test("attempts survive a restart, and a background upload goes on with its back-off until it is through", async (t) => {
  const file = join(folderOf(t), "j.db");
  const shop = await openShop({ insured: true, file });
  const insurance = insuranceOf(shop);
  await shop.account.debit(SALE);
  insurance.setFaults({ down: true });
  await settlementOf(shop).upload();
  const again = await openJournal(file, shop.world.clock);
  const { centre } = insurance;
  const times: number[] = [];
  const settlement = openSettlement({
    journal: again,
    centre,
    clock: shop.world.clock,
    region: hangzhou.region,
    onDelivered: ({ done }) => {
      times.push(shop.world.clock.nowMs());
      if (times.length === 3) insurance.setFaults({ down: false });
      if (done) finished();
    },
  });
  let finished = () => {};
  const through = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const stop = settlement.start();
  await through;
  stop();
  t.is(times.length, 4);
  t.deepEqual(await settlement.waiting(), []);
  t.like((await again.find("S-1"))[0]?.settlement, { state: "settled", attempts: 5 });
  await again.close();
  await shop.close();
});

test("a refusal of the centre is not repeated by itself; a person sees it, and may have it sent again", async (t) => {
  const card = { ...HANGZHOU.card, applicationSerialNumber: "33018653000100999999" };
  const shop = await openShop({
    insured: true,
    inSlots: () => {
      const chips = openChips({ ...HANGZHOU, card }, undefined, 3);
      return [chips.card, chips.psam];
    },
  });
  await shop.account.debit(SALE);
  const settlement = settlementOf(shop);
  t.deepEqual(await settlement.upload(), { delivered: 0, failed: 0, refused: 1, differing: 0 });
  t.like((await settlement.waiting())[0], { ref: "S-1", what: "refused-by-centre" });
  t.deepEqual(await settlement.upload(true), { delivered: 0, failed: 0, refused: 0, differing: 0 });
  t.is(await shop.journal.settlement.retryRefused(true), 1);
  t.deepEqual(await settlement.upload(), { delivered: 0, failed: 0, refused: 1, differing: 0 });
  await shop.close();
});

test("61xx and a lost TAC: undecided, then committed and settled with the card's proof when it is in again", async (t) => {
  const shop = await openShop({ insured: true });
  let isDebited = false;
  strike(
    shop.world,
    0,
    only(DEBIT, (_command, execute) => {
      isDebited = true;
      return execute();
    }),
  );
  shop.world.reader.cable.onByte((direction) => {
    if (isDebited && direction === "to-host") shop.world.reader.cable.unplug();
    return undefined;
  });
  t.like(await shop.account.debit(SALE), { outcome: "undecided", tac: null, receipt: null });
  isDebited = false;
  const account = await shop.reconnect();
  const settlement = settlementOf(shop);
  t.like(await settlement.upload(), { delivered: 0, failed: 0 });
  t.like(await settlement.waiting(), [{ ref: "S-1", what: "undecided" }]);
  await account.balance();
  t.like(await settlement.upload(), { delivered: 1 });
  const sale = await account.debit(SALE);
  t.like(sale, { outcome: "committed", mac2: "unverified", receipt: { mac2: "unverified" } });
  t.is(sale.receipt?.tac, sale.tac);
  t.like(await account.balance(), { balanceFen: 48750 });
  t.like(await insuranceOf(shop).accounts(), { cardFen: 48750 });
  await shop.close();
});

test("a load: from the account at the centre onto the card, reported with its TAC", async (t) => {
  const shop = await openShop({ insured: true });
  const outcome = await shop.account.credit(LOAD);
  t.like(outcome, {
    outcome: "credited",
    reported: "reported",
    balanceBeforeFen: 50000,
    balanceAfterFen: 52000,
  });
  t.deepEqual(await shop.account.credit(LOAD), outcome);
  await t.throwsAsync(shop.account.credit({ ...LOAD, amountFen: 2001 }), { instanceOf: RangeError });
  await t.throwsAsync(shop.account.debit({ ref: "L-1", amountFen: 1 }), {
    instanceOf: RangeError,
    message: /credit/,
  });
  await agree(t, shop, 52000, 8000);
  await shop.close();
});

test("a load refused by the centre credits nobody; the money stays where it was", async (t) => {
  const shop = await openShop({ insured: true });
  const outcome = await shop.account.credit({ ref: "L-1", amountFen: 10001 });
  t.like(outcome, { outcome: "not-credited", reported: "reported" });
  t.regex(outcome.reason ?? "", /less than that/);
  await agree(t, shop, 50000, 10000);
  await shop.close();
});

test("the centre's answer with MAC2 is lost: asked again under the same ref, credited once", async (t) => {
  const shop = await openShop({ insured: true });
  // The first question is the register's, for the password.
  insuranceOf(shop).setFaults({ loseAnswers: 2 });
  t.like(await shop.account.credit(LOAD), { outcome: "credited" });
  await agree(t, shop, 52000, 8000);
  await shop.close();
});

test("the centre falls silent after it took the money: not credited, and the report brings it back", async (t) => {
  const shop = await openShop({ insured: true });
  const insurance = insuranceOf(shop);
  insurance.setFaults({ loseAnswers: 5 });
  t.like(await shop.account.credit(LOAD), { outcome: "not-credited", reported: "due" });
  insurance.setFaults({ loseAnswers: 0 });
  t.like(await settlementOf(shop).upload(true), { delivered: 1 });
  await agree(t, shop, 50000, 10000);
  await shop.close();
});

for (const [what, fault, expected, cardFen, holderFen] of [
  ["done, answer lost", answerLost, "credited", 52000, 8000],
  ["never arrived", commandLost, "not-credited", 50000, 10000],
] as const) {
  test(`CREDIT FOR LOAD ${what}: undecided, reported as unknown, ${expected} when the card is back`, async (t) => {
    const shop = await openShop({ insured: true });
    strike(shop.world, 0, only(CREDIT, fault));
    t.like(await shop.account.credit(LOAD), { outcome: "undecided", reported: "reported" });
    unstrike(shop.world);
    reinsert(shop.world);
    t.like(await shop.account.credit(LOAD), { outcome: expected, reported: "reported" });
    await agree(t, shop, cardFen, holderFen);
    await shop.close();
  });
}

test("a refused CREDIT FOR LOAD (9302): not credited, the centre has its money back", async (t) => {
  const shop = await openShop({ insured: true });
  strike(
    shop.world,
    0,
    only(CREDIT, () => Uint8Array.of(0x93, 0x02)),
  );
  t.like(await shop.account.credit(LOAD), { outcome: "not-credited", reported: "reported" });
  unstrike(shop.world);
  await agree(t, shop, 50000, 10000);
  await shop.close();
});

test("a settled sale is taken back: cancelled at the centre, its money on the card again, once", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  const outcome = await shop.account.reverse({ ref: "R-1", of: "S-1" });
  t.like(outcome, {
    outcome: "credited",
    purpose: "reversal",
    ofRef: "S-1",
    amountFen: 1250,
    reported: "reported",
  });
  t.deepEqual(await shop.account.reverse({ ref: "R-1", of: "S-1" }), outcome);
  await t.throwsAsync(shop.account.reverse({ ref: "R-2", of: "S-1" }), { message: /taken back by R-1/ });
  await agree(t, shop, 50000, 10000);
  const day = await exportDay(shop.journal, DAY, true);
  t.like(day.totals, { reversed: { count: 1, amountFen: 1250 }, committed: { count: 0, amountFen: 0 } });
  await shop.close();
});

test("another card at a reversal is refused, and so is a sale that no card has paid", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  const card = { ...HANGZHOU.card, applicationSerialNumber: "33018653000100999999" };
  shop.world.reader.slot(0).swap(openChips({ ...HANGZHOU, card }, undefined, 3).card);
  const refused = await shop.account.reverse({ ref: "R-1", of: "S-1" });
  t.like(refused, { outcome: "refused" });
  t.regex(refused.reason ?? "", /another card/);
  await t.throwsAsync(shop.account.reverse({ ref: "R-1", of: "S-9" }), { instanceOf: RangeError });
  await shop.close();
});

test("the reader fails, cash is taken; re-settled once under the original ref: paid by card, the cash is due back", async (t) => {
  const shop = await openShop({ insured: true });
  shop.world.reader.slot(1).remove();
  // Without a PSAM the key server would do.
  insuranceOf(shop).setFaults({ down: true });
  const deferred = { ...SALE, deferOnEquipmentFailure: true };
  t.like(await shop.account.debit(deferred), { outcome: "deferred" });
  const settlement = settlementOf(shop);
  t.like((await settlement.waiting())[0], { ref: "S-1", what: "re-settle" });
  await t.throwsAsync(shop.account.resettle("S-1"), undefined, "the PSAM is still missing");
  t.like(await shop.account.debit(deferred), { outcome: "deferred" });
  shop.world.reader.slot(1).insert(shop.world.chips.psam);
  insuranceOf(shop).setFaults({ down: false });
  const paid = await shop.account.resettle("S-1");
  t.like(paid, { outcome: "committed", reason: "paid in cash meanwhile: a refund is due" });
  const again = await shop.account.resettle("S-1");
  t.deepEqual({ ...again, reason: paid.reason }, paid, "the same sale");
  t.regex(again.reason ?? "", /^settled by card before: nothing was debited now/);
  t.like(await settlement.upload(), { delivered: 1 });
  t.like((await settlement.waiting())[0], { ref: "S-1", what: "refund", amountFen: 1250 });
  await agree(t, shop, 48750, 10000);
  await shop.close();
});

test("a deferred sale is re-settled at its own institution only", async (t) => {
  const shop = await openShop({ account: { institution: "H-OTHER" } });
  shop.world.reader.slot(1).remove();
  await shop.account.debit({ ...SALE, deferOnEquipmentFailure: true });
  const { openAccount } = await import("@duka/driver/account/account");
  const elsewhere = openAccount({ reader: shop.reader, journal: shop.journal, institution: INSTITUTION });
  await t.throwsAsync(elsewhere.resettle("S-1"), { instanceOf: RangeError, message: /H-OTHER/ });
  await shop.close();
});

test("cash for an undecided sale that turns out paid: a refund is due, on the export and on the list", async (t) => {
  const shop = await openShop({ insured: true });
  strike(shop.world, 0, only(DEBIT, answerLost));
  await shop.account.debit(SALE);
  await shop.journal.flagPaidInCash("S-1");
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.recover(), { sales: [{ ref: "S-1", outcome: "committed" }], stillUndecided: [] });
  const day = await exportDay(shop.journal, DAY, true);
  t.is(day.totals.refundDueFen, 1250);
  await shop.close();
});

test("a day's export has every sale in one class, totals add up, and simulated rows never reach a real one", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit({ ref: "A", amountFen: 100 });
  await shop.account.debit({ ref: "B", amountFen: 200 });
  await shop.account.reverse({ ref: "R", of: "B" });
  shop.world.reader.slot(1).remove();
  insuranceOf(shop).setFaults({ down: true });
  await shop.account.debit({ ref: 'C",x', amountFen: 300, deferOnEquipmentFailure: true });
  shop.world.reader.slot(1).insert(shop.world.chips.psam);
  strike(shop.world, 0, only(DEBIT, commandLost));
  await shop.account.debit({ ref: "D", amountFen: 400 });
  const day = await exportDay(shop.journal, DAY, true);
  const sum = CLASSES.reduce((total, name) => total + day.totals[name].amountFen, 0);
  t.is(sum, day.totals.all.amountFen);
  t.is(day.totals.all.amountFen, 1000);
  t.is(day.totals.all.count, 4);
  t.is(day.totals.cardFen, 100);
  t.deepEqual(
    day.sales.map((row) => [row.ref, row.class]),
    [
      ["A", "committed"],
      ["B", "reversed"],
      ['C",x', "deferred"],
      ["D", "undecided"],
    ],
  );
  const lines = dayCsv(day).split("\r\n");
  t.is(lines.length, 1 + 4 + 1 + 10 + 1);
  t.true(lines.some((line) => line.startsWith('sale,true,"C"",x",deferred')));
  const real = await exportDay(shop.journal, DAY);
  t.is(real.totals.all.count, 0);
  t.deepEqual([real.sales, real.credits], [[], []]);
  for (const wrong of ["2026-02-30", "20261121", "", "2026-13-01"]) {
    await t.throwsAsync(exportDay(shop.journal, wrong), { instanceOf: RangeError });
  }
  await shop.close();
});
