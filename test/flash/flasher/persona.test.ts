/** A reader whose persona was changed by Escape keeps it over new images, and is flashed all the same. */
import test from "ava";
import { buildFor } from "./rig.js";
import { virtualRig } from "./virtual-rig.js";

const first = await buildFor();
const second = await buildFor();

for (const [name, kept] of [
  ["pinpad", "2"],
  ["sec1210", "3"],
] as const) {
  test(`built as pos and kept as ${name}: the new image passes its self-test, and ${name} stays`, async (t) => {
    const on = virtualRig();
    await on.flash(first);
    on.board.storage.write("duka.persona", kept);
    on.board.powerFail();
    await on.settle();
    const result = await on.flash(second);
    t.is(result.image, "b");
    t.is(on.board.running(), "b");
    t.is(on.board.storage.read("duka.persona"), kept);
  });
}
