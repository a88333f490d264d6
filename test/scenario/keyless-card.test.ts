/**
 * A card without keys through the whole chain: firmware, line and till. It gets no goods, whatever it does after it was
 * asked to pay.
 */
import test from "ava";
import { keylessCard } from "../support/card/keyless-card.js";
import { openShop, type Shop } from "../support/shop/shop.js";
import { bytes } from "../support/values/hex.js";

const SALE = { ref: "GOODS-1", amountFen: 99_900 };
const MADE_UP = "11 22 33 44 55 66 77 88 90 00";

/** @param isMute it answers nothing more once it has said 61 08 */
async function shopWith(answer: string, isMute: boolean): Promise<Shop> {
  const shop = await openShop();
  const socket = shop.world.reader.slot(0);
  let isAsked = false;
  socket.remove();
  socket.insert(
    keylessCard(() => {
      isAsked = isMute;
      return bytes(answer);
    }),
  );
  // The status word has left the card when the next character comes to it.
  socket.onCharacter((direction) => (isAsked && direction === "to-card" ? "drop" : undefined));
  return shop;
}

for (const [what, answer, isMute, expected, reason] of [
  ["9000 without data", "90 00", false, "undecided", /answered 9000, but not/],
  ["61 08 and silence", MADE_UP, true, "undecided", /answered 6108, but not/],
  ["a made-up TAC and MAC2", MADE_UP, false, "manual", /MAC2 false/],
] as const) {
  test(`a card without keys that answers DEBIT with ${what}: ${expected}, no receipt, and so it stays`, async (t) => {
    const shop = await shopWith(answer, isMute);
    const first = await shop.account.debit(SALE);
    t.like(first, { outcome: expected, receipt: null, balanceAfterFen: null });
    t.regex(first.reason ?? "", reason);
    t.like(await shop.account.debit(SALE), { outcome: expected, receipt: null });
    t.deepEqual(await shop.journal.verify(), []);
    await shop.close();
  });
}
