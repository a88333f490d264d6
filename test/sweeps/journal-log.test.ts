/**
 * Each bit of the log and of the mark of a journal that was killed at its first sale; `first-sale.test.ts` has a sample
 * of them.
 */
import test from "ava";
import { KEPT, killedAtFirstSale, lookedInto, withFlippedBit } from "../support/shop/killed-journal.js";
import { folderOf } from "../support/values/folder.js";

for (const way of ["once", "never"] as const) {
  for (const part of ["-wal", "-mark"] as const) {
    test(`each byte of ${part} flips, the log ${way} written into its file: the sale is there, or the journal is refused`, async (t) => {
      const folder = folderOf(t, "/dev/shm");
      const left = await killedAtFirstSale(folder, way);
      const bytes = left[part]!.length;
      let refused = 0;
      for (let at = 0; at < bytes; at++) {
        const told = await lookedInto(t, folder, withFlippedBit(left, part, at, at % 8));
        if (told.startsWith("refused: ")) refused++;
        else t.regex(told, KEPT, `byte ${at}`);
      }
      t.log(`${bytes} flips, ${refused} refused`);
    });
  }
}
