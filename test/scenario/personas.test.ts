/**
 * The same shop with a reader of each persona: our driver finds out which it met, uses both slots in every one, and may
 * change it.
 */
import type { SimulationOptions } from "@duka/simulator";
import { PERSONAS } from "@duka/simulator/world/simulated-defaults";
import test from "ava";
import { openShop } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };

const CARDS: readonly [string, SimulationOptions, protocol: number, fiDi: number][] = [
  ["T=0 at 372/1", {}, 0, 0x11],
  ["T=0 after PPS 97", { ta1: 0x97 }, 0, 0x97],
  ["T=1 at 372/1", { protocol: "T=1" }, 1, 0x11],
  ["T=1 after PPS 96, IFSC 254", { protocol: "T=1", ta1: 0x96, ifsc: 254 }, 1, 0x96],
];

for (const persona of PERSONAS) {
  for (const [name, options, protocol, fiDi] of CARDS) {
    test(`persona ${persona}, card ${name}: a sale with the PSAM in slot 1, no rule of the line broken`, async (t) => {
      const shop = await openShop({ ...options, persona });
      t.like(shop.reader.identity, { persona, slots: 2, keypad: true });
      const outcome = await shop.account.debit(SALE);
      t.like(outcome, { outcome: "committed", mac2: "verified", balanceAfterFen: 48750 });
      for (const slot of [0, 1]) t.deepEqual(shop.world.reader.slot(slot).violations(), []);
      await shop.reader.slot(0).open(5000);
      t.like(shop.reader.slot(0).line(), { protocol, fiDi });
      await shop.close();
    });
  }
}

test("another persona is kept, runs from the restart on, outlives a power failure, and sells", async (t) => {
  const shop = await openShop();
  t.deepEqual(await shop.reader.duka!.persona(), { running: "pos", next: "pos", built: "pos" });
  await shop.reader.duka!.setPersona("pinpad");
  await shop.reconnect();
  t.is(shop.reader.identity?.persona, "pinpad");
  t.deepEqual(await shop.reader.duka!.persona(), { running: "pinpad", next: "pinpad", built: "pos" });
  shop.world.reader.powerFail();
  shop.world.reader.powerUp();
  const account = await shop.reconnect();
  t.is(shop.reader.identity?.persona, "pinpad");
  t.like(await account.debit(SALE), { outcome: "committed", mac2: "verified" });
  await shop.reader.duka!.setPersona("sec1210");
  await shop.reconnect();
  t.is(shop.reader.identity?.persona, "sec1210");
  await shop.close();
});

test("a persona that does not exist is the caller's mistake", async (t) => {
  const shop = await openShop();
  await t.throwsAsync(shop.reader.duka!.setPersona("atm" as "pos"), {
    instanceOf: RangeError,
    message: 'there is no persona "atm"; there are pos, pinpad, sec1210',
  });
  await shop.close();
});
