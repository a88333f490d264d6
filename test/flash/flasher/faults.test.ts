import { FlashError, type FlashStage, type Running } from "@duka/flash/base/flash-error";
import { bundleLimitBytes } from "@duka/flash/boards/fitness";
import type { BuiltFirmware } from "@duka/flash/build/firmware-folder";
import { sha256Hex } from "@duka/flash/build/unit";
import type { Link } from "@duka/protocol/transport";
import test from "ava";
import { buildFor } from "./rig.js";
import { type VirtualRig, virtualRig } from "./virtual-rig.js";

const first = await buildFor();
const second = await buildFor();
/** What fits the smallest board. */
const SMALLER = [
  await buildFor("pico-r1-3", 0, ["level", "fast"]),
  await buildFor("pico-r1-3", 1, ["level", "fast"]),
] as const;

async function failure(on: VirtualRig, more: Parameters<VirtualRig["flash"]>[1] = {}): Promise<FlashError> {
  try {
    await on.flash(second, more);
  } catch (error) {
    if (error instanceof FlashError) return error;
    throw error;
  }
  throw new Error("the flash did not fail");
}

const STAGES: readonly FlashStage[] = [
  "detect",
  "prepare",
  "upload",
  "verify",
  "boot-loader",
  "restart",
  "self-test",
  "confirm",
];

/** Where it is not what ran before. */
const RUNNING_AFTER: { readonly [stage in FlashStage]?: Running } = {
  restart: "on-trial",
  "self-test": "on-trial",
  confirm: "unknown",
};

for (const stage of STAGES) {
  test(`the port is lost at the stage ${stage}: the board runs old or new, the tool says which, and it can be flashed again`, async (t) => {
    const on = virtualRig();
    await on.flash(first);
    let pulled = false;
    const error = await failure(on, {
      progress(progress) {
        if (progress.stage !== stage || pulled) return;
        pulled = true;
        on.board.cable.unplug();
        on.board.cable.cut();
      },
    });
    t.is(error.stage, stage === "confirm" ? "confirm" : stage, error.message);
    on.board.cable.mend();
    t.true(["previous", "on-trial", "unknown"].includes(error.running), error.message);
    on.board.powerFail();
    await on.settle();
    t.is(on.board.running(), "a", error.message);
    const result = await on.flash(second);
    t.is(on.board.running(), result.image);
  });
}

test("Ctrl-C at any stage: the tool says what the board runs, and it can be flashed again", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  for (const stage of STAGES) {
    const before = on.board.running();
    const interrupt = new AbortController();
    const error = await failure(on, {
      signal: interrupt.signal,
      progress: (progress) => void (progress.stage === stage && interrupt.abort()),
    });
    t.like(error, { code: "interrupted", stage });
    t.regex(error.message, /^[a-z-]+: interrupted; (what )?the board runs/);
    t.is(error.running, RUNNING_AFTER[stage] ?? "previous", stage);
    on.board.powerFail();
    await on.settle();
    if (error.running !== "unknown") t.is(on.board.running(), before, stage);
  }
  const result = await on.flash(second);
  t.is(on.board.running(), result.image);
});

test("a firmware of another board is refused before anything is written", async (t) => {
  const on = virtualRig({ board: "PUCKJS" });
  const error = await failure(on);
  t.is(error.code, "wrong-board");
  t.regex(error.message, /built for PICO_R1_3, and this is a PUCKJS/);
  t.is(on.board.storage.steps.length, 0);
});

test("a reader of another board is refused by its own word", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  const error = await t.throwsAsync(on.flash(await buildFor("stm32f4discovery")), { instanceOf: FlashError });
  t.is(error?.code, "wrong-board");
});

for (const version of ["1v99", "2v08.35", "nonsense"]) {
  test(`an interpreter too old, or of no known version, is refused: ${version}`, async (t) => {
    const on = virtualRig({ version });
    const error = await failure(on);
    t.is(error.code, "old-interpreter");
    t.true(error.message.includes(version));
    t.is(on.board.storage.steps.length, 0);
  });
}

test("a full Storage is refused with the bytes that are missing, and the old firmware stays", async (t) => {
  const on = virtualRig({ storageBytes: 24_000 });
  await on.flash(first);
  const error = await failure(on);
  t.is(error.code, "no-room");
  t.regex(error.message, /\d+ bytes of flash are needed, and \d+ can be had/);
  t.is(error.running, "previous");
  on.board.powerFail();
  await on.settle();
  t.is(on.board.running(), "a");
});

test("where both do not fit, --replace gives the old one up first, and says so", async (t) => {
  const on = virtualRig({ storageBytes: 24_000 });
  await on.flash(first);
  const result = await on.flash(second, { replace: true });
  t.is(on.board.running(), result.image);
});

test("the smallest board has room for a whole firmware, again and again", async (t) => {
  const on = virtualRig({ storageBytes: 20_480 });
  for (const firmware of [SMALLER[0], SMALLER[1], SMALLER[1]]) {
    const result = await on.flash(firmware, { replace: true });
    t.is(on.board.running(), result.image);
  }
});

/** As long as the limit of a board allows. */
function longest(firmware: BuiltFirmware, board: string, tail: string): BuiltFirmware {
  const bundle = `${firmware.bundle.trimEnd()}${tail.repeat(bundleLimitBytes(board))}`.slice(
    0,
    bundleLimitBytes(board),
  );
  const manifest = { ...firmware.manifest, bytes: bundle.length, sha256: sha256Hex(bundle) };
  return { ...firmware, bundle, manifest };
}

for (const [board, storageBytes, replace] of [
  ["ESPRUINOBOARD", 20_480, true],
  ["PICO_R1_3", 49_152, false],
] as const) {
  test(`the flash of ${board} holds the largest bundle that its limit allows, again and again`, async (t) => {
    const on = virtualRig({ storageBytes });
    for (const tail of [";", " ", "\n"]) {
      const result = await on.flash(longest(SMALLER[0], board, tail), { replace });
      t.is(on.board.running(), result.image);
    }
  });
}

test("trash in the flash is compacted when the room is needed", async (t) => {
  const on = virtualRig({ storageBytes: 43_000 });
  for (const firmware of [first, second, first, second]) await on.flash(firmware);
  t.true(on.board.storage.steps.includes("compact"));
  t.truthy(on.board.running());
});

test("the power fails while trash is compacted: the tool claims nothing, and the board can be flashed again", async (t) => {
  for (const torn of ["none", "half", "all"] as const) {
    const on = virtualRig({ storageBytes: 49_152 });
    await on.flash(first);
    await on.flash(second);
    const compaction = 3;
    on.board.storage.cutPowerAt({ atStep: compaction, torn });
    const error = await failure(on);
    t.is(on.board.storage.steps[compaction - 1], "compact");
    t.is(error.running, "unknown", error.message);
    await on.settle();
    t.is(on.board.running(), torn === "half" ? undefined : "b");
    const result = await on.flash(second);
    t.is(on.board.running(), result.image);
  }
});

test("a line that damages bytes now and then: pieces arrive by being sent again, whole", async (t) => {
  const on = virtualRig();
  on.board.cable.onByte((direction, byte, index) => {
    if (direction === "to-reader") return index % 1931 === 700 ? byte ^ 0x04 : undefined;
    return index % 577 === 300 ? [] : undefined;
  });
  const result = await on.flash(second);
  t.is(result.sha256, second.manifest.sha256);
});

test("a line that damages everything is told from a board that throws", async (t) => {
  const on = virtualRig();
  on.board.cable.onByte((direction, byte) => (direction === "to-host" ? byte ^ 0x20 : undefined));
  t.is((await failure(on)).code, "no-board");
});

test("a board without SHA-256 sends the firmware back, and the tool hashes it", async (t) => {
  const on = virtualRig({ sha256: false });
  const result = await on.flash(second, { unit: {}, secret: undefined });
  t.is(result.sha256, second.manifest.sha256);
  t.true(on.board.said().length > second.bundle.length);
});

for (const [what, secret] of [
  ["no secret", undefined],
  ["a wrong secret", new TextEncoder().encode("wrong horse battery")],
] as const) {
  test(`the console of a running reader stays closed to ${what}`, async (t) => {
    const on = virtualRig();
    await on.flash(first);
    const error = await failure(on, { secret });
    t.is(error.code, "locked");
    t.is(on.board.running(), "a");
  });
}

test("a reader that keeps its console, and a second line on which nobody speaks: locked, with what to do", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  const silent: Link = {
    name: "console",
    baud: 115_200,
    bitsPerByte: 10,
    listen: () => undefined,
    write: () => undefined,
    close: async () => undefined,
  };
  const error = await failure(on, {
    secret: undefined,
    consoleAddress: "tcp://console:1",
    connect: async (address) => (address === "tcp://console:1" ? silent : on.connect()),
  });
  t.is(error.code, "locked");
  t.is(error.running, "previous");
  t.regex(error.remedy, /--console-secret.*button/);
});

test("a new firmware that does not answer is given up by its boot loader", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  const bundle = "E.setConsole(null,{force:true});setInterval(function(){},1000);";
  const mute = { ...second, bundle, manifest: { ...second.manifest, bytes: bundle.length } };
  const { sha256Hex } = await import("@duka/flash/build/unit");
  const firmware = { ...mute, manifest: { ...mute.manifest, sha256: sha256Hex(bundle) } };
  const error = await t.throwsAsync(on.flash(firmware), { instanceOf: FlashError });
  t.is(error?.code, "self-test-failed");
  t.is(error?.running, "on-trial");
  for (let second = 0; second < 130; second++) await on.settle();
  t.is(on.board.running(), "a");
});

test("a new firmware that passes no self-test is restarted into the old one", async (t) => {
  const on = virtualRig();
  await on.flash(first);
  const manifest = { ...second.manifest, version: "9.9.9" };
  const error = await t.throwsAsync(on.flash({ ...second, manifest }), { instanceOf: FlashError });
  t.regex(error?.message ?? "", /firmware version is 0\.1\.0, not 9\.9\.9/);
  await on.settle();
  t.is(on.board.running(), "a");
});
