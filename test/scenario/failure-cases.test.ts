/** One scenario for every row of the failure cases that hospitals and pharmacies know. */

import { openAccount } from "@duka/driver/account/account";
import { exportDay } from "@duka/driver/centre/day-export";
import { openSettlement } from "@duka/driver/centre/settlement";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { identityOfProfile } from "@duka/simulator/centre/profile-centre";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { agree } from "../support/shop/agreement.js";
import { INSTITUTION, VOUCHING } from "../support/shop/insurance.js";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const DEBIT = 0x54;
const DAY = "2026-11-21";
const CARD = identityOfProfile(findProfile("hangzhou"));

function insuranceOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance;
}

function settlementOf(shop: Shop) {
  const { centre } = insuranceOf(shop);
  return openSettlement({ journal: shop.journal, centre, clock: shop.world.clock, region: "330100" });
}

function loseDebit(shop: Shop, isDone: boolean): void {
  strike(shop.world, 0, (command, execute) => {
    if (command[1] !== DEBIT) return execute();
    if (isDone) execute();
    return undefined;
  });
}

test("pre-settled by the hospital, the card's commit unknown and not done: reversed at the centre (2601), nothing is left", async (t) => {
  const shop = await openShop({ insured: true });
  const { centre, accounts } = insuranceOf(shop);
  const at = { institutionId: INSTITUTION, ref: "S-1" };
  await centre.call("preSettle", { ...at, card: CARD, kind: "pharmacy", totalFen: 1250, selfCostFen: 0 });
  loseDebit(shop, false);
  t.is((await shop.account.debit(SALE)).outcome, "undecided");
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.recover(), { sales: [{ outcome: "refused" }], stillUndecided: [] });
  await centre.call("reverse", { institutionId: INSTITUTION, ref: "V-1", of: "S-1", what: "preSettle" });
  t.deepEqual(await accounts(), { cardFen: 50000, holderFen: 10000 });
  t.like(await shop.account.balance(), { balanceFen: 50000 });
  t.deepEqual(await settlementOf(shop).waiting(), []);
  await shop.close();
});

test("the card has paid, the centre's answer to the settlement is lost (单边账): sent again under the same ref, settled once", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  const insurance = insuranceOf(shop);
  insurance.setFaults({ loseAnswers: 1 });
  const settlement = settlementOf(shop);
  t.like(await settlement.upload(), { failed: 1 });
  t.like((await exportDay(shop.journal, DAY, true)).sales[0], { class: "committed", settled: "waiting" });
  t.like(await settlement.upload(true), { delivered: 1 });
  const found = await insurance.centre.call("findSale", { institutionId: INSTITUTION, ref: "S-1" });
  t.is(found.sale.state, "settled");
  t.deepEqual(await insurance.accounts(), { cardFen: 48750, holderFen: 10000 });
  await shop.close();
});

for (const isDone of [true, false]) {
  test(`card torn out at DEBIT (闪卡), ${isDone ? "done" : "not done"}: put back, its sequence and log decide`, async (t) => {
    const shop = await openShop({ insured: true });
    strike(shop.world, 0, (command, execute) => {
      if (command[1] !== DEBIT) return execute();
      if (isDone) execute();
      shop.world.reader.slot(0).remove();
      return undefined;
    });
    const { chip } = shop.world.reader.slot(0);
    t.is((await shop.account.debit(SALE)).outcome, "undecided");
    unstrike(shop.world);
    shop.world.reader.slot(0).insert(chip!);
    t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
    await agree(t, shop, { cardFen: 48750 });
    await shop.close();
  });
}

test("reader, PSAM and network down: paid in cash, marked, re-settled later at the same institution", async (t) => {
  const shop = await openShop({ insured: true });
  shop.world.reader.cable.unplug();
  t.like(await shop.account.debit({ ...SALE, deferOnEquipmentFailure: true }), { outcome: "deferred" });
  const account = await shop.reconnect();
  t.like((await settlementOf(shop).waiting())[0], { what: "re-settle", ref: "S-1" });
  t.like(await account.resettle("S-1"), { outcome: "committed" });
  await settlementOf(shop).upload();
  const { sale } = await insuranceOf(shop).centre.call("findSale", {
    institutionId: INSTITUTION,
    ref: "S-1",
  });
  t.true(sale.deferred);
  await shop.close();
});

test("password locked: refused at the till, freed at the service point with the ID document", async (t) => {
  const shop = await openShop({ insured: true });
  const { card } = shop.world.chips;
  card.reset();
  for (const apdu of ["00A4040009A00000000386980701", ...Array<string>(6).fill("0020000003111111")]) {
    card.execute(Uint8Array.from(Buffer.from(apdu, "hex")));
  }
  card.powerOff();
  t.like(await shop.account.debit(SALE), { outcome: "refused", reason: "password locked" });
  const at = { window: "W-1", operator: "clerk", vouching: VOUCHING };
  t.like(await shop.account.unblockPassword({ ...at, ref: "U-1" }), { done: true });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  await agree(t, shop, { cardFen: 48750 });
  await shop.close();
});

test("lost card: a debit before the report is settled; a load afterwards is refused", async (t) => {
  const shop = await openShop({ insured: true });
  const { centre } = insuranceOf(shop);
  await shop.account.debit(SALE);
  await shop.world.clock.outside(async () => undefined);
  const later = new Promise<void>((resolve) => void shop.world.clock.after(5000, resolve));
  await later;
  await centre.call("reportLoss", {
    window: "W-1",
    operator: "clerk",
    ref: "X-1",
    vouching: VOUCHING,
    cardNumber: CARD.cardNumber,
  });
  t.like(await settlementOf(shop).upload(), { delivered: 1 });
  t.like(await shop.account.credit({ ref: "L-1", amountFen: 100 }), { outcome: "not-credited" });
  await shop.close();
});

test("card returned (注销): the centre pays the rest out, and knows the card no more", async (t) => {
  const shop = await openShop({ insured: true });
  const { centre } = insuranceOf(shop);
  await shop.account.debit(SALE);
  await settlementOf(shop).upload();
  const cancelled = await centre.call("cancelCard", {
    window: "W-1",
    operator: "clerk",
    ref: "X-1",
    vouching: VOUCHING,
    cardNumber: CARD.cardNumber,
    reason: "abroad",
  });
  t.is(cancelled.paidOutFen, 48750 + 10000);
  await t.throwsAsync(centre.call("eligibility", { institutionId: INSTITUTION, card: CARD }), {
    instanceOf: CentreError,
  });
  await shop.close();
});

for (const isDone of [true, false]) {
  test(`the clock is set back a day while a sale is undecided, ${isDone ? "done" : "not done"}: the card decides, the receipt tells the time of the debit`, async (t) => {
    const shop = await openShop({ insured: true });
    loseDebit(shop, isDone);
    t.is((await shop.account.debit(SALE)).outcome, "undecided");
    unstrike(shop.world);
    reinsert(shop.world);
    const { reader, journal, world } = shop;
    const clock = { ...world.clock, wallMs: () => world.clock.wallMs() - 86_400_000 };
    const late = { clock, simulated: true, meter: reader.meter, slot: (index: number) => reader.slot(index) };
    const account = openAccount({ reader: late, journal, centre: insuranceOf(shop).centre });
    const outcome = await account.debit(SALE);
    t.like(outcome, { outcome: "committed", balanceAfterFen: 48750 });
    t.is(outcome.receipt?.date, isDone ? "20261121" : "20261120");
    await agree(t, shop, { cardFen: 48750 });
    await shop.close();
  });
}

test("the clock is set back: what waits is sent all the same, and the sale keeps its own time", async (t) => {
  const shop = await openShop({ insured: true });
  const insurance = insuranceOf(shop);
  await shop.account.debit(SALE);
  insurance.setFaults({ down: true });
  const ahead = { ...shop.world.clock, wallMs: () => shop.world.clock.wallMs() + 365 * 86_400_000 };
  const { centre } = insurance;
  const early = openSettlement({ journal: shop.journal, centre, clock: ahead, region: "330100" });
  t.like(await early.upload(), { failed: 1 });
  insurance.setFaults({ down: false });
  t.like(await settlementOf(shop).upload(), { delivered: 1 }, "a year's wait is no back-off");
  await shop.close();
});
