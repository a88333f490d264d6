/**
 * A firmware that is older by its security counter brings back what was repaired: it is refused before the board is
 * touched.
 */
import { BoardError, FlashError } from "@duka/flash/base/flash-error";
import { refuseOlder } from "@duka/flash/flasher/detect";
import test from "ava";
import { buildFor } from "./rig.js";
import { virtualRig } from "./virtual-rig.js";

const old = await buildFor();
const third = await buildFor(undefined, 3);
const fourth = await buildFor(undefined, 4);

test("a lower security counter than that of the firmware that runs is refused, and nothing is written", async (t) => {
  const on = virtualRig({ storageBytes: 120_000 });
  await on.flash(third);
  await on.flash(fourth);
  for (const firmware of [third, old]) {
    on.board.storage.cutPowerAt(undefined);
    const error = (await t.throwsAsync(on.flash(firmware), { instanceOf: FlashError }))!;
    t.like(error, { code: "older-firmware", running: "previous", stage: "detect" });
    t.regex(error.message, /the board runs one of 4/);
    t.deepEqual(on.board.storage.steps, []);
  }
  const again = await on.flash(fourth);
  t.is(on.board.running(), again.image, "the same one is not older");
});

test("allowOlder writes it all the same, and from then on its counter counts", async (t) => {
  const on = virtualRig({ storageBytes: 120_000 });
  await on.flash(fourth);
  await on.flash(old, { allowOlder: true });
  const result = await on.flash(third);
  t.is(on.board.running(), result.image);
});

test("every pair: only the lower one is refused", (t) => {
  for (let counter = 0; counter < 5; counter++) {
    for (let running = 0; running < 5; running++) {
      if (counter >= running) t.notThrows(() => refuseOlder(counter, running));
      else t.throws(() => refuseOlder(counter, running), { instanceOf: BoardError, message: /it is older/ });
    }
  }
});
