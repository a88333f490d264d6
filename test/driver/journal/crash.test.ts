/**
 * Power cuts behind the last sync of a journal: `npm run sweep -- test/sweeps/journal-cuts.test.ts` cuts at every byte;
 * here it is a share of them, and where a frame of the log or its page begins.
 */
import test from "ava";
import { cutCheckpoint, cutLog, STEPS } from "../../support/shop/cut-journal.js";

const EVERY = 29;

for (const step of STEPS) {
  test.serial(`a log ${step.log} cut behind the last sync: ${step.what}`, async (t) => {
    t.log(`${await cutLog(t, step, EVERY)} cuts`);
  });
}

test.serial("the file cut where a checkpoint writes, its log whole: everything is there", async (t) => {
  t.log(`${await cutCheckpoint(t, EVERY)} cuts`);
});
