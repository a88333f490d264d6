/** Sporadic reimbursement at the agency: what was paid in cash elsewhere, once, to the holder. */
import { CentreError } from "@duka/protocol/centre/centre-error";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { instantClock } from "../../support/card/instant-clock.js";
import { openTestTill } from "../../support/card/till.js";
import { INSTITUTION, openInsurance, VOUCHING } from "../../support/shop/insurance.js";

const BILL = {
  ref: "A-1",
  window: "W-1",
  operator: "clerk",
  vouching: VOUCHING,
  visit: "discharge",
  of: { institutionId: "H-ELSEWHERE", ref: "B-1" },
  totalFen: 1200_00,
  selfCostFen: 100_00,
} as const;
/** 1100.00 in scope, 800.00 of it the deductible, 85 % of the rest from the fund. */
const SPLIT = { totalFen: 1200_00, accountFen: 0, poolFen: 255_00, cashFen: 945_00 };

async function openAgency() {
  const insurance = await openInsurance(instantClock(), findProfile("hangzhou"));
  return { ...(await openTestTill({ centre: insurance.centre })), insurance };
}

test("a bill that was paid in cash: the fund's part is paid out, no card is debited, and who vouched is kept", async (t) => {
  const { account, card, journal, insurance } = await openAgency();
  const before = await insurance.accounts();
  const done = await account.reimburse(BILL);
  t.like(done, { reimbursed: true, paidFen: 255_00, split: SPLIT, visit: "discharge", of: BILL.of });
  t.deepEqual(await account.reimburse(BILL), done, "asked again it is the same, once");
  t.deepEqual(await insurance.accounts(), before);
  t.false(
    card.heard.some((command) => /^(2c|54)/.test(command)),
    "no DEBIT",
  );
  t.deepEqual(await journal.list(), []);
  const [act] = await journal.acts.list();
  t.like(act, { what: "reimburse", operator: "clerk", outcome: "paid 25500 fen of H-ELSEWHERE B-1" });
  t.notRegex(JSON.stringify([done, await journal.acts.list()]), /330102199001011234|33018653000100/);
});

test("the same bill under another number, a bill that a card has settled, another person's card: refused", async (t) => {
  const { account } = await openAgency();
  await account.reimburse(BILL);
  t.like(await account.reimburse({ ...BILL, ref: "A-2" }), {
    refused: true,
    reason: "the centre: this bill was reimbursed at W-1 under A-1",
  });
  await account.settleBill({ ref: "V-1", visit: "treatment", totalFen: 10_00 });
  const settled = await account.reimburse({
    ...BILL,
    ref: "A-3",
    of: { institutionId: INSTITUTION, ref: "V-1" },
  });
  t.like(settled, { refused: true });
  t.regex("reason" in settled ? settled.reason : "", /the bill is settled at its institution/);
  const document = { ...VOUCHING.document, number: "330102199001019999" };
  t.like(
    await account.reimburse({
      ...BILL,
      ref: "A-4",
      of: { institutionId: "H-2", ref: "1" },
      vouching: { by: "holder", document },
    }),
    {
      refused: true,
    },
  );
});

test("a bill that was reimbursed is not settled by card any more: refused before the card is asked", async (t) => {
  const { account, card } = await openAgency();
  await account.reimburse({ ...BILL, of: { institutionId: INSTITUTION, ref: "V-1" } });
  const outcome = await account.settleBill({ ref: "V-1", visit: "discharge", totalFen: 1200_00 });
  t.is(outcome.outcome, "refused");
  t.regex(outcome.reason ?? "", /this bill was reimbursed/);
  t.false(card.heard.some((command) => command.startsWith("2c")));
});

test("a lost answer of the centre is asked for again; one that is down is an error, and nothing is noted", async (t) => {
  const { account, insurance, journal } = await openAgency();
  insurance.setFaults({ loseAnswers: 2 });
  t.like(await account.reimburse(BILL), { reimbursed: true, paidFen: 255_00 });
  insurance.setFaults({ down: true });
  await t.throwsAsync(account.reimburse({ ...BILL, ref: "A-2" }), { instanceOf: CentreError });
  t.is((await journal.acts.list()).length, 1);
  await t.throwsAsync(account.reimburse({ ...BILL, selfCostFen: 1200_01 }), { instanceOf: RangeError });
});

test("the fund's part counts in the holder's year, as that of any other visit", async (t) => {
  const { account } = await openAgency();
  await account.reimburse(BILL);
  const next = await account.reimburse({
    ...BILL,
    ref: "A-2",
    of: { institutionId: "H-2", ref: "1" },
    totalFen: 100_00,
    selfCostFen: 0,
  });
  t.like(next, { split: { poolFen: 85_00, cashFen: 15_00 } }, "its deductible was paid before");
});
