/** Who a unit is stands beside its firmware: written once, kept by every update and at every power cut. */
import { FlashError } from "@duka/flash/base/flash-error";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import { sha256Hex } from "@duka/flash/build/unit";
import test from "ava";
import { buildFor, SECRET, UNIT } from "./rig.js";
import { type VirtualRig, virtualRig } from "./virtual-rig.js";

const general = await buildFor();
const NUMBER = "D26-000042";
const FULL = { ...UNIT, serialNumber: NUMBER, boardRevision: "B2" };
const FILES = ["duka.sn", "duka.key", "duka.rev"] as const;
/** No flash of these has to compact. */
const ROOMY = { storageBytes: 120_000 };

/** As firmware was built before the files: serial number and secret in its own text. */
function former(serialNumber: string | undefined): BuiltFirmware {
  let bundle = general.bundle.replace(/[\w$]+\("duka\.key"\)/, `"${sha256Hex(SECRET)}"`);
  bundle = bundle.replace(
    /[\w$]+\("duka\.sn"\)\|\|getSerial\(\)/,
    serialNumber === undefined ? "getSerial()" : `"${serialNumber}"`,
  );
  if (bundle.includes("duka.sn") || bundle.includes("duka.key"))
    throw new Error("the bundle reads the files elsewhere");
  return {
    ...general,
    bundle,
    manifest: { ...general.manifest, bytes: bundle.length, sha256: sha256Hex(bundle) },
  };
}

/** A unit of before: it runs firmware with its identity inside, and has no file of it. */
async function formerUnit(serialNumber: string | undefined): Promise<VirtualRig> {
  const on = virtualRig(ROOMY);
  await on.flash(former(serialNumber), { unit: {} });
  return on;
}

function filesOf(on: VirtualRig): readonly (string | undefined)[] {
  return FILES.map((file) => on.board.storage.read(file));
}

test("the numbers are written once, each with its end; a general build over a numbered unit keeps them", async (t) => {
  const on = virtualRig(ROOMY);
  const first = await on.flash(general, { unit: FULL });
  t.is(first.selfTest.serialNumber, NUMBER);
  t.is(first.boardRevision, "B2");
  const files = filesOf(on);
  t.deepEqual(files, [`${NUMBER};`, `${sha256Hex(SECRET)};`, "B2;"]);
  const second = await on.flash(general, { unit: {} });
  t.is(second.image, "b");
  t.is(second.selfTest.serialNumber, NUMBER);
  t.is(second.boardRevision, "B2");
  t.deepEqual(filesOf(on), files);
});

test("a number of simulated readers is for a simulated board alone: what a real one sells is no rehearsal", async (t) => {
  const unit = { ...UNIT, serialNumber: "SIM-D26-000042" };
  t.is((await virtualRig(ROOMY).flash(general, { unit })).selfTest.serialNumber, "SIM-D26-000042");
  const real = virtualRig({ ...ROOMY, serialNumber: "30303037-37303133" });
  const error = await t.throwsAsync(real.flash(general, { unit }), { instanceOf: FlashError });
  t.like(error, { code: "identity", stage: "prepare" });
  t.regex(error?.message ?? "", /SIM-D26-000042" is one of a simulated reader/);
  t.deepEqual(real.board.storage.steps, []);
});

test("a unit that was given no number has its chip's", async (t) => {
  const on = virtualRig(ROOMY);
  t.is((await on.flash(general)).selfTest.serialNumber, "SIM-0001");
  t.is(on.board.storage.read("duka.sn"), undefined);
});

for (const [what, other] of [
  ["serial number", { serialNumber: "D26-000043" }],
  ["board revision", { boardRevision: "B3" }],
  ["console secret", { consoleSecretSha256: sha256Hex("another secret of 16") }],
] as const) {
  test(`another ${what} than the unit has is refused before anything is written, with how to give it away`, async (t) => {
    const on = virtualRig(ROOMY);
    await on.flash(general, { unit: FULL });
    on.board.storage.cutPowerAt(undefined);
    const error = await t.throwsAsync(on.flash(general, { unit: other }), { instanceOf: FlashError });
    t.like(error, { code: "identity", running: "previous" });
    t.regex(error?.message ?? "", new RegExp(`the unit has another ${what}`));
    t.regex(error?.remedy ?? "", /erase\("duka\./);
    t.deepEqual(on.board.storage.steps, []);
    t.false(`${error?.message}${error?.remedy}`.includes(sha256Hex(SECRET)));
  });
}

test("an interpreter without SHA-256 is given no secret, and it is said what else leads back", async (t) => {
  const on = virtualRig({ sha256: false });
  const error = await t.throwsAsync(on.flash(general), { instanceOf: FlashError });
  t.is(error?.code, "identity");
  t.regex(error?.remedy ?? "", /button/);
  t.deepEqual(on.board.storage.steps, []);
});

test("a unit of before is taken over: the number that its reader answers, and the secret that its text has", async (t) => {
  const on = await formerUnit(NUMBER);
  t.deepEqual(filesOf(on), [undefined, undefined, undefined]);
  const result = await on.flash(general, { unit: {} });
  t.is(result.selfTest.serialNumber, NUMBER);
  t.deepEqual(filesOf(on), [`${NUMBER};`, `${sha256Hex(SECRET)};`, undefined]);
  t.is((await on.flash(general, { unit: {} })).selfTest.serialNumber, NUMBER, "its secret still opens it");
});

test("a unit of before without a number of its own stays with its chip's, and keeps its secret", async (t) => {
  const on = await formerUnit(undefined);
  t.is((await on.flash(general, { unit: {} })).selfTest.serialNumber, "SIM-0001");
  t.deepEqual(filesOf(on), [undefined, `${sha256Hex(SECRET)};`, undefined]);
});

/** The way by the button: the console is open, and no reader answers. */
async function byButton(): Promise<VirtualRig> {
  const on = await formerUnit(NUMBER);
  const loader = on.board.storage.read(".bootcde") ?? "";
  on.board.storage.erase(".bootcde");
  on.board.powerFail();
  on.board.powerUp();
  await on.settle();
  on.board.storage.write(".bootcde", loader);
  return on;
}

test("a unit of before that no one can ask is refused until the number of its label is given", async (t) => {
  const on = await byButton();
  on.board.storage.cutPowerAt(undefined);
  for (const unit of [{}, { serialNumber: "D26-000043" }, { serialNumber: "D26" }]) {
    const error = await t.throwsAsync(on.flash(general, { unit }), { instanceOf: FlashError });
    t.is(error?.code, "identity", JSON.stringify(unit));
    t.regex(error?.remedy ?? "", /--serial-number/);
  }
  t.deepEqual(on.board.storage.steps, []);
  t.is((await on.flash(general, { unit: { serialNumber: NUMBER } })).selfTest.serialNumber, NUMBER);
});

test("power cut at every write of the identity: a unit of before stays itself, and can be flashed again", async (t) => {
  const model = await formerUnit(NUMBER);
  model.board.powerFail();
  const from = async (): Promise<VirtualRig> => {
    const on = virtualRig(ROOMY);
    on.board.powerFail();
    on.board.storage.copyFrom(model.board.storage);
    await on.settle();
    return on;
  };
  const whole = await from();
  whole.board.storage.cutPowerAt(undefined);
  await whole.flash(general, { unit: { boardRevision: "B2" } });
  const { steps } = whole.board.storage;
  const last = Math.max(...steps.map((step, at) => (FILES.some((file) => step.includes(file)) ? at : -1)));
  t.true(last >= 5, steps.join(", "));
  for (let at = 0; at <= last; at++) {
    for (const torn of ["none", "half", "all"] as const) {
      const on = await from();
      on.board.storage.cutPowerAt({ atStep: at + 1, torn });
      await t.throwsAsync(on.flash(general, { unit: { boardRevision: "B2" } }), { instanceOf: FlashError });
      await on.settle();
      const where = `step ${at + 1} (${steps[at]}), ${torn}`;
      t.is(on.board.running(), "a", where);
      const result = await on.flash(general, { unit: { boardRevision: "B2" } });
      t.is(result.selfTest.serialNumber, NUMBER, where);
      t.deepEqual(filesOf(on), [`${NUMBER};`, `${sha256Hex(SECRET)};`, "B2;"], where);
    }
  }
});
