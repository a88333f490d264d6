/** An update in the field: what is older is refused, the unit stays itself, and nothing is risked unasked. */
import { FlashError } from "@duka/flash/base/flash-error";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import { isOlderRelease } from "@duka/flash/flasher/detect";
import type { UpdateOptions } from "@duka/flash/flasher/update";
import { seededRandom } from "@duka/simulator/time/random";
import test, { type ExecutionContext } from "ava";
import { releaseOf, UNIT } from "./rig.js";
import { rehearseUpdate } from "./update-cuts.js";
import { type VirtualRig, virtualRig } from "./virtual-rig.js";

const old = await releaseOf(0);
const fresh = await releaseOf(2);
const NUMBER = "SIM-D26-000042";
const FULL = { ...UNIT, serialNumber: NUMBER, boardRevision: "B2" };
const ROOMY = { storageBytes: 98_304 };

async function reader(options = ROOMY): Promise<VirtualRig> {
  const on = virtualRig(options);
  await on.flash(old, { unit: FULL });
  on.board.storage.cutPowerAt(undefined);
  return on;
}

async function refused(
  t: ExecutionContext,
  on: VirtualRig,
  firmware: BuiltFirmware,
  options: Partial<UpdateOptions> = {},
): Promise<FlashError> {
  on.board.storage.cutPowerAt(undefined);
  const error = (await t.throwsAsync(on.update(firmware, options), { instanceOf: FlashError }))!;
  t.is(error.running, "previous", error.message);
  t.deepEqual(on.board.storage.steps, [], error.message);
  return error;
}

test("the unit keeps number, secret and revision; the new firmware runs as the other image", async (t) => {
  const on = await reader();
  const result = await on.update(fresh);
  t.like(result, { isNew: true, image: "b", sha256: fresh.manifest.sha256, boardRevision: "B2" });
  t.is(result.selfTest.serialNumber, NUMBER);
  t.is(on.board.running(), "b");
});

test("what runs already is not written again, and the reader is a reader afterwards", async (t) => {
  const on = await reader();
  const result = await on.update(old);
  t.like(result, { isNew: false, image: "a", sha256: old.manifest.sha256 });
  t.is(result.selfTest.serialNumber, NUMBER);
  t.deepEqual(on.board.storage.steps, []);
  t.is(on.board.running(), "a");
});

test("older by counter or by version is refused before anything is written; the reader is one again at once", async (t) => {
  const on = await reader();
  await on.update(fresh);
  t.like(await refused(t, on, old), { code: "older-firmware", stage: "detect" });
  t.is(on.board.running(), "b", "it was given its line back");
  const error = await refused(t, on, await releaseOf(3, "0.0.9"));
  t.regex(error.message, /the firmware is 0\.0\.9, and the reader runs \d+\.\d+\.\d+: it is older/);
  t.is(on.board.running(), "b");
});

test("an older one is forced with the secret of the unit, and with no other", async (t) => {
  const on = await reader();
  await on.update(fresh);
  await t.throwsAsync(async () => on.update(old, { allowOlder: true, secret: undefined }), {
    instanceOf: RangeError,
    message: /--console-secret/,
  });
  // The button has opened the console: any secret would do to get there.
  on.board.powerFail();
  on.board.powerUp(true);
  const wrong = { allowOlder: true, secret: new TextEncoder().encode("wrong horse battery") };
  t.is((await refused(t, on, old, wrong)).code, "older-firmware");
  t.is((await on.update(old, { allowOlder: true })).sha256, old.manifest.sha256);
});

test("a board without firmware of Duka is no reader to update: nothing is written", async (t) => {
  const error = await refused(t, virtualRig(ROOMY), fresh);
  t.is(error.code, "no-firmware");
  t.regex(error.remedy, /duka-flash flash/);
});

test("a reader of another board, a wrong secret, and none: refused, and it goes on as a reader", async (t) => {
  const on = await reader();
  const other = { ...fresh, manifest: { ...fresh.manifest, board: "ESPRUINOBOARD" } };
  t.is((await refused(t, on, other)).code, "wrong-board");
  t.is((await refused(t, on, fresh, { secret: undefined })).code, "locked");
  t.is(
    (await refused(t, on, fresh, { secret: new TextEncoder().encode("wrong horse battery") })).code,
    "locked",
  );
  t.is(on.board.running(), "a");
});

test("where the flash has to be compacted it asks before anything is written; no leaves the reader as it was, yes updates it", async (t) => {
  const on = await reader({ storageBytes: 49_152 });
  await on.update(fresh);
  const next = await releaseOf(3);
  let asked = 0;
  const answer = (yes: boolean) => async (): Promise<boolean> => {
    asked++;
    t.deepEqual(on.board.storage.steps, []);
    return yes;
  };
  const error = await refused(t, on, next, { mayCompact: answer(false) });
  t.is(error.code, "compaction");
  t.is(on.board.running(), "b");
  t.is((await on.update(next, { mayCompact: answer(true) })).image, "a");
  t.is(asked, 2);
  t.is(on.board.storage.steps.filter((step) => step === "compact").length, 1);
});

test("a flash that has gone bad is not compacted unasked in the middle of the update", async (t) => {
  const on = await reader({ storageBytes: 49_152 });
  let pieces = 0;
  on.board.onLine((line) => {
    if (line.includes("DUKAW(") && ++pieces === 5) on.board.storage.write("duka.b", "other data", 6000);
  });
  const error = await t.throwsAsync(on.update(fresh), { instanceOf: FlashError });
  t.like(error, { code: "compaction", stage: "upload", running: "previous" });
  t.is(on.board.running(), "a", "it is a reader again");
});

test("releases are compared by number, and what is none is not compared", (t) => {
  const pairs: readonly (readonly [version: string, running: string, isOlder: boolean])[] = [
    ["0.1.0", "0.1.0", false],
    ["0.1.0", "0.1.1", true],
    ["0.1.9", "0.1.10", true],
    ["0.10.0", "0.9.9", false],
    ["1.0.0", "0.9.9", false],
    ["0.9.9", "1.0.0", true],
    ["next", "1.0.0", false],
    ["1.0.0", "", false],
  ];
  for (const [version, running, isOlder] of pairs)
    t.is(isOlderRelease(version, running), isOlder, `${version} ${running}`);
});

const SEED = 20261129;
const SAMPLE = 24;

test(`${SAMPLE} cuts of the power, seed ${SEED}: the unit is itself, with the old firmware or the new, and is updated afterwards`, async (t) => {
  const random = seededRandom(SEED);
  for (const updates of [0, 1]) {
    const { cuts, faultOf } = await rehearseUpdate(updates);
    t.true(cuts.length > 100, `${cuts.length}`);
    // The first steps and the last are where the order of the writes counts.
    const middle = Array.from({ length: SAMPLE / 2 - 8 }, () => cuts[6 + random.below(cuts.length - 18)]!);
    for (const cut of [...cuts.slice(0, 4), ...middle, ...cuts.slice(-4)])
      t.is(await faultOf(cut), undefined);
  }
});
