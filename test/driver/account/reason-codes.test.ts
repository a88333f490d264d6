/** Every outcome says in a code why; the journal keeps it, so that the same ref always tells the same. */
import { creditOutcomeOf } from "@duka/driver/account/credit-outcome";
import { outcomeJson, outcomeOf } from "@duka/driver/account/outcome";
import { Password } from "@duka/driver/base/password";
import test from "ava";
import {
  answerLost,
  at,
  doingBut,
  type Fault,
  fetchLost,
  INS,
  notSent,
  refusing,
} from "../../support/card/chip-transport.js";
import { keylessCard } from "../../support/card/keyless-card.js";
import { openTestTill, type TestTill } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };

type Case = {
  readonly what: string;
  readonly breakIt: (till: TestTill) => void;
  readonly amountFen?: number;
  readonly deferOnEquipmentFailure?: boolean;
  readonly is: readonly [
    outcome: string,
    code: string | null,
    statusWord: string | null,
    tries: number | null,
  ];
};

const onCard =
  (ins: number, fault: Fault) =>
  ({ card }: TestTill) => {
    card.fault = at(ins, fault);
  };
const onPsam =
  (ins: number, fault: Fault) =>
  ({ psam }: TestTill) => {
    psam.fault = at(ins, fault);
  };

const CASES: readonly Case[] = [
  { what: "that was simply paid has none", breakIt: () => undefined, is: ["committed", null, null, null] },
  {
    what: "that costs more than the card has",
    breakIt: () => undefined,
    amountFen: 50_001,
    is: ["refused", "insufficient-balance", "9401", null],
  },
  {
    what: "whose card refuses INITIALIZE",
    breakIt: onCard(INS.initialize, refusing(0x6985)),
    is: ["refused", "refused-by-card", "6985", null],
  },
  {
    what: "whose password is locked",
    breakIt: onCard(INS.verify, refusing(0x6983)),
    is: ["refused", "password-locked", "6983", 0],
  },
  {
    what: "whose password no one types",
    breakIt: onCard(INS.verify, refusing(0x63c5)),
    is: ["refused", "password-needed", null, 5],
  },
  {
    what: "whose card is none with a purse",
    breakIt: onCard(0xa4, refusing(0x6a82)),
    is: ["refused", "unknown-card", "6A82", null],
  },
  {
    what: "whose card refuses DEBIT",
    breakIt: onCard(INS.debit, refusing(0x9302)),
    is: ["refused", "refused-by-card", "9302", null],
  },
  {
    what: "whose DEBIT is answered by silence",
    breakIt: onCard(INS.debit, answerLost),
    is: ["undecided", "answer-lost", null, null],
  },
  {
    what: "whose DEBIT is answered by 6581",
    breakIt: onCard(INS.debit, doingBut(0x6581)),
    is: ["undecided", "answer-proves-nothing", "6581", null],
  },
  {
    what: "whose card says 61xx and gives no proof",
    breakIt: onCard(INS.debit, fetchLost),
    is: ["undecided", "proof-missing", "6108", null],
  },
  {
    what: "whose MAC2 no one could check",
    breakIt: (till) => {
      till.card.chip = keylessCard();
      till.psam.fault = at(INS.creditSam, notSent);
    },
    is: ["undecided", "mac2-unchecked", "9000", null],
  },
  {
    what: "whose MAC2 the PSAM finds false",
    breakIt: (till) => {
      till.card.chip = keylessCard();
    },
    is: ["manual", "mac2-false", "9000", null],
  },
  {
    what: "whose PSAM fails, and that is deferred",
    breakIt: onPsam(INS.initSam, refusing(0x6985)),
    deferOnEquipmentFailure: true,
    is: ["deferred", "equipment-failed", "6985", null],
  },
];

for (const { what, breakIt, amountFen = 1250, deferOnEquipmentFailure = false, is } of CASES) {
  test(`a sale ${what}: ${is.join(", ")}; its record tells the same`, async (t) => {
    const till = await openTestTill();
    breakIt(till);
    const outcome = await till.account.debit({ ...SALE, amountFen, deferOnEquipmentFailure });
    const told = outcomeJson(outcome);
    t.deepEqual([told.outcome, told.reasonCode, told.statusWord, told.triesLeft], [...is]);
    const [record] = await till.journal.list({ released: true });
    if (record === undefined) return t.fail("no record");
    const kept = outcomeJson(outcomeOf(record));
    for (const name of ["outcome", "reason", "reasonCode", "statusWord", "triesLeft"]) {
      t.is(kept[name], told[name], name);
    }
    if (outcome.outcome !== "refused") t.is(outcome.refusal, null);
    else t.is(outcome.refusal?.code, outcome.reasonCode ?? undefined);
  });
}

test("what recovery found has a code too, and so has a refund that is due", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit(SALE);
  till.card.fault = undefined;
  t.like(await till.account.debit(SALE), { outcome: "committed", reasonCode: "recovered-from-log" });
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit({ ref: "S-2", amountFen: 100 });
  await till.journal.flagPaidInCash("S-2");
  till.card.fault = undefined;
  t.like(await till.account.debit({ ref: "S-2", amountFen: 100 }), {
    outcome: "committed",
    reasonCode: "refund-due",
  });
});

test("a wrong password says how many tries are left", async (t) => {
  const till = await openTestTill({ askPassword: async () => Password.fromDigits("999999") });
  till.card.fault = at(INS.verify, refusing(0x63c3));
  t.like(await till.account.debit(SALE), {
    outcome: "refused",
    reasonCode: "wrong-password",
    statusWord: 0x63c3,
    triesLeft: 3,
  });
});

test("a change of the password that the card refuses says why in a code", async (t) => {
  const words = ["123456", "602917", "602918"];
  const till = await openTestTill({ askPassword: async () => Password.fromDigits(words.shift() ?? "") });
  const changed = await till.account.changePassword();
  t.like(changed, { refused: true, code: "passwords-differ" } as object);
  words.push("111111", "602917", "602917");
  t.like(await till.account.changePassword(), {
    refused: true,
    code: "wrong-password",
    statusWord: 0x63c5,
    triesLeft: 5,
  } as object);
});

test("a credit that failed before its intent keeps its code, its status word and its tries", async (t) => {
  const till = await openTestTill();
  const claim = await till.journal.credits.claim({
    ref: "L-1",
    kind: "purse",
    amountFen: 100,
    simulated: true,
    institution: "H",
    purpose: "load",
    ofRef: undefined,
  });
  if (!claim.claimed) return t.fail("taken");
  await claim.attempt.release({
    code: "wrong-password",
    reason: "wrong password, 3 tries left",
    statusWord: 0x63c3,
    triesLeft: 3,
  });
  t.like(creditOutcomeOf(await till.journal.credits.byId(claim.attempt.id)), {
    outcome: "refused",
    reasonCode: "wrong-password",
    statusWord: 0x63c3,
    triesLeft: 3,
  });
});
