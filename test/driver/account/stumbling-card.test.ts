/** `manual` is what no further look can decide. A card that stumbles while it is asked tells the next time. */
import test from "ava";
import { answerLost, at, commandLost, type Fault, INS, refusing } from "../../support/card/chip-transport.js";
import { openTestTill, type TestTill } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const LOG = 0xc4;

/** Words that say nothing of what the card has: memory, moment, nothing at all. */
const STUMBLES = [0x6f00, 0x6581, 0x6985, 0x6400, 0x6986, 0x6988, 0x6901, 0x9404, 0x6281];
/** Words that say that there is no such thing, and will not be. */
const NO_LOG = [0x6a82, 0x6a81, 0x6981, 0x6d00, 0x6e00, 0x6700];

async function paidTill(): Promise<TestTill> {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit(SALE);
  till.card.fault = undefined;
  return till;
}

const logAt =
  (number: number, fault: Fault): Fault =>
  (command, execute) =>
    command[1] === INS.readRecord && command[2] === number && command[3] === LOG
      ? fault(command, execute)
      : execute();

for (const sw of STUMBLES) {
  const name = sw.toString(16).toUpperCase();
  test(`${name} to READ RECORD while a sale is looked for: undecided, and committed when the card is well again`, async (t) => {
    const till = await paidTill();
    till.card.fault = logAt(1, refusing(sw));
    t.like(await till.account.debit(SALE), { outcome: "undecided" });
    till.card.fault = undefined;
    t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  });

  test(`${name} to the second record: what stands in the first is not taken for all of the log`, async (t) => {
    const till = await paidTill();
    const other = await openTestTill();
    other.card.chip = till.chips.card;
    await other.account.debit({ ref: "elsewhere", amountFen: 300 });
    till.card.fault = logAt(2, refusing(sw));
    t.like(await till.account.debit(SALE), { outcome: "undecided" });
    till.card.fault = undefined;
    t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
  });

  test(`${name} to GET TRANSACTION PROVE of a card without a log: undecided, and the proof tells the next time`, async (t) => {
    const confirmTac = async () => true;
    const till = await openTestTill({ confirmTac });
    till.card.fault = at(INS.debit, answerLost);
    await till.account.debit(SALE);
    till.card.fault = (command, execute) =>
      command[1] === INS.prove
        ? refusing(sw)(command, execute)
        : logAt(1, refusing(0x6a82))(command, execute);
    t.like(await till.account.debit(SALE), { outcome: "undecided" });
    t.is((await till.journal.list({ undecided: true })).length, 1);
  });
}

for (const sw of NO_LOG) {
  const name = sw.toString(16).toUpperCase();
  test(`${name} to READ RECORD says that there is no log: with no centre to ask either, for a person`, async (t) => {
    const till = await paidTill();
    till.card.fault = logAt(1, refusing(sw));
    t.like(await till.account.debit(SALE), { outcome: "manual", receipt: null });
  });
}

test("a sale that never arrived needs no log: the sequence has not moved, whatever READ RECORD says", async (t) => {
  for (const sw of STUMBLES) {
    const till = await openTestTill();
    till.card.fault = at(INS.debit, commandLost);
    await till.account.debit(SALE);
    till.card.fault = logAt(1, refusing(sw));
    t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
    t.like(till.recovered[0], { ref: "S-1", outcome: "refused" });
  }
});

test("the centre is down while a card without a log is asked: the card keeps its proof, and the centre decides later", async (t) => {
  const { CentreError } = await import("@duka/protocol/centre/centre-error");
  let isDown = true;
  const confirmTac = async () => {
    if (isDown) throw new CentreError({ code: "down", message: "no line", status: 0, delivery: "unknown" });
    return true;
  };
  const till = await openTestTill({ confirmTac });
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit(SALE);
  till.card.fault = logAt(1, refusing(0x6a82));
  t.like(await till.account.debit(SALE), { outcome: "undecided" });
  isDown = false;
  t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
});
