/** A load whose answer was lost: its own record tells, not one that reads the same, and not a card that stumbles. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { answerLost, at, commandLost, INS, refusing } from "../../support/card/chip-transport.js";
import { openTestTill, stillClock } from "../../support/card/till.js";
import { openInsurance } from "../../support/shop/insurance.js";

const LOADS = [
  { kind: "purse", ins: 0x52, log: 0xc4, openingFen: 50_000 },
  { kind: "medical", ins: 0x2a, log: 0x44, openingFen: 120_000 },
] as const;

async function insuredTill(openingBalanceFen: number) {
  const { centre } = await openInsurance(stillClock(), findProfile("hangzhou"), { openingBalanceFen });
  return openTestTill({ centre });
}

for (const { kind, ins, log, openingFen } of LOADS) {
  test(`${kind}: two loads that read the same: the record of the first is not the second's`, async (t) => {
    const till = await insuredTill(openingFen);
    const load = (ref: string) => till.account.credit({ ref, amountFen: 1000, kind });
    t.like(await load("A"), { outcome: "credited", balanceAfterFen: openingFen + 1000 });
    till.card.fault = at(ins, commandLost);
    t.like(await load("B"), { outcome: "undecided" });
    till.card.fault = undefined;
    t.like(await load("B"), { outcome: "not-credited", reported: "reported" });
    till.card.fault = at(ins, answerLost);
    t.like(await load("C"), { outcome: "undecided" });
    till.card.fault = undefined;
    t.like(await load("C"), { outcome: "credited" });
    t.like(await till.account.balance(kind), { balanceFen: openingFen + 2000 });
  });

  for (const sw of [0x6f00, 0x6581, 0x6985, 0x6400]) {
    test(`${kind}: ${sw.toString(16)} to READ RECORD while a load is looked for: undecided, and credited the next time`, async (t) => {
      const till = await insuredTill(openingFen);
      const load = () => till.account.credit({ ref: "L-1", amountFen: 1000, kind });
      till.card.fault = at(ins, answerLost);
      t.like(await load(), { outcome: "undecided" });
      till.card.fault = (command, execute) => {
        // The proof would do instead of the log.
        if ([INS.prove, INS.medicalProof].includes(command[1]!)) return refusing(0x9406)(command, execute);
        const isLog = command[1] === INS.readRecord && command[3] === log;
        return isLog ? refusing(sw)(command, execute) : execute();
      };
      t.like(await load(), { outcome: "undecided" });
      till.card.fault = undefined;
      t.like(await load(), { outcome: "credited", reported: "reported" });
      t.like(await till.account.balance(kind), { balanceFen: openingFen + 1000 });
    });
  }
}
