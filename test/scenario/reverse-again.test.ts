/** A reversal has cancelled the sale at the centre and could not load the card: its money waits there. */
import { openSettlement } from "@duka/driver/centre/settlement";
import test from "ava";
import { openShop, reinsert, type Shop, strike, unstrike } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const CREDIT = 0x52;

async function paidAndSettled(): Promise<Shop> {
  const shop = await openShop({ insured: true });
  await shop.account.debit(SALE);
  await settlementOf(shop).upload();
  return shop;
}

function settlementOf({ insurance, journal, world }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return openSettlement({ journal, centre: insurance.centre, clock: world.clock, region: "330100" });
}

/** The card answers CREDIT FOR LOAD with this, and does nothing. */
function refuseCredit({ world }: Shop, sw: readonly [number, number]): void {
  strike(world, 0, (command, execute) => (command[1] === CREDIT ? Uint8Array.from(sw) : execute()));
}

test("cancelled and not loaded: it is listed, another ref loads the card, and only then it was taken back", async (t) => {
  const shop = await paidAndSettled();
  refuseCredit(shop, [0x93, 0x02]);
  t.like(await shop.account.reverse({ ref: "R-1", of: "S-1" }), { outcome: "not-credited" });
  const waiting = await settlementOf(shop).waiting();
  t.like(waiting[0], { ref: "S-1", what: "reverse", amountFen: 1250 });
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.reverse({ ref: "R-2", of: "S-1" }), {
    outcome: "credited",
    balanceAfterFen: 50000,
  });
  t.like(await shop.insurance?.accounts(), { cardFen: 50000, holderFen: 10000 });
  t.deepEqual(await settlementOf(shop).waiting(), []);
  await t.throwsAsync(shop.account.reverse({ ref: "R-3", of: "S-1" }), {
    instanceOf: RangeError,
    message: "sale S-1 was taken back by R-2 already",
  });
  await shop.close();
});

const READ_BINARY = 0xb0;
/** Public data from the serial number on. */
const SERIAL_AT = 10;

test("a card that shows the payer's identification code alone gets nothing: what is given back goes to the payer's keys", async (t) => {
  const shop = await paidAndSettled();
  strike(shop.world, 0, (command, execute) => {
    const answer = execute();
    if (command[1] === READ_BINARY && command[3] === SERIAL_AT) answer[9] = answer[9]! ^ 0x01;
    return answer;
  });
  t.like(await shop.account.reverse({ ref: "R-1", of: "S-1" }), {
    outcome: "refused",
    reasonCode: "another-card",
  });
  t.deepEqual(await settlementOf(shop).waiting(), [], "nothing was cancelled");
  unstrike(shop.world);
  reinsert(shop.world);
  t.like(await shop.account.reverse({ ref: "R-2", of: "S-1" }), { outcome: "credited" });
  await shop.close();
});

test("a reversal whose card has yet to tell is asked again under its own ref, not under another", async (t) => {
  const shop = await paidAndSettled();
  strike(shop.world, 0, (command, execute) => (command[1] === CREDIT ? undefined : execute()));
  t.like(await shop.account.reverse({ ref: "R-1", of: "S-1" }), { outcome: "undecided" });
  unstrike(shop.world);
  reinsert(shop.world);
  await t.throwsAsync(shop.account.reverse({ ref: "R-2", of: "S-1" }), {
    instanceOf: RangeError,
    message: /the reversal R-1 of sale S-1 is undecided: ask again under R-1/,
  });
  t.like(await shop.account.reverse({ ref: "R-1", of: "S-1" }), { outcome: "not-credited" });
  t.like(await shop.account.reverse({ ref: "R-2", of: "S-1" }), {
    outcome: "credited",
    balanceAfterFen: 50000,
  });
  await shop.close();
});
