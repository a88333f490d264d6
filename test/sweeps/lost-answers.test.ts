/**
 * Sales whose answers are lost in every way, one after the other with one card: what the card can decide is decided,
 * and what only a person can close is counted apart, closed, and listed no more.
 */
import { closeCase } from "@duka/driver/account/close-case";
import { waitingOf } from "@duka/driver/centre/waiting";
import { statusOf } from "@duka/driver/journal/sale";
import { seededRandom } from "@duka/simulator/time/random";
import test from "ava";
import {
  answerLost,
  at,
  commandLost,
  doingBut,
  type Fault,
  INS,
  refusing,
} from "../support/card/chip-transport.js";
import { openTestTill } from "../support/card/till.js";

const SALES = 600;
/** For a person: the PSAM finds MAC2 false, and the card has paid. */
const FALSE_MAC2 = at(INS.creditSam, refusing(0x9302));
const LOST: readonly (Fault | undefined)[] = [
  undefined,
  at(INS.debit, answerLost),
  at(INS.debit, commandLost),
  at(INS.debit, doingBut(0x6f00)),
  at(INS.debit, refusing(0x6f00)),
];

for (const seed of [1, 2, 3]) {
  test(`seed ${seed}: ${SALES} sales, answers lost in every way: card and journal agree to the fen, what a person has to close stands apart`, async (t) => {
    const { account, journal, card, psam } = await openTestTill();
    const random = seededRandom(seed);
    let planted = 0;
    for (let sale = 1; sale <= SALES; sale++) {
      const isForPerson = random.below(10) === 0;
      card.fault = isForPerson ? undefined : LOST[random.below(LOST.length)];
      psam.fault = isForPerson ? FALSE_MAC2 : undefined;
      if (isForPerson) planted++;
      await account.debit({ ref: `S-${sale}`, amountFen: 1 + random.below(20) });
    }
    card.fault = undefined;
    psam.fault = undefined;
    t.is((await account.debit({ ref: "LAST", amountFen: 1 })).outcome, "committed");
    const sales = await journal.list({ limit: 10_000 });
    const of = (status: string) => sales.filter((sale) => statusOf(sale) === status);
    const sumFen = (some: typeof sales) => some.reduce((sum, { amountFen }) => sum + amountFen, 0);
    t.is(of("undecided").length, 0);
    t.is(of("manual").length, planted);
    const balance = await account.balance();
    const paidFen = 50_000 - ("balanceFen" in balance ? balance.balanceFen : 0);
    t.is(sumFen(of("committed")) + sumFen(of("manual")), paidFen);
    const waiting = await waitingOf(journal, true);
    t.is(waiting.filter(({ what }) => what === "manual").length, planted);
    for (const { ref } of of("manual"))
      await closeCase(journal, { ref, as: "settled-elsewhere", by: "sweep" });
    t.deepEqual(
      (await waitingOf(journal, true)).filter(({ what }) => what !== "settle"),
      [],
    );
    t.log(`${of("committed").length} committed, ${planted} closed by a person, of ${SALES}`);
  });
}
