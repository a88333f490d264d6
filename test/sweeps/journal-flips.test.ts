/** Single bits of a journal's file that was closed go bad; `flips.test.ts` has a sample of them. */
import test from "ava";
import { flipBits } from "../support/shop/flipped-journal.js";
import { folderOf } from "../support/values/folder.js";

test("3000 bits of the file flip, one at a time: what is damaged is refused or named, and nothing is silent", async (t) => {
  const { refused, named, silent } = await flipBits(folderOf(t, "/dev/shm"), 3000, 1);
  t.deepEqual(silent, []);
  t.log(`${refused} refused, ${named} named`);
});
