/** A city that holds the medical account at the centre: the card keeps the record of a purchase, the centre pays. */
import { exportDay } from "@duka/driver/centre/day-export";
import { openSettlement } from "@duka/driver/centre/settlement";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { cityOf } from "../support/card/sscard-rig.js";
import { INSTITUTION } from "../support/shop/insurance.js";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";

const CARD = findProfile("medical-3des");
const CITY = cityOf(CARD);
const SALE = {
  ref: "C-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 0 },
} as const;
const DEFERRED = { ...SALE, deferOnEquipmentFailure: true };
const ALLOTTED_FEN = 10_000;
const DEBIT = 0x2c;

function openCentreShop(): Promise<Shop> {
  return openShop({ profile: CARD, insured: { openingBalanceFen: 0 }, account: { profile: CITY } });
}

function insuranceOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance;
}

function settlementOf(shop: Shop) {
  const { centre } = insuranceOf(shop);
  return openSettlement({ journal: shop.journal, centre, clock: shop.world.clock, region: CITY.region });
}

async function findSale(shop: Shop, ref: string) {
  return (await insuranceOf(shop).centre.call("findSale", { institutionId: INSTITUTION, ref })).sale;
}

/** The centre's account, what the till shows of it, the card's records and the journal agree. */
async function agree(t: ExecutionContext, shop: Shop, holderFen: number, records: number) {
  t.deepEqual(await insuranceOf(shop).accounts(), { cardFen: 0, holderFen });
  t.like(await shop.account.balance("medical"), { balanceFen: holderFen });
  const log = await shop.account.log("medical");
  t.is("records" in log ? log.records.length : -1, records, "records on the card");
  t.deepEqual(await shop.journal.verify(), []);
}

test("the card keeps the record, the centre's account pays at once, the receipt shows the centre's balance", async (t) => {
  const shop = await openCentreShop();
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    mac2: "verified",
    balanceBeforeFen: ALLOTTED_FEN,
    balanceAfterFen: ALLOTTED_FEN - 1250,
    receipt: { balanceAfterFen: ALLOTTED_FEN - 1250, medical: { selfPayFen: 300, totalFen: 1550 } },
  });
  t.like(await findSale(shop, "C-1"), { state: "settled", from: "centre", deferred: false });
  t.deepEqual(await settlementOf(shop).waiting(), []);
  t.deepEqual(await shop.account.debit(SALE), outcome);
  await agree(t, shop, ALLOTTED_FEN - 1250, 1);
  await shop.close();
});

test("less in the account than is asked for: refused before the card keeps a record; the ref is free", async (t) => {
  const shop = await openCentreShop();
  t.like(await shop.account.debit({ ...SALE, amountFen: ALLOTTED_FEN + 1 }), {
    outcome: "refused",
    reason: "insufficient balance",
    balanceBeforeFen: ALLOTTED_FEN,
  });
  t.deepEqual(await shop.journal.find("C-1"), []);
  await agree(t, shop, ALLOTTED_FEN, 0);
  await shop.close();
});

test("the centre down: deferred, paid in cash; re-settled once, at the same institution, under the original ref", async (t) => {
  const shop = await openCentreShop();
  const insurance = insuranceOf(shop);
  insurance.setFaults({ down: true });
  await t.throwsAsync(shop.account.debit(SALE), { name: "EquipmentError", message: /holds the account/ });
  t.like(await shop.account.debit(DEFERRED), { outcome: "deferred", receipt: null });
  t.like((await settlementOf(shop).waiting())[0], { what: "re-settle", ref: "C-1" });
  await t.throwsAsync(shop.account.resettle("C-1"), { name: "EquipmentError" });
  insurance.setFaults({ down: false });
  await agree(t, shop, ALLOTTED_FEN, 0);
  const paid = await shop.account.resettle("C-1");
  t.like(paid, { outcome: "committed", reason: "paid in cash meanwhile: a refund is due" });
  const again = await shop.account.resettle("C-1");
  t.deepEqual({ ...again, reason: paid.reason }, paid, "the same sale");
  t.regex(again.reason ?? "", /^settled by card before: nothing was debited now/);
  t.like(await findSale(shop, "C-1"), { from: "centre", deferred: true });
  await agree(t, shop, ALLOTTED_FEN - 1250, 1);
  const { totals } = await exportDay(shop.journal, "2026-11-21", true);
  t.like(totals, { committed: { count: 1 }, deferred: { count: 0 }, refundDueFen: 1250, totalFen: 1550 });
  await shop.close();
});

for (const [what, fault] of [
  ["loses its answer", { loseAnswers: 1 }],
  ["answers twice", { answerTwice: 1 }],
] as const) {
  test(`the centre ${what} when it is told to pay: it pays once`, async (t) => {
    const shop = await openCentreShop();
    strike(shop.world, 0, (command, execute) => {
      if (command[1] === DEBIT) insuranceOf(shop).setFaults(fault);
      return execute();
    });
    t.is((await shop.account.debit(SALE)).outcome, "committed");
    const settlement = settlementOf(shop);
    await settlement.upload(true);
    t.deepEqual(await settlement.waiting(), []);
    await agree(t, shop, ALLOTTED_FEN - 1250, 1);
    await shop.close();
  });
}

test("the money is gone when the centre is told to pay: manual, no receipt, a person has to see to it", async (t) => {
  const shop = await openCentreShop();
  const { centre } = insuranceOf(shop);
  const other = { ...SALE, ref: "C-2", amountFen: ALLOTTED_FEN };
  strike(shop.world, 0, (command, execute) => {
    const answer = execute();
    if (command[1] !== DEBIT) return answer;
    // Somebody else is quicker: the family uses the same account.
    void centre.call("settle", {
      institutionId: "H330100002",
      ref: "X-1",
      card: {
        cardNumber: CARD.card.applicationSerialNumber,
        region: CITY.region,
        factor: "8653000200000021",
        algorithm: "3des",
      },
      totalFen: ALLOTTED_FEN,
      payment: { from: "centre", amountFen: ALLOTTED_FEN },
      deferred: false,
    });
    return answer;
  });
  t.like(await shop.account.debit(other), { outcome: "manual", receipt: null });
  t.like((await settlementOf(shop).waiting())[0], { what: "manual", ref: "C-2" });
  await shop.close();
});

for (const isDone of [true, false]) {
  test(`the card's answer is lost, its record ${isDone ? "kept" : "not kept"}: decided with the card, the centre pays once`, async (t) => {
    const shop = await openCentreShop();
    strike(shop.world, 0, (command, execute) => {
      if (command[1] !== DEBIT) return execute();
      if (isDone) execute();
      return undefined;
    });
    t.is((await shop.account.debit(SALE)).outcome, "undecided");
    unstrike(shop.world);
    reinsert(shop.world);
    t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: ALLOTTED_FEN - 1250 });
    await settlementOf(shop).upload(true);
    t.deepEqual(await settlementOf(shop).waiting(), []);
    await agree(t, shop, ALLOTTED_FEN - 1250, 1);
    await shop.close();
  });
}

test("taken back: the cancellation gives the money back, and no card is needed", async (t) => {
  const shop = await openCentreShop();
  await shop.account.debit(SALE);
  const card = shop.world.reader.slot(0).remove();
  const outcome = await shop.account.reverse({ ref: "R-1", of: "C-1" });
  t.like(outcome, {
    outcome: "credited",
    reported: "reported",
    balanceBeforeFen: ALLOTTED_FEN - 1250,
    balanceAfterFen: ALLOTTED_FEN,
    reason: "the money is in the account at the centre",
  });
  t.deepEqual(await shop.account.reverse({ ref: "R-1", of: "C-1" }), outcome);
  await t.throwsAsync(shop.account.reverse({ ref: "R-2", of: "C-1" }), { message: /taken back by R-1/ });
  shop.world.reader.slot(0).insert(card!);
  await agree(t, shop, ALLOTTED_FEN, 1);
  t.like(await findSale(shop, "C-1"), { state: "cancelled" });
  await shop.close();
});

test("the centre loses its answer to the cancellation: another ref gives the same money back, once", async (t) => {
  const shop = await openCentreShop();
  await shop.account.debit(SALE);
  const { centre, setFaults } = insuranceOf(shop);
  await centre.call("areYouThere", {});
  setFaults({ loseAnswers: 9 });
  t.is((await shop.account.reverse({ ref: "R-1", of: "C-1" })).outcome, "refused");
  setFaults({ loseAnswers: 0 });
  t.is((await shop.account.reverse({ ref: "R-1", of: "C-1" })).outcome, "credited");
  await agree(t, shop, ALLOTTED_FEN, 1);
  await shop.close();
});

test("nothing is loaded onto such a card", async (t) => {
  const shop = await openCentreShop();
  await t.throwsAsync(shop.account.credit({ ref: "L-1", amountFen: 100, kind: "medical" }), {
    instanceOf: RangeError,
    message: /held|holds/,
  });
  await shop.close();
});
