import { join } from "node:path";
import test from "ava";
import { agreeAndReconcile } from "../support/shop/planted-differences.js";
import { folderOf } from "../support/values/folder.js";

/** Of the 1000 that `npm run sweep` has. */
const SALES = 120;

test(`${SALES} sales with lost answers on every leg: card, till and centre agree, planted differences are listed, no other`, async (t) => {
  const file = join(folderOf(t, "/dev/shm"), "j.db");
  await agreeAndReconcile(t, { file, sales: SALES, seed: 20261121, each: 2 });
});
