/** Power cuts at every byte behind the last sync of a journal; `crash.test.ts` has a sample of them. */
import test from "ava";
import { cutCheckpoint, cutLog, STEPS } from "../support/shop/cut-journal.js";

for (const step of STEPS) {
  test(`a log ${step.log} cut at every byte behind the last sync: ${step.what}`, async (t) => {
    t.log(`${await cutLog(t, step, 1)} cuts`);
  });
}

test("the file cut at every byte that a checkpoint writes, its log whole: everything is there", async (t) => {
  t.log(`${await cutCheckpoint(t, 1)} cuts`);
});
