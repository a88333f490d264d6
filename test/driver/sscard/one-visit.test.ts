import test from "ava";
import { visitCosts } from "../../bench/one-visit.js";

test("iDoDebit powers card and PSAM once, and asks the card for nothing twice", async (t) => {
  const { iDoDebit, debit } = await visitCosts();
  const more = [...iDoDebit.commands];
  for (const command of debit.commands) {
    const at = more.indexOf(command);
    t.true(at >= 0, `${command} is missing`);
    more.splice(at, 1);
  }
  t.deepEqual(more, []);
});
