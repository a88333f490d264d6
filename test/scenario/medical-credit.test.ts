/** Money back onto the medical account: loads (账户划入, type 31) and reversals of settled sales. */
import { exportDay } from "@duka/driver/centre/day-export";
import { openSettlement } from "@duka/driver/centre/settlement";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { INSTITUTION } from "../support/shop/insurance.js";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";

const LOAD = { ref: "L-1", amountFen: 2000, kind: "medical" } as const;
const SALE = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;
const HANGZHOU = findProfile("hangzhou");
const OPENING_FEN = 120_000;
const CREDIT = 0x2a;
const DEBIT = 0x2c;
const DAY = "2026-11-21";

type Strike = Parameters<typeof strike>[2];

const answerLost: Strike = (_command, execute) => {
  execute();
  return undefined;
};
const commandLost: Strike = () => undefined;

function only(ins: number, fault: Strike): Strike {
  return (command, execute) => (command[1] === ins ? fault(command, execute) : execute());
}

/** The register's opening balance is that of the medical account. */
function openInsured(): Promise<Shop> {
  return openShop({ insured: { openingBalanceFen: OPENING_FEN } });
}

function insuranceOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance;
}

function settlementOf(shop: Shop) {
  const { centre } = insuranceOf(shop);
  return openSettlement({ journal: shop.journal, centre, clock: shop.world.clock, region: "330100" });
}

/** Card, centre and journal agree to the fen. */
async function agree(t: ExecutionContext, shop: Shop, cardFen: number, holderFen: number) {
  t.like(await shop.account.balance("medical"), { balanceFen: cardFen }, "on the card");
  t.deepEqual(await insuranceOf(shop).accounts(), { cardFen, holderFen }, "at the centre");
  t.deepEqual(await shop.journal.verify(), []);
}

test("a medical load: MAC1 of the card, MAC2 of the centre, reported with its TAC, in the card's log as type 31", async (t) => {
  const shop = await openInsured();
  const outcome = await shop.account.credit(LOAD);
  t.like(outcome, {
    outcome: "credited",
    reported: "reported",
    balanceBeforeFen: OPENING_FEN,
    balanceAfterFen: OPENING_FEN + 2000,
  });
  t.deepEqual(await shop.account.credit(LOAD), outcome);
  await t.throwsAsync(shop.account.credit({ ...LOAD, kind: "purse" }), { instanceOf: RangeError });
  t.like(await shop.account.log("medical"), {
    records: [{ transactionType: 0x31, amountFen: 2000, what: { zh: "账户划入" } }],
  });
  await agree(t, shop, OPENING_FEN + 2000, 8000);
  await shop.close();
});

for (const [what, fault, expected, cardFen, holderFen] of [
  ["done, answer lost", answerLost, "credited", OPENING_FEN + 2000, 8000],
  ["never arrived", commandLost, "not-credited", OPENING_FEN, 10000],
] as const) {
  test(`CREDIT FOR MEDICAL LOAD ${what}: undecided, reported as unknown, ${expected} when the card is back`, async (t) => {
    const shop = await openInsured();
    strike(shop.world, 0, only(CREDIT, fault));
    t.like(await shop.account.credit(LOAD), { outcome: "undecided", reported: "reported" });
    unstrike(shop.world);
    reinsert(shop.world);
    t.like(await shop.account.credit(LOAD), { outcome: expected, reported: "reported" });
    await agree(t, shop, cardFen, holderFen);
    await shop.close();
  });
}

test("a refused CREDIT FOR MEDICAL LOAD (9302): not credited, the centre has its money back", async (t) => {
  const shop = await openInsured();
  strike(
    shop.world,
    0,
    only(CREDIT, () => Uint8Array.of(0x93, 0x02)),
  );
  t.like(await shop.account.credit(LOAD), { outcome: "not-credited", reported: "reported" });
  unstrike(shop.world);
  await agree(t, shop, OPENING_FEN, 10000);
  await shop.close();
});

test("a settled medical sale is taken back: cancelled at the centre, the account's part on the card again, once", async (t) => {
  const shop = await openInsured();
  await shop.account.debit(SALE);
  await settlementOf(shop).upload();
  const outcome = await shop.account.reverse({ ref: "R-1", of: "M-1" });
  t.like(outcome, {
    outcome: "credited",
    purpose: "reversal",
    ofRef: "M-1",
    amountFen: 1250,
    reported: "reported",
  });
  t.deepEqual(await shop.account.reverse({ ref: "R-1", of: "M-1" }), outcome);
  await t.throwsAsync(shop.account.reverse({ ref: "R-2", of: "M-1" }), { message: /taken back by R-1/ });
  await agree(t, shop, OPENING_FEN, 10000);
  const { centre } = insuranceOf(shop);
  const { sale } = await centre.call("findSale", { institutionId: INSTITUTION, ref: "M-1" });
  t.is(sale.state, "cancelled");
  t.like((await exportDay(shop.journal, DAY, true)).totals, {
    reversed: { count: 1, amountFen: 1250 },
    committed: { count: 0 },
    totalFen: 0,
  });
  await shop.close();
});

for (const [what, fault] of [
  ["done, answer lost", answerLost],
  ["never arrived", commandLost],
] as const) {
  test(`the load of a reversal ${what}: undecided; with the card back, or another ref, its money is on the card once`, async (t) => {
    const shop = await openInsured();
    await shop.account.debit(SALE);
    strike(shop.world, 0, only(CREDIT, fault));
    t.like(await shop.account.reverse({ ref: "R-1", of: "M-1" }), { outcome: "undecided" });
    unstrike(shop.world);
    reinsert(shop.world);
    const told = await shop.account.reverse({ ref: "R-1", of: "M-1" });
    t.is(told.outcome, fault === answerLost ? "credited" : "not-credited");
    if (told.outcome === "not-credited") {
      await agree(t, shop, OPENING_FEN - 1250, 11250);
      t.like(await shop.account.credit({ ...LOAD, amountFen: 1250 }), { outcome: "credited" });
    }
    await agree(t, shop, OPENING_FEN, 10000);
    await shop.close();
  });
}

test("a reversal with another card is refused; nothing was cancelled", async (t) => {
  const shop = await openInsured();
  await shop.account.debit(SALE);
  const card = { ...HANGZHOU.card, applicationSerialNumber: "33018653000100999999" };
  const first = shop.world.reader.slot(0).swap(openChips({ ...HANGZHOU, card }, undefined, 3).card);
  t.like(await shop.account.reverse({ ref: "R-1", of: "M-1" }), { outcome: "refused" });
  shop.world.reader.slot(0).swap(first!);
  await agree(t, shop, OPENING_FEN - 1250, 10000);
  await shop.close();
});

test("the centre is down before the load: nothing was asked of card or centre, the ref is not lost", async (t) => {
  const shop = await openInsured();
  insuranceOf(shop).setFaults({ down: true });
  t.like(await shop.account.credit(LOAD), { outcome: "not-credited", reported: "due" });
  t.is(shop.card.filter(({ command }) => command[1] === CREDIT).length, 0);
  insuranceOf(shop).setFaults({ down: false });
  await settlementOf(shop).upload(true);
  await agree(t, shop, OPENING_FEN, 10000);
  await shop.close();
});

test("the day's export has the three amounts of every medical sale, and totals that add up", async (t) => {
  const shop = await openInsured();
  await shop.account.debit(SALE);
  await shop.account.debit({ ...SALE, ref: "M-2", amountFen: 100, medical: { selfPayFen: 0, poolFen: 50 } });
  strike(shop.world, 0, only(DEBIT, commandLost));
  await shop.account.debit({ ...SALE, ref: "M-3" });
  const day = await exportDay(shop.journal, DAY, true);
  t.like(day.sales[0], { amountFen: 1250, selfPayFen: 300, poolFen: 2000, totalFen: 3550 });
  t.like(day.totals, { cardFen: 1350, selfPayFen: 300, poolFen: 2050, totalFen: 3700 });
  t.like(day.totals.undecided, { count: 1, amountFen: 1250 });
  await shop.close();
});
