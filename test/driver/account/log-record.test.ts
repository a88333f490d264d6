/**
 * A record of the card's log is our sale's when it has its place, terminal, date, time, type and amounts, and no other
 * sale of this journal owns it.
 */
import { ownRecord, type Rival } from "@duka/driver/account/log-rivals";
import { hangzhou } from "@duka/driver/password/city-profile";
import { medicalLogRecord } from "@duka/protocol/commands/medical-log";
import { logRecord } from "@duka/protocol/commands/purse-log";
import { packRecord } from "@duka/protocol/layout/write-fields";
import test from "ava";
import fc from "fast-check";
import { answerLost, at, commandLost, INS } from "../../support/card/chip-transport.js";
import { openTestTill, type TestTill } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const MEDICAL = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;
const DEBIT_MEDICAL = 0x2c;

/** What the card would have written of that sale. */
const PURSE_RECORD = {
  sequence: 1,
  overdraftLimitFen: 0,
  amountFen: 1250,
  transactionType: 6,
  terminalId: "330100000021",
  date: "20261121",
  time: "140559",
};
const MEDICAL_RECORD = {
  sequence: 1,
  settlementType: 0x32,
  terminalId: "330100000021",
  date: "20261121",
  time: "140559",
  amount1Fen: 1250,
  amount2Fen: 300,
  amount3Fen: 2000,
};

/** DEBIT never arrived; later the log has this one record. */
async function recoveredBy(request: typeof SALE | typeof MEDICAL, record: Uint8Array): Promise<TestTill> {
  const till = await openTestTill();
  till.card.fault = at("kind" in request ? DEBIT_MEDICAL : INS.debit, commandLost);
  await till.account.debit(request);
  const logOf = "kind" in request ? 0x44 : 0xc4;
  till.card.fault = (command, execute) => {
    if (command[1] !== INS.readRecord || command[3] !== logOf) return execute();
    return command[2] === 1 ? Uint8Array.of(...record, 0x90, 0x00) : Uint8Array.of(0x6a, 0x83);
  };
  await till.account.recover();
  return till;
}

test("a record that agrees in everything is the sale's", async (t) => {
  const purse = await recoveredBy(SALE, packRecord(logRecord, PURSE_RECORD));
  t.like(purse.recovered[0], { ref: "S-1", outcome: "committed" });
  const medical = await recoveredBy(MEDICAL, packRecord(medicalLogRecord, MEDICAL_RECORD));
  t.like(medical.recovered[0], { ref: "M-1", outcome: "committed" });
});

const OTHERS = {
  sequence: 3,
  amountFen: 1251,
  transactionType: 5,
  terminalId: "330100000022",
  date: "20261122",
  time: "140600",
} as const;

for (const [field, value] of Object.entries(OTHERS)) {
  test(`a record that differs in ${field} alone is not ours: nothing was debited`, async (t) => {
    const till = await recoveredBy(SALE, packRecord(logRecord, { ...PURSE_RECORD, [field]: value }));
    t.like(till.recovered[0], { ref: "S-1", outcome: "refused", receipt: null });
  });
}

const MEDICAL_OTHERS = {
  sequence: 3,
  settlementType: 0x31,
  terminalId: "330100000022",
  date: "20261122",
  time: "140600",
  amount1Fen: 1251,
  amount2Fen: 301,
  amount3Fen: 2001,
} as const;

for (const [field, value] of Object.entries(MEDICAL_OTHERS)) {
  test(`a medical record that differs in ${field} alone is not ours: nothing was debited`, async (t) => {
    const record = packRecord(medicalLogRecord, { ...MEDICAL_RECORD, [field]: value });
    const till = await recoveredBy(MEDICAL, record);
    t.like(till.recovered[0], { ref: "M-1", outcome: "refused", receipt: null });
  });
}

const WAYS = ["initialized-plus-one", "initialized"] as const;
const KINDS = [
  ["purse", INS.debit, 50_000],
  ["medical", DEBIT_MEDICAL, 120_000],
] as const;

for (const [kind, debit, openingFen] of KINDS) {
  for (const numbered of WAYS) {
    for (const profiled of WAYS) {
      for (const when of [undefined, { date: "20261121", time: "080000" }]) {
        const title = `${kind}, card counts "${numbered}", profile "${profiled}", ${when === undefined ? "the clock stands still" : "the caller says when"}`;
        test(`two sales that read the same (${title}): the record of the first is not the second's`, async (t) => {
          const simulated = { transactionSequence: numbered };
          const profile = { ...hangzhou, transactionSequence: profiled };
          const till = await openTestTill({ profile, simulated });
          const sell = (ref: string) =>
            till.account.debit({ ref, amountFen: 1000, kind, ...(when === undefined ? {} : { when }) });
          t.like(await sell("A"), { outcome: "committed", balanceAfterFen: openingFen - 1000 });
          till.card.fault = at(debit, commandLost);
          t.like(await sell("B"), { outcome: "undecided" });
          till.card.fault = undefined;
          t.like(
            await sell("B"),
            { outcome: "committed", balanceAfterFen: openingFen - 2000 },
            "debited now",
          );
          t.like(till.recovered[0], { ref: "B", outcome: "refused", receipt: null });

          till.card.fault = at(debit, answerLost);
          t.like(await sell("C"), { outcome: "undecided" });
          till.card.fault = undefined;
          t.like(await sell("C"), { outcome: "committed", balanceAfterFen: openingFen - 3000 });
          t.like(
            await till.account.balance(kind),
            { balanceFen: openingFen - 3000 },
            "each was debited once",
          );
        });
      }
    }
  }
}

test("a sale that INITIALIZE's number was given to once more was never carried out", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, commandLost);
  await till.account.debit(SALE);
  // The card cannot tell for the moment, so that the next sale begins with the first one open.
  till.card.fault = (command, execute) =>
    command[1] === INS.readRecord && command[3] === 0xc4 ? Uint8Array.of(0x6f, 0x00) : execute();
  const probe = till.card.fault;
  let initialized = 0;
  till.card.fault = (command, execute) => {
    if (command[1] === INS.initialize && ++initialized === 1) return Uint8Array.of(0x6f, 0x00);
    return probe(command, execute);
  };
  t.like(await till.account.debit({ ...SALE, ref: "S-2" }), { outcome: "committed", mac2: "verified" });
  till.card.fault = undefined;
  await till.account.recover();
  t.like(
    till.recovered.find(({ ref }) => ref === "S-1"),
    { outcome: "refused" },
  );
});

/** Sales of one second on one card, some of which were made: each that was has one record, numbered the card's way. */
test("whichever of many sales that read the same were made, and however the card counts: ours has a record if it was made", (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom(0, 1),
      (start, before, isMade, step) => {
        let sequence = start;
        const rivals: Rival[] = [];
        const records: { sequence: number }[] = [];
        for (const made of before) {
          if (!made) continue;
          rivals.push({ cardSequence: sequence, isMade: true, isLater: false });
          records.unshift({ sequence: (sequence + step) & 0xffff });
          sequence = (sequence + 1) & 0xffff;
        }
        if (isMade) records.unshift({ sequence: (sequence + step) & 0xffff });
        const own = ownRecord(records, sequence, rivals);
        t.is(own?.sequence, isMade ? (sequence + step) & 0xffff : undefined);
      },
    ),
  );
});
