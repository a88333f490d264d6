import { openAccount } from "@duka/driver/account/account";
import { openSettlement } from "@duka/driver/centre/settlement";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";

const SALE = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;
const INITIALIZE = 0x28;
const DEBIT = 0x2c;
const INIT_SAM = 0x70;
const DELIVER = 0xde;
const OPENING_FEN = 120_000;

type Strike = Parameters<typeof strike>[2];

const answerLost: Strike = (_command, execute) => {
  execute();
  return undefined;
};

function only(ins: number, fault: Strike): Strike {
  return (command, execute) => (command[1] === ins ? fault(command, execute) : execute());
}

async function balanceOf(shop: Shop): Promise<number> {
  const info = await shop.account.balance("medical");
  return "balanceFen" in info ? info.balanceFen : -1;
}

test("a medical purchase: card and terminal prove themselves, three amounts, PSAM's MAC1, MAC2 verified", async (t) => {
  const shop = await openShop({ insured: true });
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    mac2: "verified",
    balanceBeforeFen: OPENING_FEN,
    balanceAfterFen: OPENING_FEN - 1250,
    receipt: { kind: "medical" },
  });
  t.deepEqual(await shop.account.debit(SALE), outcome);
  t.is(await balanceOf(shop), OPENING_FEN - 1250);
  const initialize = shop.card.find(({ command }) => command[0] === 0xb0 && command[1] === INITIALIZE);
  t.is(
    Buffer.from(initialize?.command.subarray(6, 18) ?? []).toString("hex"),
    "000004e20000012c000007d0",
    "account, self-payment, pool",
  );
  const [kept] = await shop.journal.find("M-1");
  t.like(kept, { totalFen: 3550, amountsFen: [1250, 300, 2000] });
  await shop.close();
});

test("another share of the bill under the same ref is another sale: a mistake of the caller, nothing is debited", async (t) => {
  const shop = await openShop();
  await shop.account.debit(SALE);
  for (const other of [
    { ...SALE, medical: { selfPayFen: 301, poolFen: 2000 } },
    { ...SALE, medical: { selfPayFen: 300, poolFen: 1999 } },
    { ...SALE, amountFen: 1251 },
    { ref: "M-1", kind: "purse", amountFen: 1250 } as const,
  ]) {
    await t.throwsAsync(shop.account.debit(other), { instanceOf: RangeError, message: /ref M-1 belongs/ });
  }
  t.is(await balanceOf(shop), OPENING_FEN - 1250);
  await shop.close();
});

test("the log of the medical account tells the purchase", async (t) => {
  const shop = await openShop();
  await shop.account.debit(SALE);
  t.like(await shop.account.log("medical"), {
    records: [{ amountsFen: [1250, 300, 2000], what: { zh: "医疗消费" }, transactionType: 0x32 }],
  });
  await shop.close();
});

test("answer lost, card back: committed once, though its log shows only after the password", async (t) => {
  const shop = await openShop({ insured: true });
  strike(shop.world, 0, only(DEBIT, answerLost));
  t.is((await shop.account.debit(SALE)).outcome, "undecided");
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: OPENING_FEN - 1250 });
  t.is(await balanceOf(shop), OPENING_FEN - 1250);
  await shop.close();
});

test("never arrived, card back: not debited, the same call debits now", async (t) => {
  const shop = await openShop({ insured: true });
  strike(
    shop.world,
    0,
    only(DEBIT, () => undefined),
  );
  t.is((await shop.account.debit(SALE)).outcome, "undecided");
  unstrike(shop.world);
  reinsert(shop.world);
  const again = await shop.account.debit(SALE);
  const outcome = again.outcome === "undecided" ? await shop.account.debit(SALE) : again;
  t.like(outcome, { outcome: "committed" });
  t.is(await balanceOf(shop), OPENING_FEN - 1250);
  await shop.close();
});

test("a medical sale is settled with its three amounts and the whole bill", async (t) => {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  const { insurance } = shop;
  if (insurance === undefined) throw new Error("not insured");
  const settlement = openSettlement({
    journal: shop.journal,
    centre: insurance.centre,
    clock: shop.world.clock,
    region: "330100",
  });
  t.like(await settlement.upload(), { delivered: 1, refused: 0 });
  await shop.close();
});

const refusing = (sw: number) => () => Uint8Array.of(sw >> 8, sw & 0xff);

/** What makes each of the five codes of LD/T 33, when the card proves itself and when MAC1 is made. */
const FIVE_CODES: readonly [code: number, what: string, strike: (shop: Shop) => void][] = [
  [-2201, "no PSAM is there", ({ world }) => void world.reader.slot(1).remove()],
  [-2201, "the PSAM is mute", ({ world }) => strike(world, 1, () => undefined)],
  ...(
    [
      [-2202, "has not the card's cipher", 0x6a81],
      [-2203, "has no such key", 0x6a88],
      [-24, "wants other levels", 0x6700],
    ] as const
  ).map(
    ([code, what, sw]) =>
      [
        code,
        `the PSAM ${what}, to the card's proof`,
        (shop: Shop) => strike(shop.world, 1, only(DELIVER, refusing(sw))),
      ] as [number, string, (shop: Shop) => void],
  ),
  ...(
    [
      [-2202, "has not the card's cipher", 0x6a81],
      [-27272, "has no such key", 0x6a88],
      [-24, "wants other levels", 0x6700],
    ] as const
  ).map(
    ([code, what, sw]) =>
      [
        code,
        `the PSAM ${what}, to MAC1`,
        (shop: Shop) => strike(shop.world, 1, only(INIT_SAM, refusing(sw))),
      ] as [number, string, (shop: Shop) => void],
  ),
];

for (const [code, what, struck] of FIVE_CODES) {
  test(`${code}, ${what}: the key server does it instead, and nothing is asked of it before`, async (t) => {
    const shop = await openShop({ insured: true });
    struck(shop);
    t.like(await shop.account.debit(SALE), { outcome: "committed", mac2: "verified" });
    t.is(await balanceOf(shop), OPENING_FEN - 1250);
    await shop.close();
  });

  test(`${code}, ${what}, and no centre: nothing is debited, the ref is free`, async (t) => {
    const shop = await openShop();
    struck(shop);
    const ended = await shop.account.debit(SALE).then(
      ({ outcome }) => outcome,
      (error: Error) => error.name,
    );
    t.true(["refused", "EquipmentError"].includes(ended), ended);
    t.deepEqual(await shop.journal.find("M-1"), []);
    t.is(await balanceOf(shop), OPENING_FEN);
    await shop.close();
  });
}

test("no PSAM: the terminal number is zeros, the key server counts the terminal sequence", async (t) => {
  const shop = await openShop({ insured: true });
  shop.world.reader.slot(1).remove();
  t.like(await shop.account.debit(SALE), { terminalId: "000000000000", terminalSequence: 1 });
  await shop.close();
});

test("a PSAM that does its work: the key server hears nothing of the sale", async (t) => {
  const shop = await openShop({ insured: true });
  const heard: string[] = [];
  const { centre } = shop.insurance!;
  const account = openAccount({
    reader: shop.reader,
    journal: shop.journal,
    centre: {
      ...centre,
      call(operation, request, deadlineMs) {
        heard.push(operation);
        return centre.call(operation, request, deadlineMs);
      },
    },
  });
  t.is((await account.debit(SALE)).outcome, "committed");
  t.deepEqual(heard, ["eligibility", "findCard"], "the register alone: the card, and its password");
  await shop.close();
});

for (const [ins, what] of [
  [INIT_SAM, "to MAC1"],
  [DELIVER, "to the card's proof"],
] as const) {
  for (const sw of [0x6985, 0x9403, 0x6983, 0x6f00]) {
    test(`the PSAM answers ${sw.toString(16)} ${what}: none of the five codes, the key server is not asked`, async (t) => {
      const shop = await openShop({ insured: true });
      strike(shop.world, 1, only(ins, refusing(sw)));
      const ended = await shop.account.debit(SALE).then(
        ({ outcome }) => outcome,
        (error: Error) => error.name,
      );
      t.is(ended, ins === INIT_SAM ? "EquipmentError" : "refused");
      t.is(await balanceOf(shop), OPENING_FEN);
      await shop.close();
    });
  }
}

test("a card with false keys cannot prove itself: refused, nothing debited", async (t) => {
  const shop = await openShop();
  const good = findProfile("hangzhou");
  if (good.social === null) throw new Error("no social part");
  const social = { ...good.social, masterKeys: { ...good.social.masterKeys, IRK: "0F".repeat(16) } };
  shop.world.reader.slot(0).swap(openChips({ ...good, social }, undefined, 3).card);
  t.like(await shop.account.debit(SALE), {
    outcome: "refused",
    reason: "the card could not prove that it is genuine",
  });
  await shop.close();
});

test("amounts of a medical sale are checked before a byte is sent", async (t) => {
  const shop = await openShop();
  const heard = shop.card.length;
  const wrong = [
    { ...SALE, medical: { selfPayFen: -1, poolFen: 0 } },
    { ...SALE, medical: { selfPayFen: 1.5, poolFen: 0 } },
    { ...SALE, medical: { selfPayFen: 0, poolFen: 0xffffffff } },
    { ...SALE, kind: "purse" as const },
  ];
  for (const request of wrong) await t.throwsAsync(shop.account.debit(request), { instanceOf: RangeError });
  t.is(shop.card.length, heard);
  await shop.close();
});

for (const isDone of [true, false]) {
  test(`medical: answer lost, ${isDone ? "done" : "not done"}, and the holder bought elsewhere meanwhile: the log decides`, async (t) => {
    const shop = await openShop();
    strike(shop.world, 0, only(DEBIT, isDone ? answerLost : () => undefined));
    t.is((await shop.account.debit(SALE)).outcome, "undecided");
    unstrike(shop.world);
    const card = shop.world.reader.slot(0).remove();
    const { psam } = findProfile("hangzhou");
    const elsewhere = openChips(
      { ...findProfile("hangzhou"), psam: { ...psam, terminalId: "330100000099" } },
      undefined,
      5,
    );
    const other = await openShop({ inSlots: () => [card, elsewhere.psam] });
    const bought = await other.account.debit({ ref: "elsewhere", kind: "medical", amountFen: 300 });
    t.is(bought.outcome, "committed");
    other.world.reader.slot(0).remove();
    await other.close();
    shop.world.reader.slot(0).insert(card!);
    t.is((await shop.account.debit(SALE)).outcome, "committed");
    t.is(await balanceOf(shop), OPENING_FEN - 300 - 1250);
    t.is((await shop.journal.list()).length, 1);
    await shop.close();
  });
}
