import { FlashError } from "@duka/flash/base/flash-error";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import type { Torn } from "@duka/simulator/espruino-console/flash-storage";
import test, { type ExecutionContext } from "ava";
import { buildFor } from "./rig.js";
import { type VirtualRig, virtualRig } from "./virtual-rig.js";

const first = await buildFor();
/** Of the same bytes, and so written anew: an image is known by the place where it lies. */
const second = first;
/** Room for three images: no step of these flashes compacts the trash of the one before. */
const ROOMY = { storageBytes: 65_536 };

/** A step that has done nothing leaves what the step before left. */
function tornAt(index: number): readonly Torn[] {
  return index === 0 ? ["none", "half", "all"] : ["half", "all"];
}
/** Saved code of somebody else: it takes the console away, as a reader does. */
const FOREIGN = "setInterval(function(){},1000);E.setConsole(null,{force:true});";

type Before = {
  readonly what: string;
  /** Image that runs before the flash. */
  readonly image: string | undefined;
  prepare(on: VirtualRig): Promise<void>;
};

const BEFORE: readonly Before[] = [
  { what: "a bare board", image: undefined, prepare: async () => undefined },
  {
    what: "a reader",
    image: "a",
    prepare: async (on) => void (await on.flash(first)),
  },
  {
    what: "a reader that was flashed twice",
    image: "b",
    async prepare(on) {
      await on.flash(first);
      await on.flash(first);
    },
  },
];

/** Pieces of the image between the first and the last are all of one kind. */
function isMiddlePiece(steps: readonly string[], index: number): boolean {
  return [-1, 0, 1].every((by) => /^write duka\.[ab] [1-9]/.test(steps[index + by] ?? ""));
}

const prepared = new Map<Before, VirtualRig>();

/** A board as it was before: flashed once, and copied for each of its ends. */
async function rigOf(before: Before): Promise<VirtualRig> {
  let model = prepared.get(before);
  if (model === undefined) {
    model = virtualRig(ROOMY);
    await before.prepare(model);
    prepared.set(before, model);
  }
  const on = virtualRig(ROOMY);
  on.board.powerFail();
  on.board.storage.copyFrom(model.board.storage);
  await on.settle();
  return on;
}

async function stepsOf(before: Before, firmware: BuiltFirmware): Promise<readonly string[]> {
  const on = await rigOf(before);
  on.board.storage.cutPowerAt(undefined);
  await on.flash(firmware);
  return on.board.storage.steps;
}

for (const before of BEFORE) {
  test(`power cut at every Storage write, onto ${before.what}: old or new runs, and the tool says which`, async (t) => {
    const steps = await stepsOf(before, second);
    t.true(steps.length > 30, steps.join(", "));
    for (let index = 0; index < steps.length; index++) {
      const isMiddle = isMiddlePiece(steps, index);
      for (const torn of isMiddle ? (["half"] as const) : tornAt(index)) {
        await cutAndLook(t, before, index + 1, torn, !isMiddle && torn === "half");
      }
    }
  });
}

async function cutAndLook(
  t: ExecutionContext,
  before: Before,
  atStep: number,
  torn: Torn,
  again: boolean,
): Promise<void> {
  const on = await rigOf(before);
  const old = on.board.running();
  on.board.storage.cutPowerAt({ atStep, torn });
  const error = await t.throwsAsync(on.flash(second), { instanceOf: FlashError });
  const where = `step ${atStep} (${on.board.storage.steps.at(-1)}), ${torn}: ${error?.message}`;
  t.is(old, before.image, where);
  await on.settle();
  const fresh = old === "a" ? "b" : "a";
  const runs = on.board.running();
  t.true(runs === old || runs === fresh, `${where}: ${runs}`);
  const said = error?.running;
  if (said === "new") t.is(runs, fresh, where);
  else if (said === "previous") t.is(runs, old, where);
  else if (said === "none") t.is(runs, undefined, where);
  else if (said === "on-trial") {
    on.board.powerFail();
    await on.settle();
    t.is(on.board.running(), old, where);
  } else t.is(error?.stage, "confirm", where);
  if (!again) return;
  const result = await on.flash(second);
  t.is(on.board.running(), result.image, where);
}

test("a program of somebody else stays at every power cut until its copy is kept beside the new firmware", async (t) => {
  const whole = virtualRig(ROOMY);
  whole.board.storage.write(".bootcde", FOREIGN);
  whole.board.storage.cutPowerAt(undefined);
  await whole.flash(second);
  t.is(whole.board.running(), "b");
  t.is(whole.board.storage.read("duka.a"), FOREIGN);
  const steps = whole.board.storage.steps;
  for (let index = 0; index < steps.length; index++) {
    if (isMiddlePiece(steps, index)) continue;
    for (const torn of tornAt(index)) {
      const on = virtualRig(ROOMY);
      on.board.storage.write(".bootcde", FOREIGN);
      on.board.storage.cutPowerAt({ atStep: index + 1, torn });
      const error = await t.throwsAsync(on.flash(second), { instanceOf: FlashError });
      await on.settle();
      const where = `step ${index + 1} (${steps[index]}), ${torn}: ${error?.message}`;
      // As what it is, as its copy, or once the new one on trial.
      const runs = on.board.running();
      t.true(runs === "" || runs === "a" || runs === "b", `${where}: ${runs}`);
      if (error?.running === "previous") t.true(runs === "" || runs === "a", where);
    }
  }
});
