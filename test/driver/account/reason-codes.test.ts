/** Every outcome says in a code why; the journal keeps it, so that the same ref always tells the same. */
import { creditOutcomeOf } from "@duka/driver/account/credit-outcome";
import { Password } from "@duka/driver/base/password";
import test from "ava";
import { answerLost, at, INS, refusing } from "../../support/card/chip-transport.js";
import { openTestTill } from "../../support/card/till.js";

const SALE = { ref: "S-1", amountFen: 1250 };

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
