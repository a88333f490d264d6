/**
 * A console that does not read what was typed: parts of a line are lost, read again later, or mixed with another line.
 */
import { FlashError } from "@duka/flash/base/flash-error";
import { seededRandom } from "@duka/simulator/time/random";
import test from "ava";
import { buildFor } from "./rig.js";
import { virtualRig } from "./virtual-rig.js";

const first = await buildFor();
const second = await buildFor();

test("no character of a line can be lost without being asked for again: the flash ends with the whole firmware", async (t) => {
  const on = virtualRig();
  let lost = 0;
  on.board.mishear((line, number) => {
    // Of every third line one character, another each time.
    const at = Math.floor(number / 3);
    if (number % 3 !== 0 || line.length <= at) return line;
    lost++;
    return line.slice(0, at) + line.slice(at + 1);
  });
  const result = await on.flash(second);
  t.true(lost > 40);
  t.is(result.sha256, second.manifest.sha256);
  t.is(on.board.storage.read("duka.a"), second.bundle);
  t.is(on.board.running(), "a");
});

for (const seed of [1, 2, 3, 4]) {
  test(`pieces of input that are lost, repeated or read again later do no harm: ${seed}`, async (t) => {
    const on = virtualRig();
    await on.flash(first);
    const random = seededRandom(seed);
    let before = "";
    on.board.mishear((line) => {
      const old = before;
      before = line;
      const from = random.below(line.length + 1);
      const until = from + random.below(64);
      switch (random.below(16)) {
        case 0:
          return line.slice(0, from) + line.slice(until);
        case 1:
          return line.slice(0, until) + line.slice(from);
        case 2:
          return old;
        case 3:
          return old.slice(0, from) + line.slice(from);
        case 4:
          return line.slice(from);
        default:
          return line;
      }
    });
    const result = await on.flash(second);
    t.is(result.sha256, second.manifest.sha256);
    t.is(on.board.running(), "b");
    t.is(on.board.storage.read("duka.a"), first.bundle);
  });
}

test("a piece of which the answer is lost has been written: the next ones end where it ends", async (t) => {
  const on = virtualRig();
  let pieces = 0;
  let isDeaf = false;
  on.board.mishear((line) => {
    isDeaf = false;
    if (!line.includes("DUKAW(") || line.includes("function")) return line;
    pieces++;
    // Lost, then its first half written without an answer, then a quarter, and so on.
    if (pieces % 7 === 1) return "";
    isDeaf = pieces % 7 < 4;
    return line;
  });
  on.board.cable.onByte((direction, byte) => (isDeaf && direction === "to-host" ? byte ^ 1 : undefined));
  t.is((await on.flash(second)).sha256, second.manifest.sha256);
  t.is(on.board.storage.steps.filter((step) => step === "create duka.a").length, 1);
});

test("where other data stand in the flash the image is erased and written anew", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  let pieces = 0;
  on.board.storage.cutPowerAt(undefined);
  on.board.onLine((line) => {
    if (line.includes("DUKAW(") && ++pieces === 5) on.board.storage.write("duka.b", "other data", 6000);
  });
  const result = await on.flash(second);
  t.is(result.sha256, second.manifest.sha256);
  t.is(on.board.storage.steps.filter((step) => step === "create duka.b").length, 2);
  t.is(on.board.running(), "b");
});

test("an image that is erased while it is being written is written anew", async (t) => {
  const on = virtualRig();
  let pieces = 0;
  on.board.onLine((line) => {
    if (line.includes("DUKAW(") && ++pieces === 7) on.board.storage.erase("duka.a");
  });
  t.is((await on.flash(second)).sha256, second.manifest.sha256);
});

test("flash that never holds what is written is given up, and the board runs what it ran before", async (t) => {
  const on = virtualRig({ storageBytes: 120_000 });
  await on.flash(first);
  on.board.storage.cutPowerAt(undefined);
  on.board.onLine((line) => {
    if (!line.includes("DUKAW(")) return;
    const held = on.board.storage.read("duka.b", 9000, 1);
    if (held === "\xff") on.board.storage.write("duka.b", "X", 9000);
  });
  const error = await t.throwsAsync(on.flash(second), { instanceOf: FlashError });
  t.is(error?.code, "board-error");
  t.is(error?.stage, "upload");
  t.is(error?.running, "previous");
  t.regex(error?.message ?? "", /does not hold what was written|different data/);
  t.is(on.board.storage.steps.filter((step) => step === "create duka.b").length, 3);
  on.board.powerFail();
  await on.settle();
  t.is(on.board.running(), "a");
});
