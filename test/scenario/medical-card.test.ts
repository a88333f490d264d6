/** A social-security card without a purse: its medical account alone. */

import { Password } from "@duka/driver/base/password";
import { openSettlement } from "@duka/driver/centre/settlement";
import { hangzhou } from "@duka/driver/password/city-profile";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { cardNumberOf, withoutPurse } from "../support/card/purseless.js";
import { INSTITUTION, VOUCHING } from "../support/shop/insurance.js";
import { openShop, reinsert, type Shop, type ShopOptions, strike, unstrike } from "../support/shop/shop.js";

const SALE = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;
const HANGZHOU = findProfile("hangzhou");
const OPENING_FEN = 120_000;
const DEBIT = 0x2c;
const AT = { window: "W-1", operator: "clerk", vouching: VOUCHING };

function openMedicalShop(options: ShopOptions = {}): Promise<Shop> {
  return openShop({
    insured: { cardNumber: cardNumberOf(HANGZHOU), openingBalanceFen: OPENING_FEN },
    inSlots: ({ card, psam }) => [withoutPurse(card), psam],
    ...options,
  });
}

test("the medical account pays, is settled under the number of EF05, and its receipt shows that number masked", async (t) => {
  const shop = await openMedicalShop();
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    mac2: "verified",
    balanceAfterFen: OPENING_FEN - 1250,
    cardNumber: "*****5674",
    medical: { selfPayFen: 300, poolFen: 2000, totalFen: 3550 },
  });
  t.is(outcome.receipt?.cardNumber, "*****5674");
  t.deepEqual(await shop.account.debit(SALE), outcome);
  const { insurance, journal, world } = shop;
  const { centre } = insurance!;
  const settlement = openSettlement({ journal, centre, clock: world.clock, region: "330100" });
  t.like(await settlement.upload(), { delivered: 1, refused: 0 });
  t.like(await insurance!.accounts(), { cardFen: OPENING_FEN - 1250 });
  t.like(await shop.account.balance("medical"), { balanceFen: OPENING_FEN - 1250 });
  t.like(await shop.account.card(), { cardNumber: outcome.cardNumber, validUntil: "20331231" });
  t.like(await shop.account.log("medical"), { records: [{ transactionType: 0x32, amountFen: 1250 }] });
  await shop.close();
});

for (const kind of ["purse", "deposit"] as const) {
  test(`${kind} on such a card: refused, and says which account pays; the ref is free`, async (t) => {
    const shop = await openMedicalShop();
    const reason = 'this card has no purse: its medical account pays (kind "medical")';
    t.like(await shop.account.debit({ ref: "S-1", amountFen: 100, kind }), { outcome: "refused", reason });
    t.like(await shop.account.credit({ ref: "L-1", amountFen: 100, kind }), { outcome: "refused", reason });
    t.like(await shop.account.balance(kind), { refused: true, reason });
    t.deepEqual(await shop.journal.find("S-1"), []);
    await shop.close();
  });
}

test("a medical sale where the city's cards have no such account is a mistake of the caller", async (t) => {
  const { medical: _none, ...purseOnly } = hangzhou;
  const shop = await openShop({ account: { profile: purseOnly } });
  await t.throwsAsync(shop.account.debit(SALE), { instanceOf: RangeError, message: /no medical account/ });
  t.like(await shop.account.balance("medical"), { refused: true });
  await shop.close();
});

for (const isDone of [true, false]) {
  test(`answer to DEBIT lost, ${isDone ? "done" : "not done"}: decided when that card is back, debited once`, async (t) => {
    const shop = await openMedicalShop();
    strike(shop.world, 0, (command, execute) => {
      if (command[1] !== DEBIT) return execute();
      if (isDone) execute();
      return undefined;
    });
    t.is((await shop.account.debit(SALE)).outcome, "undecided");
    unstrike(shop.world);
    reinsert(shop.world);
    t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: OPENING_FEN - 1250 });
    t.like(await shop.account.balance("medical"), { balanceFen: OPENING_FEN - 1250 });
    t.deepEqual(await shop.journal.verify(), []);
    await shop.close();
  });
}

test("a card of another city with the same number in EF05 resolves nothing", async (t) => {
  const shop = await openMedicalShop();
  strike(shop.world, 0, (command, execute) => (command[1] === DEBIT ? undefined : execute()));
  await shop.account.debit(SALE);
  unstrike(shop.world);
  const { card } = HANGZHOU;
  const other = {
    ...HANGZHOU,
    card: { ...card, applicationSerialNumber: "33028653000199999999" },
    region: "330200",
  };
  const first = shop.world.reader.slot(0).swap(withoutPurse(openChips(other, undefined, 2).card));
  const outcome = await shop.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(
    outcome.reason ?? "",
    /a city that this till does not know \(region 330200.*put the same card back/,
  );
  shop.world.reader.slot(0).swap(first!);
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  await shop.close();
});

test("a card that only knows the number and the serial, but not the key, is not believed: the sale stays undecided", async (t) => {
  const shop = await openMedicalShop();
  strike(shop.world, 0, (command, execute) => {
    if (command[1] === DEBIT) execute();
    return command[1] === DEBIT ? undefined : execute();
  });
  await shop.account.debit(SALE);
  unstrike(shop.world);
  const { social } = HANGZHOU;
  const forged = {
    ...HANGZHOU,
    social: { ...social!, masterKeys: { ...social!.masterKeys, IRK: "0F".repeat(16) } },
  };
  const first = shop.world.reader.slot(0).swap(withoutPurse(openChips(forged, undefined, 2).card));
  const outcome = await shop.account.debit(SALE);
  t.is(outcome.outcome, "undecided", outcome.reason ?? "");
  t.regex(outcome.reason ?? "", /could not prove that it is genuine: put the same card back/);
  shop.world.reader.slot(0).swap(first!);
  t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: OPENING_FEN - 1250 });
  await shop.close();
});

test("password changed by the holder, asked for, reset at the window, and recognised again", async (t) => {
  const words = ["123456", "654321", "654321", "654321"];
  const shop = await openMedicalShop({
    account: {
      askPassword: async () => {
        const word = words.shift();
        return word === undefined ? undefined : Password.fromDigits(word);
      },
    },
  });
  t.like(await shop.account.changePassword(), { changed: true });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.deepEqual(words, []);
  t.like(await shop.account.resetPassword({ ...AT, ref: "P-1" }), { done: true });
  t.like(await shop.account.debit({ ...SALE, ref: "M-2" }), { outcome: "committed" });
  await shop.close();
});

test("without a PSAM the key server makes MAC1 for it", async (t) => {
  const shop = await openMedicalShop();
  shop.world.reader.slot(1).remove();
  t.like(await shop.account.debit(SALE), {
    outcome: "committed",
    mac2: "verified",
    terminalId: "000000000000",
  });
  t.is((await shop.journal.find("M-1"))[0]?.institution, INSTITUTION);
  await shop.close();
});
