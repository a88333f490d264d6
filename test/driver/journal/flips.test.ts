/** Single bits of a journal's file that was closed go bad; `npm run sweep` has ten times as many. */
import test from "ava";
import { flipBits } from "../../support/shop/flipped-journal.js";
import { folderOf } from "../../support/values/folder.js";

test("a bit of the file flips: what it damages is refused or named, and no statement answers wrong or less without a word", async (t) => {
  const { refused, named, silent } = await flipBits(folderOf(t), 300, 0x0d0c);
  t.deepEqual(silent, []);
  t.true(refused > 20 && named > 10, `${refused} refused, ${named} named`);
});
