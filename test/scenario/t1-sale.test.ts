/** A whole sale with cards of either protocol, at the speed of the answer to reset and after PPS. */
import type { SimulationOptions } from "@duka/simulator";
import test from "ava";
import { openShop, strike, unstrike } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };

const CARDS: readonly [string, SimulationOptions, protocol: number, fiDi: number][] = [
  ["T=1 at 372/1", { protocol: "T=1" }, 1, 0x11],
  ["T=1 after PPS 96", { protocol: "T=1", ta1: 0x96 }, 1, 0x96],
  ["T=1 after PPS 97, IFSC 254", { protocol: "T=1", ta1: 0x97, ifsc: 254 }, 1, 0x97],
  ["T=1 with CRC after PPS 96", { protocol: "T=1", ta1: 0x96, edc: "CRC" }, 1, 0x96],
  ["T=0 after PPS 96", { ta1: 0x96 }, 0, 0x96],
  ["T=0 after PPS 97", { ta1: 0x97 }, 0, 0x97],
];

for (const [name, options, protocol, fiDi] of CARDS) {
  test(`a sale with a card that speaks ${name}: debited once, MAC2 verified, no rule of the line broken`, async (t) => {
    const shop = await openShop(options);
    const outcome = await shop.account.debit(SALE);
    t.like(outcome, { outcome: "committed", mac2: "verified", balanceAfterFen: 48750 });
    t.is(shop.card.filter(({ command }) => command[1] === 0x54).length, 1);
    t.deepEqual(await shop.account.debit(SALE), outcome);
    const { reader } = shop.world;
    t.deepEqual(reader.slot(0).violations(), []);
    await shop.reader.slot(0).open(5000);
    t.like(shop.reader.slot(0).line(), { protocol, fiDi });
    t.like(await shop.account.balance(), { balanceFen: 48750 });
    await shop.close();
  });
}

test("a T=1 card that falls mute after it has debited: undecided, and committed when it comes back", async (t) => {
  const shop = await openShop({ protocol: "T=1", waiting: 0x05 });
  strike(shop.world, 0, (command, execute) => {
    const response = execute();
    return command[1] === 0x54 ? undefined : response;
  });
  t.like(await shop.account.debit(SALE), { outcome: "undecided" });
  unstrike(shop.world);
  t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  t.like(await shop.account.balance(), { balanceFen: 48750 });
  await shop.close();
});

test("a T=1 card whose answer to the debit is garbled on the line, block by block: one debit, no recovery", async (t) => {
  const shop = await openShop({ protocol: "T=1", ta1: 0x96 });
  let spoilt = 0;
  let isDebit = false;
  shop.world.reader.slot(0).behave({
    intercept: (command, execute) => {
      isDebit = command[1] === 0x54;
      return execute();
    },
    onBlock: (direction) => {
      if (direction !== "to-reader" || !isDebit || spoilt >= 2) return undefined;
      spoilt++;
      return "garble";
    },
  });
  t.like(await shop.account.debit(SALE), { outcome: "committed", mac2: "verified", balanceAfterFen: 48750 });
  t.is(spoilt, 2);
  t.is(shop.recovered.length, 0);
  await shop.close();
});
