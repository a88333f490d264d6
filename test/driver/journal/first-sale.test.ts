/**
 * A journal whose process was killed before its log was ever written into its file: its only sale lies in the log.
 * Whatever happens to log or mark, the sale is there, or the journal is refused by name; it is never begun anew, and
 * its mark is left as it is.
 */
import { join } from "node:path";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { stillClock } from "../../support/card/till.js";
import { duka } from "../../support/programs/terminal.js";
import {
  FRAME_BYTES,
  HEADER_BYTES,
  KEPT,
  killedAtFirstSale,
  leftOf,
  lookedInto,
  putBack,
  withFlippedBit,
} from "../../support/shop/killed-journal.js";
import { folderOf } from "../../support/values/folder.js";

const IN_MEMORY = "/dev/shm";
/**
 * Every byte is looked at by `npm run sweep -- test/sweeps/journal-log.test.ts`; here those that mean something, and a
 * share of the others.
 */
const EVERY = 797;
const WAYS = ["once", "never"] as const;

for (const way of WAYS) {
  test(`a byte of the log or the mark flips, the log ${way} written into its file: the sale is there, or the journal is refused`, async (t) => {
    const folder = folderOf(t, IN_MEMORY);
    const left = await killedAtFirstSale(folder, way);
    const places: [part: "-wal" | "-mark", at: number][] = [];
    left["-mark"]!.forEach((_, at) => void places.push(["-mark", at]));
    left["-wal"]!.forEach((_, at) => {
      const inFrame = (at - HEADER_BYTES) % FRAME_BYTES;
      if (at < HEADER_BYTES || (inFrame < 24 && at % 11 === 0) || at % EVERY === 0) places.push(["-wal", at]);
    });
    let refused = 0;
    for (const [part, at] of places) {
      const told = await lookedInto(t, folder, withFlippedBit(left, part, at, at % 8));
      if (told.startsWith("refused: ")) refused++;
      else t.regex(told, KEPT, `${part}, byte ${at}`);
    }
    t.log(`${places.length} flips, ${refused} refused`);
    t.true(refused > places.length / 2);
  });

  test(`log or mark is gone, the log ${way} written into its file: the sale is there, or the journal is refused`, async (t) => {
    const folder = folderOf(t, IN_MEMORY);
    const left = await killedAtFirstSale(folder, way);
    t.regex(await lookedInto(t, folder, left), KEPT);
    t.regex(await lookedInto(t, folder, { ...left, "-mark": undefined }), KEPT);
    t.regex(
      await lookedInto(t, folder, { ...left, "-wal": undefined }),
      /^refused: .*(its log|-wal) was cut or removed/,
    );
    t.regex(await lookedInto(t, folder, { ...left, "-wal": new Uint8Array(0) }), /^refused: /);
    t.regex(await lookedInto(t, folder, { ...left, "": undefined }), /^refused: .*the file is gone/);
    t.regex(await lookedInto(t, folder, { ...left, "": new Uint8Array(0) }), /^refused: .*the file is empty/);
    const broken = withFlippedBit(left, "-wal", HEADER_BYTES + 100, 0);
    t.regex(await lookedInto(t, folder, { ...broken, "-mark": undefined }), /^refused: .*broken at frame 1/);
  });
}

test("a new journal lies in its file before its first sale", async (t) => {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  const left = leftOf(file);
  t.is(left["-wal"]!.length, 0);
  t.true(left[""]!.length > 10_000);
  await journal.close();
});

test("duka journal verify and duka debit refuse a journal that holds nothing beside a mark that knows better", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "j.db");
  putBack({ ...(await killedAtFirstSale(folder, "never")), "-wal": undefined }, file);
  for (const words of [
    ["journal", "verify"],
    ["journal", "list"],
    ["debit", "--reader", "sim:", "--amount", "12.50", "--ref", "S-1"],
  ]) {
    const ran = await duka([...words, "--journal", file]);
    t.is(ran.code, 1, ran.told);
    t.regex(ran.out + ran.told, /the file holds nothing, but its mark .* says that it held sales/);
  }
});
