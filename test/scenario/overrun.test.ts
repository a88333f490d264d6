/**
 * The answer to DEBIT arrives garbled, and a burst on the line overruns the reader's input together with the host's
 * repeat of the frame.
 */
import { REFERENCE_CPU } from "@duka/simulator/espruino/board-model";
import test from "ava";
import { openShop } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const DEBIT = 0x54;

for (const burst of [300, 3000, 6000]) {
  test(`DEBIT is executed once, whatever overruns the reader: ${burst} bytes between its answer and its repeat`, async (t) => {
    const shop = await openShop({ cpu: REFERENCE_CPU });
    const { cable } = shop.world.reader;
    let phase = 0;
    let answered = 0;
    const isExecuted = () => shop.card.some(({ command }) => command[1] === DEBIT);
    cable.onByte((direction, byte) => {
      if (phase === 0 && direction === "to-host" && isExecuted() && ++answered === 4) {
        phase = 1;
        return byte ^ 0x10;
      }
      if (phase !== 1 || direction !== "to-reader") return undefined;
      phase = 2;
      return [...Array.from({ length: burst }, () => 0x55), byte];
    });
    const outcome = await shop.account.debit(SALE);
    t.is(phase, 2, "the answer was hurt, and the repeat came behind a burst");
    t.is(shop.card.filter(({ command }) => command[1] === DEBIT).length, 1);
    t.not(outcome.outcome, "refused");
    t.like(await shop.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
    t.like(await shop.account.balance(), { balanceFen: 48750 });
    await shop.close();
  });
}
