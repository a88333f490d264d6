/** The length of a record tells the card's mode (P7 12): 28 bytes, or 20 with the account's amount alone. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { answerLost, at, commandLost, refusing } from "../../support/card/chip-transport.js";
import { openRig, profileOf } from "../../support/card/sscard-rig.js";
import { openTestTill } from "../../support/card/till.js";

const CARD = findProfile("hangzhou");
const DEBIT = 0x2c;
const SALE = { ref: "M-1", kind: "medical", amountFen: 1250 } as const;

for (const logRecordLength of [28, 20] as const) {
  const social = { ...CARD.social!, medical: { ...CARD.social!.medical, logRecordLength } };

  test(`records of ${logRecordLength} bytes: the log shows a purchase`, async (t) => {
    const till = await openTestTill({ simulated: { social } });
    t.like(await till.account.debit({ ...SALE, medical: { selfPayFen: 300, poolFen: 2000 } }), {
      outcome: "committed",
    });
    const log = await till.account.log("medical");
    if (!("records" in log)) return t.fail(log.reason);
    t.is(log.records.length, 1);
    t.like(log.records[0], { amountFen: 1250, transactionType: 0x32, date: "20261121", time: "140559" });
    t.deepEqual(log.records[0]?.amountsFen, logRecordLength === 28 ? [1250, 300, 2000] : undefined);
  });

  for (const [what, fault, outcome] of [
    ["the answer is lost", answerLost, "committed"],
    ["the command is lost", commandLost, "committed"],
  ] as const) {
    test(`records of ${logRecordLength} bytes, ${what}, no proof to be had: the log decides, and the card pays once`, async (t) => {
      const till = await openTestTill({ simulated: { social } });
      till.card.fault = at(DEBIT, fault);
      t.like(await till.account.debit(SALE), { outcome: "undecided" });
      till.card.fault = (command, execute) =>
        [0x2e, 0x5a].includes(command[1]!) ? refusing(0x6d00)(command, execute) : execute();
      t.like(await till.account.debit(SALE), { outcome });
      t.like(await till.account.balance("medical"), { balanceFen: 120_000 - 1250 });
    });
  }

  test(`records of ${logRecordLength} bytes: iReadDebitRecord and iReadCard tell them`, async (t) => {
    const base = profileOf("2.0");
    const medical = { ...base.social!.medical, logRecordLength };
    const { sscard, cardInfo } = await openRig(profileOf("2.0", { medical }));
    t.is((await sscard.iDoDebit(1, cardInfo, "20.00|12.34|20261121140559|")).code, 0);
    const { pOutInfo } = await sscard.iReadDebitRecord(1);
    const total = logRecordLength === 28 ? "20.00" : "12.34";
    t.is(pOutInfo, `0001^${base.psam.terminalId}^20261121140559^${total}^12.34^|`);
    const file = await sscard.iReadCard(1, 1, cardInfo, "DF04EF08|$");
    const amounts = logRecordLength === 28 ? "00000000^000007D0^000004D2" : "000004D2";
    t.is(file.pOutInfo, `DF04EF08|0001^32^${base.psam.terminalId}^20261121140559^${amounts}|$`);
  });
}
