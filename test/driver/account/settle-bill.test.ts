/** Pre-settle, debit, settle as one call: the splits are compared at each step. */

import { EquipmentError } from "@duka/driver/base/equipment-error";
import type { Centre } from "@duka/driver/centre/centre";
import { openSettlement } from "@duka/driver/centre/settlement";
import { explainError } from "@duka/driver/explain/explain-error";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { answerLost, at, commandLost } from "../../support/card/chip-transport.js";
import { instantClock } from "../../support/card/instant-clock.js";
import { cityOf } from "../../support/card/sscard-rig.js";
import { openTestTill } from "../../support/card/till.js";
import { INSTITUTION, openInsurance } from "../../support/shop/insurance.js";

const DEBIT = 0x2c;
const BILL = { ref: "V-1", visit: "treatment", totalFen: 500_00, selfCostFen: 100_00 } as const;
/** 400.00 in scope, 300.00 of it the deductible, 70 % of the rest from the fund, the account pays what it has. */
const SPLIT = { totalFen: 500_00, accountFen: 430_00, poolFen: 70_00, cashFen: 0 };

async function openTill(
  city = "hangzhou",
  insured = {},
  centreAs: (centre: Centre) => Centre = (one) => one,
) {
  const profile = findProfile(city);
  const insurance = await openInsurance(instantClock(), profile, insured);
  const centre = centreAs(insurance.centre);
  const till = await openTestTill({ simulated: profile, profile: cityOf(profile), centre });
  const settlement = openSettlement({
    journal: till.journal,
    centre,
    clock: instantClock(),
    region: profile.region,
  });
  const found = async (ref: string) =>
    (await insurance.centre.call("findSale", { institutionId: INSTITUTION, ref })).sale;
  return { ...till, insurance, settlement, found };
}

test("a bill is pre-settled, paid by the card and settled in one call, and till and centre agree", async (t) => {
  const { account, found, journal, settlement } = await openTill();
  const outcome = await account.settleBill(BILL);
  t.like(outcome, {
    outcome: "committed",
    visit: "treatment",
    amountFen: 430_00,
    medical: { selfPayFen: 0, poolFen: 70_00, totalFen: 500_00 },
    settlement: { state: "settled", till: SPLIT, centre: SPLIT, error: null },
    receipt: { visit: "treatment", amountFen: 430_00 },
  });
  t.like(await found("V-1"), { state: "settled", kind: "treatment", split: SPLIT });
  t.deepEqual(await account.settleBill(BILL), outcome, "asked again it is the same, once");
  t.deepEqual(await settlement.waiting(), []);
  t.deepEqual(await journal.verify(), []);
});

const KINDS = [
  ["registration", { poolFen: 35_00, accountFen: 315_00, cashFen: 0 }],
  ["treatment", { poolFen: 35_00, accountFen: 315_00, cashFen: 0 }],
  ["admission", { poolFen: 0, accountFen: 350_00, cashFen: 0 }],
  ["discharge", { poolFen: 0, accountFen: 350_00, cashFen: 0 }],
  ["pharmacy", { poolFen: 0, accountFen: 350_00, cashFen: 0 }],
] as const;
for (const [visit, split] of KINDS) {
  test(`${visit}: the centre's rule of that kind decides who pays what of 350.00`, async (t) => {
    const { account } = await openTill();
    const { outcome, settlement } = await account.settleBill({ ref: "V-1", visit, totalFen: 350_00 });
    t.is(outcome, "committed");
    t.like(settlement, { state: "settled", till: split, centre: split });
  });
}

test("a discharge above its deductible: the fund pays its share of the stay", async (t) => {
  const { account } = await openTill();
  const { settlement } = await account.settleBill({ ref: "V-1", visit: "discharge", totalFen: 1200_00 });
  t.like(settlement, { state: "settled", centre: { poolFen: 340_00, accountFen: 500_00, cashFen: 360_00 } });
});

for (const city of ["medical-3des", "medical-sm4"]) {
  test(`${city}: account, fund and cash agree at card, till and centre`, async (t) => {
    const { account, insurance } = await openTill(
      city,
      city === "medical-3des" ? { openingBalanceFen: 0 } : { openingBalanceFen: 80_00 },
    );
    const { holderFen, cardFen } = await insurance.accounts();
    const outcome = await account.settleBill({ ...BILL, totalFen: 500_00 });
    const accountFen = city === "medical-3des" ? 100_00 : 80_00;
    const split = { totalFen: 500_00, accountFen, poolFen: 70_00, cashFen: 430_00 - accountFen };
    t.like(outcome, { outcome: "committed", amountFen: accountFen });
    t.like(outcome.settlement, { state: "settled", till: split, centre: split });
    const left = await insurance.accounts();
    t.is(holderFen + cardFen - left.holderFen - left.cardFen, accountFen);
  });
}

test("a bill of which the account pays nothing is recorded by the card and settled all the same", async (t) => {
  const { account } = await openTill("hangzhou", { openingBalanceFen: 0 });
  const outcome = await account.settleBill(BILL);
  t.like(outcome, { outcome: "committed", amountFen: 0, medical: { selfPayFen: 430_00, poolFen: 70_00 } });
  t.like(outcome.settlement, { state: "settled", centre: { accountFen: 0, cashFen: 430_00 } });
});

test("what the caller has reckoned is not what the centre pre-settles: refused with both, the card is not asked", async (t) => {
  const { account, card, journal } = await openTill();
  const expected = { accountFen: 230_00, poolFen: 270_00, cashFen: 0 };
  const outcome = await account.settleBill({ ...BILL, expected });
  t.is(outcome.outcome, "refused");
  t.is(
    outcome.reason,
    "the centre pre-settles otherwise: Account 230.00 at the till, 430.00 at the centre; Pooled fund 270.00 at the till, 70.00 at the centre",
  );
  t.false(
    card.heard.some((command) => command.startsWith("2c")),
    "no DEBIT",
  );
  t.deepEqual(await journal.find("V-1"), []);
  t.like(
    await account.settleBill({ ...BILL, expected: { accountFen: 430_00, poolFen: 70_00, cashFen: 0 } }),
    {
      outcome: "committed",
    },
  );
});

test("the centre settles otherwise than it has pre-settled: committed, differs, on the waiting list", async (t) => {
  const lying = (centre: Centre): Centre => ({
    ...centre,
    call: async (operation, request, deadlineMs) => {
      const answer = await centre.call(operation, request, deadlineMs);
      if (operation !== "settle") return answer;
      const { sale } = answer as { sale: { split: object } };
      return { ...answer, sale: { ...sale, split: { ...sale.split, poolFen: 0, cashFen: 70_00 } } };
    },
  });
  const { account, settlement } = await openTill("hangzhou", {}, lying);
  const outcome = await account.settleBill(BILL);
  t.like(outcome, {
    outcome: "committed",
    settlement: { state: "differs", till: SPLIT, centre: { ...SPLIT, poolFen: 0, cashFen: 70_00 } },
  });
  t.like(await settlement.waiting(), [{ ref: "V-1", what: "differs" }]);
});

test("answers of the centre that are lost are asked for again: one pre-settlement, one settlement", async (t) => {
  const { account, insurance, settlement } = await openTill();
  insurance.setFaults({ loseAnswers: 2 });
  t.like(await account.settleBill(BILL), {
    outcome: "committed",
    settlement: { state: "settled", centre: SPLIT },
  });
  t.deepEqual(await settlement.waiting(), []);
});

test("a centre that is down: nothing is bound, and the bill is settled once it is back", async (t) => {
  const { account, insurance, journal } = await openTill();
  insurance.setFaults({ down: true });
  const error = await t.throwsAsync(account.settleBill(BILL), { instanceOf: EquipmentError });
  t.regex(error.message, /the centre, which says who pays what, does not answer/);
  t.like(explainError(error), {
    kind: "equipment",
    code: "centre-line",
    remedy: { en: "check the line to the centre", zh: "请检查到中心的线路" },
  });
  t.deepEqual(await journal.find("V-1"), []);
  insurance.setFaults({ down: false });
  t.like(await account.settleBill(BILL), { outcome: "committed", settlement: { state: "settled" } });
});

test("the card's answer is lost: undecided, and the same call with the same card finishes and settles it", async (t) => {
  const { account, card, settlement } = await openTill();
  card.fault = at(DEBIT, answerLost);
  t.like(await account.settleBill(BILL), { outcome: "undecided", settlement: null });
  card.fault = undefined;
  t.like(await account.settleBill(BILL), {
    outcome: "committed",
    settlement: { state: "settled", centre: SPLIT },
  });
  t.deepEqual(await settlement.waiting(), []);
});

test("the command never reached the card: the same call pays once, as it was pre-settled", async (t) => {
  const { account, card } = await openTill();
  card.fault = at(DEBIT, commandLost);
  t.is((await account.settleBill(BILL)).outcome, "undecided");
  card.fault = undefined;
  const again = await account.settleBill(BILL);
  const outcome = again.outcome === "committed" ? again : await account.settleBill(BILL);
  t.like(outcome, { outcome: "committed", amountFen: 430_00, settlement: { state: "settled", till: SPLIT } });
});

test("a bound ref is that of one bill: another total, another kind of visit, or a plain debit under it is a mistake", async (t) => {
  const { account } = await openTill();
  await account.settleBill(BILL);
  for (const other of [{ totalFen: 500_01 }, { visit: "discharge" as const }]) {
    await t.throwsAsync(account.settleBill({ ...BILL, ...other }), {
      instanceOf: RangeError,
      message: /V-1 belongs/,
    });
  }
  await t.throwsAsync(account.debit({ ref: "V-1", amountFen: 1 }), { instanceOf: RangeError });
  await account.debit({ ref: "D-1", amountFen: 1 });
  await t.throwsAsync(account.settleBill({ ...BILL, ref: "D-1" }), {
    instanceOf: RangeError,
    message: /purse of 1 fen/,
  });
});

test("without a centre, and with a request that is wrong, nothing is asked of the card", async (t) => {
  const { account, card } = await openTestTill();
  await t.throwsAsync(account.settleBill(BILL), { instanceOf: TypeError, message: /centre/ });
  for (const wrong of [
    { totalFen: 0 },
    { selfCostFen: 500_01 },
    { visit: "birth" },
    { ref: " " },
    { pool: 1 },
  ]) {
    await t.throwsAsync(account.settleBill({ ...BILL, ...wrong } as never));
  }
  t.deepEqual(card.heard, []);
});
