/** What is told of the balance where the account has too little: asked of the card only then, and never at a price. */
import test from "ava";
import { answerLost, at, commandLost, INS, notSent, refusing } from "../../support/card/chip-transport.js";
import { openTestTill } from "../../support/card/till.js";

const GET_BALANCE = 0x5c;
const TOO_MUCH = { ref: "S-1", amountFen: 50_001 };

test("the balance is asked once a sale is refused for it, and not of a card that pays", async (t) => {
  const till = await openTestTill();
  const asked = () =>
    till.card.heard.filter((command) => command.startsWith(GET_BALANCE.toString(16))).length;
  t.is((await till.account.debit({ ref: "S-0", amountFen: 1 })).outcome, "committed");
  t.is(asked(), 0);
  t.like(await till.account.debit(TOO_MUCH), { balanceBeforeFen: 49_999, balanceAfterFen: 49_999 });
  t.is(asked(), 1);
});

for (const [what, fault] of [
  ["refuses to tell it", refusing(0x6985)],
  ["was taken out", notSent],
  ["does not hear the question", commandLost],
  ["answers it into nothing", answerLost],
] as const) {
  test(`a card that ${what} is refused for its balance all the same, and the ref is free`, async (t) => {
    const till = await openTestTill();
    till.card.fault = at(GET_BALANCE, fault);
    t.like(await till.account.debit(TOO_MUCH), {
      outcome: "refused",
      reasonCode: "insufficient-balance",
      statusWord: 0x9401,
      balanceBeforeFen: null,
    });
    t.deepEqual(await till.journal.find("S-1"), []);
    till.card.fault = undefined;
    t.is((await till.account.debit({ ref: "S-1", amountFen: 1250 })).outcome, "committed");
  });
}

test("an INITIALIZE that is refused for another reason asks for no balance", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.initialize, refusing(0x6985));
  t.like(await till.account.debit(TOO_MUCH), { outcome: "refused", reasonCode: "refused-by-card" });
  t.false(till.card.heard.some((command) => command.startsWith(GET_BALANCE.toString(16))));
});
