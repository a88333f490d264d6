/**
 * The centre's word on a card before its use: a lost card pays nowhere where the centre can be asked; without a line
 * cards pay on.
 */
import { identityOfProfile } from "@duka/simulator/centre/profile-centre";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { VOUCHING } from "../support/shop/insurance.js";
import { openShop, type Shop } from "../support/shop/shop.js";

const PROFILE = findProfile("hangzhou");
const { cardNumber } = identityOfProfile(PROFILE);
const DEBIT_FOR_MEDICAL_PURCHASE = 0x2c;

function insuranceOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance;
}

async function reportLoss(shop: Shop) {
  const { call } = insuranceOf(shop).centre;
  const who = { window: "W-1", operator: "clerk", vouching: VOUCHING, cardNumber };
  await call("reportLoss", { ...who, ref: "loss" });
}

test("a card on the blacklist is refused before a password is tried, a journal written or the card asked", async (t) => {
  const shop = await openShop({ profile: PROFILE, insured: {} });
  t.like(await shop.account.debit({ ref: "B-1", amountFen: 100 }), { outcome: "committed" });
  await reportLoss(shop);
  const refused = await shop.account.debit({ ref: "B-2", amountFen: 100 });
  t.like(refused, { outcome: "refused" });
  t.regex(refused.reason ?? "", /^the centre: .*blacklist/);
  t.deepEqual(await shop.journal.find("B-2"), []);
  t.like(await shop.account.balance("purse"), { balanceFen: PROFILE.purse.openingBalanceFen.purse - 100 });
  await shop.close();
});

test("a centre that does not answer keeps no card that holds its own account from paying", async (t) => {
  const shop = await openShop({ profile: PROFILE, insured: {} });
  await reportLoss(shop);
  for (const faults of [{ down: true }, { down: false, slowMs: 60_000 }]) {
    insuranceOf(shop).setFaults(faults);
    const ref = `B-${JSON.stringify(faults).length}`;
    t.like(await shop.account.debit({ ref, amountFen: 100 }), { outcome: "committed" }, ref);
  }
  await shop.close();
});

test("a purse is also for a card that the centre has never heard of", async (t) => {
  const shop = await openShop({ profile: PROFILE, insured: { cardNumber: "33018653000100174299" } });
  t.like(await shop.account.debit({ ref: "B-1", amountFen: 100 }), { outcome: "committed" });
  await shop.close();
});

test("a medical account is not: the centre that does not know the card refuses it, and the card is not asked to pay", async (t) => {
  const shop = await openShop({ profile: PROFILE, insured: { cardNumber: "33018653000100174299" } });
  const refused = await shop.account.debit({ ref: "B-1", kind: "medical", amountFen: 100 });
  t.like(refused, { outcome: "refused" });
  t.regex(refused.reason ?? "", /^the centre: /);
  t.deepEqual(
    shop.card.filter(({ command }) => command[1] === DEBIT_FOR_MEDICAL_PURCHASE),
    [],
  );
  await shop.close();
});
