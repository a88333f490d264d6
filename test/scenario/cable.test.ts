import test from "ava";
import { agree } from "../support/shop/agreement.js";
import { openShop, reinsert, strike, unstrike } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const CARD = 0;
const PSAM = 1;

/** Every command of a sale, in order. */
const STEPS = [
  ["the card's SELECT", CARD, 0xa4],
  ["reading the card's public data", CARD, 0xb0],
  ["reading the terminal number", PSAM, 0xb0],
  ["the PSAM's SELECT", PSAM, 0xa4],
  ["VERIFY", CARD, 0x20],
  ["INITIALIZE FOR PURCHASE", CARD, 0x50],
  ["INIT SAM FOR PURCHASE", PSAM, 0x70],
  ["DEBIT FOR PURCHASE", CARD, 0x54],
  ["CREDIT SAM FOR PURCHASE", PSAM, 0x72],
] as const;

for (const when of ["arrives", "was done"] as const) {
  for (const [what, slot, ins] of STEPS) {
    test(`cable pulled when ${what} ${when}: afterwards card, PSAM, journal and centre agree, one receipt`, async (t) => {
      const shop = await openShop({ insured: true });
      const { cable } = shop.world.reader;
      let isPulled = false;
      strike(shop.world, slot, (command, execute) => {
        if (isPulled || command[1] !== ins) return execute();
        isPulled = true;
        const answer = when === "arrives" ? undefined : execute();
        cable.unplug();
        return answer;
      });
      const first = await shop.account.debit(SALE).then(
        ({ outcome }) => outcome,
        (error: Error) => error.name,
      );
      t.true(isPulled);
      unstrike(shop.world);
      const account = await shop.reconnect();
      reinsert(shop.world);
      const outcome = await account.debit(SALE);
      t.like(
        outcome,
        { outcome: "committed", balanceBeforeFen: 50000, balanceAfterFen: 48750 },
        `first: ${first}`,
      );
      t.deepEqual(await account.debit(SALE), outcome);
      await agree(t, shop, { cardFen: 48750, account });
      await shop.close();
    });
  }
}
