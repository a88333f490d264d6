import { REFERENCE_CPU } from "@duka/simulator/espruino/board-model";
import { hangzhou } from "@duka/simulator/profiles/hangzhou";
import test from "ava";
import { diversified, macOf, purchaseKey, tacKeyOf } from "../support/card/purse-oracle.js";
import { type Exchange, openShop } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };

function exchangeOf(heard: readonly Exchange[], ins: number): { command: Buffer; response: Buffer } {
  const found = heard.find(({ command }) => command[1] === ins);
  if (found === undefined) throw new Error(`no command ${ins.toString(16)} was heard`);
  return { command: Buffer.from(found.command), response: Buffer.from(found.response) };
}

test("medicine for 12.50 yuan: the balance falls by exactly that, and the card's log has the record", async (t) => {
  const shop = await openShop();
  const outcome = await shop.account.debit(SALE);
  t.like(outcome, {
    outcome: "committed",
    mac2: "verified",
    balanceBeforeFen: 50000,
    balanceAfterFen: 48750,
    simulated: true,
  });
  t.like(await shop.account.balance(), { balanceFen: 48750 });
  const { card } = shop.world.chips;
  card.reset();
  card.execute(Buffer.from("00A4040009A00000000386980701", "hex"));
  const record = Buffer.from(card.execute(Buffer.from("00B201C417", "hex")))
    .toString("hex")
    .toUpperCase();
  t.is(
    record,
    "0001" +
      "000000" +
      "000004E2" +
      "06" +
      "330100000021" +
      `${outcome.receipt?.date}${outcome.receipt?.time}9000`,
  );
  await shop.close();
});

test("both MACs and the TAC are right by rules that neither card nor PSAM nor driver computed with", async (t) => {
  const shop = await openShop();
  const outcome = await shop.account.debit(SALE);
  const initialize = exchangeOf(shop.card, 0x50);
  const debit = exchangeOf(shop.card, 0x54);
  const factor = Buffer.from(hangzhou.card.applicationSerialNumber.slice(4), "hex");
  const [random, sequence] = [initialize.response.subarray(11, 15), initialize.response.subarray(4, 6)];
  const terminalSequence = debit.command.subarray(5, 9);
  const when = debit.command.subarray(9, 16);
  const amount = Buffer.from("000004E2", "hex");
  const terminal = Buffer.from("330100000021", "hex");
  const type = Buffer.of(0x06);
  const key = purchaseKey(
    diversified(hangzhou.keys.purchase[0]!.masterKey, factor),
    random,
    sequence,
    terminalSequence,
  );
  t.is(
    debit.command.subarray(16, 20).toString("hex").toUpperCase(),
    macOf(key, Buffer.concat([amount, type, terminal, when])),
  );
  t.is(debit.response.subarray(4, 8).toString("hex").toUpperCase(), macOf(key, amount));
  const tacKey = tacKeyOf(diversified(hangzhou.keys.tacMasterKey, factor));
  t.is(outcome.tac, macOf(tacKey, Buffer.concat([amount, type, terminal, terminalSequence, when])));
  await shop.close();
});

test("the same ref again returns the first receipt and debits nothing; with another amount it is an error", async (t) => {
  const shop = await openShop();
  const first = await shop.account.debit(SALE);
  t.deepEqual(await shop.account.debit(SALE), first);
  await t.throwsAsync(shop.account.debit({ ...SALE, amountFen: 1251 }), { instanceOf: RangeError });
  t.like(await shop.account.balance(), { balanceFen: 48750 });
  await shop.close();
});

test("a sale's wire time stays near what the wires need, and the reader breaks no rule of the card line", async (t) => {
  const shop = await openShop({ cpu: REFERENCE_CPU });
  const { wire } = await shop.account.debit(SALE);
  t.true(wire.limitMs !== null && wire.limitMs > 300);
  t.true(wire.ratio !== null && wire.ratio >= 1 && wire.ratio < 1.1, `ratio ${wire.ratio}`);
  t.deepEqual(shop.world.reader.slot(0).violations(), []);
  t.deepEqual(shop.world.reader.slot(1).violations(), []);
  await shop.close();
});

test("a hundred sales in a row: card, journal and receipts agree to the fen", async (t) => {
  const shop = await openShop();
  for (let i = 1; i <= 100; i++) {
    const outcome = await shop.account.debit({ ref: `S-${i}`, amountFen: i });
    t.is(outcome.cardSequence, i - 1);
    t.is(outcome.terminalSequence, i);
  }
  const spentFen = (100 * 101) / 2;
  t.like(await shop.account.balance(), { balanceFen: 50000 - spentFen });
  const sales = await shop.journal.list();
  t.is(
    sales.reduce((sum, sale) => sum + sale.amountFen, 0),
    spentFen,
  );
  await shop.close();
});

test("the same seed gives the same bytes", async (t) => {
  const tacs = [];
  for (const seed of [7, 7, 8]) {
    const shop = await openShop({ seed });
    const { tac, wire } = await shop.account.debit(SALE);
    tacs.push(`${exchangeOf(shop.card, 0x50).response.toString("hex")} ${tac} ${wire.ms}`);
    await shop.close();
  }
  t.is(tacs[0], tacs[1]);
  t.not(tacs[0], tacs[2]);
});
