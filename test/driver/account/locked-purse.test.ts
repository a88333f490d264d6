/** A purse that is locked (9303, 6283) is no reason against the medical account of its card (P7 5.1 to 5.5). */
import { blacklistOf } from "@duka/driver/card/blacklist";
import { reconcileDay } from "@duka/driver/centre/reconcile-day";
import { openSettlement } from "@duka/driver/centre/settlement";
import { plain } from "@duka/driver/password/city-profile";
import { LOCKED_FOR_A_TIME, LOCKED_FOR_EVER } from "@duka/simulator/access/application-lock";
import type { Chips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { answerLost, at } from "../../support/card/chip-transport.js";
import { NOON_MS, openTestTill } from "../../support/card/till.js";
import { openShop } from "../../support/shop/shop.js";

const MEDICAL = { ref: "M-1", kind: "medical", amountFen: 1250 } as const;
const PURSE = { ref: "S-1", amountFen: 1250 };
const DEBIT_MEDICAL = 0x2c;
const LISTED = blacklistOf({
  asOfMs: NOON_MS,
  cards: [],
  ranges: [{ from: "A00000000", until: "A99999999" }],
});

function lock({ card: { inside } }: Chips, state: number, key?: string): void {
  const application = inside.applications.find(({ lockKey }) => key === undefined || lockKey === key);
  inside.medical!.memory.transaction(() => application?.lock.set(state));
}

const LOCKS = [
  ["for ever (9303)", LOCKED_FOR_EVER, 0x9303],
  ["for a time (6283)", LOCKED_FOR_A_TIME, 0x6283],
] as const;

for (const [how, state, statusWord] of LOCKS) {
  test(`the purse is locked ${how}: the medical account pays, the purse says that it is locked`, async (t) => {
    const till = await openTestTill();
    lock(till.chips, state);
    t.like(await till.account.debit(MEDICAL), { outcome: "committed", mac2: "verified" });
    t.like(await till.account.balance("medical"), { balanceFen: 120_000 - 1250 });
    t.like(await till.account.debit(PURSE), {
      outcome: "refused",
      reasonCode: "application-locked",
      statusWord,
    });
    t.like(await till.account.balance("purse"), { refused: true, code: "application-locked" });
  });

  for (const kind of ["purse", "medical"] as const) {
    test(`the purse is locked ${how}, and the card is on the blacklist, kind ${kind}: the blacklist is told, as it comes first`, async (t) => {
      const till = await openTestTill({ blacklist: LISTED });
      lock(till.chips, state);
      const outcome = await till.account.debit({ ref: "X-1", amountFen: 100, kind });
      t.like(outcome, { outcome: "refused", reasonCode: "blacklisted" });
      t.false(till.card.heard.some((command) => command.startsWith("20")));
    });
  }
}

test("a medical sale left undecided before the purse was locked is recovered under its old number afterwards", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(DEBIT_MEDICAL, answerLost);
  t.like(await till.account.debit(MEDICAL), { outcome: "undecided" });
  till.card.fault = undefined;
  lock(till.chips, LOCKED_FOR_EVER);
  const next = await till.account.debit({ ...MEDICAL, ref: "M-2" });
  t.like(next, { outcome: "committed" });
  t.like(till.recovered, [{ ref: "M-1", outcome: "committed" }]);
  t.is(next.cardNumber, till.recovered[0]!.cardNumber, "one card, one number");
  t.like(await till.account.balance("medical"), { balanceFen: 120_000 - 2 * 1250 });
});

test("the centre knows the card by region and factor, and settles: it never was at this till before", async (t) => {
  const shop = await openShop({ insured: { openingBalanceFen: 120_000 } });
  lock(shop.world.chips, LOCKED_FOR_EVER);
  t.like(await shop.account.debit(MEDICAL), {
    outcome: "committed",
    mac2: "verified",
    cardNumber: "*****5674",
  });
  const { insurance, journal, world } = shop;
  const { centre } = insurance!;
  const settlement = openSettlement({ journal, centre, clock: world.clock, region: "330100" });
  t.like(await settlement.upload(), { delivered: 1, refused: 0 });
  t.like(await insurance!.accounts(), { cardFen: 120_000 - 1250 });
  const day = await reconcileDay(journal, centre, "2026-11-21");
  t.like(day, { agrees: true, differences: [] }, "one card, by two numbers");
  await shop.close();
});

test("a load onto the medical account of such a card is authorised and reported under the register's number", async (t) => {
  const shop = await openShop({ insured: { allottedFen: 50_000, openingBalanceFen: 120_000 } });
  lock(shop.world.chips, LOCKED_FOR_EVER);
  t.like(await shop.account.credit({ ref: "L-1", kind: "medical", amountFen: 5000 }), {
    outcome: "credited",
  });
  t.like(await shop.account.balance("medical"), { balanceFen: 125_000 });
  t.like(await shop.insurance!.accounts(), { cardFen: 125_000 });
  await shop.close();
});

test("a card with a purse alone, which is locked: refused as such", async (t) => {
  const till = await openTestTill({ simulated: findProfile("plain"), profile: plain });
  const [application] = till.chips.card.inside.applications;
  till.chips.card.inside.purse.memory.transaction(() => application?.lock.set(LOCKED_FOR_EVER));
  t.like(await till.account.debit(PURSE), { outcome: "refused", reasonCode: "application-locked" });
});

test("the medical application itself is locked: refused as such, and the purse pays", async (t) => {
  const till = await openTestTill();
  lock(till.chips, LOCKED_FOR_EVER, "LKDF04");
  t.like(await till.account.debit(MEDICAL), { outcome: "refused", reasonCode: "application-locked" });
  t.like(await till.account.debit(PURSE), { outcome: "committed" });
});
