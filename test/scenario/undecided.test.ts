import { join } from "node:path";
import { openAccount } from "@duka/driver/account/account";
import { ReaderError } from "@duka/driver/base/errors";
import { openSettlement } from "@duka/driver/centre/settlement";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { agree } from "../support/shop/agreement.js";
import { openShop, reinsert, type Shop, type ShopOptions, strike, unstrike } from "../support/shop/shop.js";
import { folderOf } from "../support/values/folder.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const INITIALIZE = 0x50;
const DEBIT = 0x54;
const READ_RECORD = 0xb2;
/** P2 of a record of the purse's log. */
const LOG = 0xc4;
const CREDIT_SAM = 0x72;
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

function answering(statusWord: number): Strike {
  return () => Uint8Array.of(statusWord >> 8, statusWord & 0xff);
}

/**
 * A shop whose first sale met `fault` at DEBIT; afterwards everything works, and the card was taken out and put back.
 */
async function struckShop(fault: Strike, options: ShopOptions = {}): Promise<{ shop: Shop; first: string }> {
  const shop = await openShop({ insured: true, ...options });
  strike(shop.world, 0, only(DEBIT, fault));
  const { outcome } = await shop.account.debit(SALE);
  unstrike(shop.world);
  reinsert(shop.world);
  return { shop, first: outcome };
}

async function balanceOf(shop: Shop): Promise<number> {
  const info = await shop.account.balance();
  return "balanceFen" in info ? info.balanceFen : -1;
}

/** The holder buys elsewhere: another till, another PSAM, the same card. */
async function buyElsewhere(shop: Shop): Promise<void> {
  const card = shop.world.reader.slot(0).remove();
  const psam = { ...HANGZHOU.psam, terminalId: "330100000099" };
  const other = await openShop({
    inSlots: () => [card, openChips({ ...HANGZHOU, psam }, undefined, 5).psam],
  });
  const { outcome } = await other.account.debit({ ref: "elsewhere", amountFen: 300 });
  if (outcome !== "committed") throw new Error(`the sale elsewhere was ${outcome}`);
  other.world.reader.slot(0).remove();
  await other.close();
  shop.world.reader.slot(0).insert(card!);
}

test("lost DEBIT answer and the card put back: committed once, with the TAC from the card's proof", async (t) => {
  const { shop, first } = await struckShop(answerLost);
  t.is(first, "undecided");
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, { outcome: "committed", mac2: "unverified", balanceAfterFen: 48750 });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  await agree(t, shop, { cardFen: 48750 });
  await shop.close();
});

test("DEBIT never arrived and the card put back: not debited, the same call debits now", async (t) => {
  const { shop, first } = await struckShop(commandLost);
  t.is(first, "undecided");
  t.like(await shop.account.debit(SALE), { outcome: "committed", mac2: "verified", balanceBeforeFen: 50000 });
  t.like(shop.recovered[0], { outcome: "refused", reason: "not debited: the card's sequence has not moved" });
  await agree(t, shop, { cardFen: 48750 });
  await shop.close();
});

test("DEBIT never arrived and the holder bought elsewhere meanwhile: sequence + 1 alone proves nothing", async (t) => {
  const { shop } = await struckShop(commandLost);
  await buyElsewhere(shop);
  t.like(await shop.account.debit(SALE), {
    outcome: "committed",
    balanceBeforeFen: 49700,
    balanceAfterFen: 48450,
  });
  t.regex(shop.recovered[0]?.reason ?? "", /another purchase in its place/);
  await agree(t, shop, { cardFen: 48450, elsewhereFen: 300 });
  await shop.close();
});

test("paid, answer lost, and bought elsewhere meanwhile: our record is in the log, nothing is debited again", async (t) => {
  const { shop } = await struckShop(answerLost);
  await buyElsewhere(shop);
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, { outcome: "committed", balanceAfterFen: 48750, tac: null });
  t.deepEqual(await shop.account.debit(SALE), outcome);
  t.is(await balanceOf(shop), 48450);
  const { centre } = shop.insurance!;
  const settlement = openSettlement({
    journal: shop.journal,
    centre,
    clock: shop.world.clock,
    region: "330100",
  });
  await settlement.upload(true);
  const [waiting] = await settlement.waiting();
  t.like(
    waiting,
    { ref: "S-1", what: "settle" },
    "the other purchase has taken the proof's place: a person settles it",
  );
  await shop.close();
});

test("another card put in resolves nothing; the first card back resolves it", async (t) => {
  const { shop } = await struckShop(answerLost);
  const card = { ...HANGZHOU.card, applicationSerialNumber: "33018653000100999999" };
  const first = shop.world.reader.slot(0).swap(openChips({ ...HANGZHOU, card }, undefined, 3).card);
  const outcome = await shop.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  t.regex(outcome.reason ?? "", /another card/);
  t.is(await balanceOf(shop), 50000);
  shop.world.reader.slot(0).swap(first!);
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  await agree(t, shop, { cardFen: 48750 });
  await shop.close();
});

test("balance too small for a second INITIALIZE: the log decides", async (t) => {
  const shop = await openShop();
  await shop.account.debit({ ref: "S-0", amountFen: 48750 });
  strike(shop.world, 0, only(DEBIT, answerLost));
  t.is((await shop.account.debit(SALE)).outcome, "undecided");
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 0 });
  t.is(await balanceOf(shop), 0);
  await shop.close();
});

test("no log, and 9401 to 1 fen: only the centre's word on the TAC is left", async (t) => {
  for (const [confirmed, expected] of [
    [true, "committed"],
    [false, "manual"],
  ] as const) {
    const shop = await openShop({ account: { confirmTac: async () => confirmed } });
    await shop.account.debit({ ref: "S-0", amountFen: 48750 });
    strike(shop.world, 0, only(DEBIT, answerLost));
    await shop.account.debit(SALE);
    reinsert(shop.world);
    strike(shop.world, 0, (command, execute) =>
      command[1] === READ_RECORD && command[3] === LOG ? answering(0x6a82)(command, execute) : execute(),
    );
    t.is((await shop.account.debit(SALE)).outcome, expected);
    await shop.close();
  }
});

test("a card with an older memory, sequence lower than before: manual", async (t) => {
  const shop = await openShop();
  await shop.account.debit({ ref: "S-0", amountFen: 100 });
  strike(shop.world, 0, only(DEBIT, commandLost));
  await shop.account.debit(SALE);
  unstrike(shop.world);
  shop.world.reader.slot(0).swap(openChips("hangzhou", undefined, 1).card);
  t.like(await shop.account.debit(SALE), { outcome: "manual", receipt: null });
  await shop.close();
});

test("MAC2 refused by the PSAM: manual, no receipt, and the same for ever", async (t) => {
  const shop = await openShop();
  strike(
    shop.world,
    0,
    only(DEBIT, (_command, execute) => {
      const response = execute();
      response[7]! ^= 1;
      return response;
    }),
  );
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, { outcome: "manual", mac2: "refused", receipt: null });
  t.deepEqual(await shop.account.debit(SALE), outcome);
  await shop.close();
});

test("PSAM reset before its check: the centre knows by the TAC that the card has paid, committed, MAC2 unverified", async (t) => {
  const shop = await openShop({ insured: true });
  strike(
    shop.world,
    0,
    only(DEBIT, (_command, execute) => {
      const response = execute();
      const psam = shop.world.reader.slot(1).remove();
      shop.world.reader.slot(1).insert(psam!);
      return response;
    }),
  );
  t.like(await shop.account.debit(SALE), {
    outcome: "committed",
    mac2: "unverified",
    balanceAfterFen: 48750,
  });
  t.is(shop.psam.filter(({ command }) => command[1] === CREDIT_SAM).length, 0);
  unstrike(shop.world);
  await agree(t, shop, { cardFen: 48750 });
  await shop.close();
});

test("PSAM pulled before its check: undecided without a centre; the next sale has no PSAM and binds nothing", async (t) => {
  const shop = await openShop();
  let psam: ReturnType<ReturnType<Shop["world"]["reader"]["slot"]>["remove"]>;
  strike(
    shop.world,
    0,
    only(DEBIT, (_command, execute) => {
      psam = shop.world.reader.slot(1).remove();
      return execute();
    }),
  );
  t.like(await shop.account.debit(SALE), { outcome: "undecided", mac2: "unverified", receipt: null });
  unstrike(shop.world);
  await t.throwsAsync(shop.account.debit({ ref: "S-2", amountFen: 100 }), { name: "EquipmentError" });
  t.deepEqual(await shop.journal.find("S-2"), []);
  t.is(
    (await shop.account.debit({ ref: "S-2", amountFen: 100, deferOnEquipmentFailure: true })).outcome,
    "deferred",
  );
  shop.world.reader.slot(1).insert(psam!);
  t.like(await shop.account.debit(SALE), {
    outcome: "committed",
    mac2: "unverified",
    balanceAfterFen: 48750,
  });
  await shop.close();
});

for (const [what, fault, balanceFen] of [
  ["and nothing done", answering(0x6581), 50000],
  [
    "though the money moved",
    ((_command, execute) => {
      execute();
      return Uint8Array.of(0x65, 0x81);
    }) as Strike,
    48750,
  ],
] as const) {
  test(`6581 to DEBIT ${what}: undecided, and the card tells when it is put back`, async (t) => {
    const { shop, first } = await struckShop(fault);
    t.is(first, "undecided");
    t.deepEqual(
      (await shop.journal.list({ undecided: true })).map(({ ref }) => ref),
      ["S-1"],
    );
    t.is(await balanceOf(shop), balanceFen, "using the card recovers it");
    t.deepEqual(await shop.journal.list({ undecided: true }), []);
    t.like(await shop.account.debit(SALE), { outcome: "committed" });
    t.is(await balanceOf(shop), 48750);
    await shop.close();
  });
}

for (const statusWord of [0x6400, 0x6f00, 0x6d00]) {
  test(`${statusWord.toString(16)} to DEBIT: undecided`, async (t) => {
    const { shop, first } = await struckShop(answering(statusWord));
    t.is(first, "undecided");
    await shop.close();
  });
}

for (const statusWord of [0x9302, 0x9401, 0x6985]) {
  test(`${statusWord.toString(16)} to DEBIT: refused, nothing debited, and so it stays`, async (t) => {
    const { shop, first } = await struckShop(answering(statusWord));
    t.is(first, "refused");
    t.is((await shop.account.debit(SALE)).outcome, "refused");
    t.is(await balanceOf(shop), 50000);
    await shop.close();
  });
}

test("61xx, then the cable out: undecided, and committed with its TAC when the card is back", async (t) => {
  const shop = await openShop();
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
  t.like(await shop.account.debit(SALE), { outcome: "undecided", mac2: null, tac: null, receipt: null });
  isDebited = false;
  const account = await shop.reconnect();
  t.like(await account.balance(), { balanceFen: 48750 });
  const outcome = await account.debit(SALE);
  t.like(outcome, { outcome: "committed", mac2: "unverified", balanceAfterFen: 48750 });
  t.regex(outcome.tac ?? "", /^[0-9A-F]{8}$/);
  await shop.close();
});

test("the cable out while DEBIT is on its way: undecided until the card is asked again", async (t) => {
  const shop = await openShop();
  let isInitialized = false;
  strike(shop.world, 1, (command, execute) => {
    isInitialized ||= command[1] === 0x70;
    return execute();
  });
  let after = 0;
  const stop = shop.world.reader.cable.onByte((direction) => {
    // INIT SAM and its GET RESPONSE go first; the 60th byte after INIT SAM's arrival is in the middle of DEBIT.
    if (isInitialized && direction === "to-reader" && ++after === 30) shop.world.reader.cable.unplug();
    return undefined;
  });
  const outcome = await shop.account.debit(SALE);
  t.is(outcome.outcome, "undecided");
  stop();
  const account = await shop.reconnect();
  t.like(await account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  t.like(await account.balance(), { balanceFen: 48750 });
  await shop.close();
});

test("the card pulled out between INITIALIZE and DEBIT: thrown before the intent or undecided, never lost", async (t) => {
  const shop = await openShop();
  strike(
    shop.world,
    0,
    only(INITIALIZE, (_command, execute) => {
      const response = execute();
      shop.world.time.after(60, () => void shop.world.reader.slot(0).remove());
      return response;
    }),
  );
  const card = shop.world.reader.slot(0).chip;
  const ended = await shop.account.debit(SALE).catch((error: unknown) => error);
  t.true(ended instanceof ReaderError || (ended as { outcome: string }).outcome === "undecided");
  unstrike(shop.world);
  shop.world.reader.slot(0).insert(card!);
  t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  t.is(await balanceOf(shop), 48750);
  await shop.close();
});

test("the till dies after the intent: another process finds the sale undecided, and the card tells", async (t) => {
  const file = join(folderOf(t), "journal.db");
  const shop = await openShop({ file });
  strike(
    shop.world,
    0,
    only(DEBIT, (_command, execute) => {
      void shop.journal.close();
      return execute();
    }),
  );
  t.is((await shop.account.debit(SALE)).outcome, "undecided");
  unstrike(shop.world);
  const journal = await openJournal(file, shop.world.clock);
  t.deepEqual(
    (await journal.list({ undecided: true })).map(({ ref }) => ref),
    ["S-1"],
  );
  const account = openAccount({ reader: shop.reader, journal });
  t.like(await account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  t.like(await account.balance(), { balanceFen: 48750 });
  await journal.close();
  await shop.close();
});
