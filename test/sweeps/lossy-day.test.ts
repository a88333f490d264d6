/** Whole days on which answers are lost on every leg; `scenario/lossy-day.test.ts` has a sample. */
import { join } from "node:path";
import test from "ava";
import { agreeAndReconcile } from "../support/shop/planted-differences.js";
import { folderOf } from "../support/values/folder.js";

for (const seed of [1, 2, 20261121]) {
  test(`1000 sales, seed ${seed}: card, till and centre agree to the fen, planted differences are listed, no other`, async (t) => {
    await agreeAndReconcile(t, { file: join(folderOf(t, "/dev/shm"), "j.db"), sales: 1000, seed, each: 10 });
  });
}
