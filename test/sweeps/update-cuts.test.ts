/** The power fails at every step of an update, as far as it gets; `flash/flasher/update.test.ts` has a sample. */
import test from "ava";
import { rehearseUpdate } from "../flash/flasher/update-cuts.js";

for (const updates of [0, 1]) {
  test(`every cut of the update after ${updates} others: the unit is itself, with the old firmware or the new`, async (t) => {
    const { cuts, faultOf } = await rehearseUpdate(updates);
    for (const cut of cuts) t.is(await faultOf(cut), undefined);
    t.log(`${cuts.length} cuts`);
  });
}
