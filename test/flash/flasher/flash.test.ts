import { FlashError } from "@duka/flash/base/flash-error";
import test from "ava";
import { buildFor, rig, UNIT } from "./rig.js";

const first = await buildFor();
/** Node 20 has none. */
const WEB_SOCKET: unknown = Reflect.get(globalThis, "WebSocket");

test.serial("a bare board becomes a reader: written, read back, started, tested, kept", async (t) => {
  const { board, flash, progress } = await rig(t);
  t.is(board.running(), undefined);
  const result = await flash(first, { unit: { ...UNIT, serialNumber: "D26-000001" } });
  t.is(result.image, "a");
  t.is(result.sha256, first.manifest.sha256);
  t.is(result.selfTest.serialNumber, "D26-000001");
  t.is(board.running(), "a");
  t.deepEqual(
    [...new Set(progress.map((one) => one.stage))],
    ["open", "detect", "prepare", "upload", "verify", "boot-loader", "restart", "self-test", "confirm"],
  );
  board.powerFail();
  board.powerUp();
  t.is(board.running(), "a");
});

test.serial("a running reader is flashed again over TCP through its secret", async (t) => {
  const { board, flash } = await rig(t);
  await flash(first);
  const result = await flash(await buildFor());
  t.is(result.image, "b");
  t.is(board.running(), "b");
});

test.serial(
  "over TCP: the port is lost in the middle of the upload, at once and not by a deadline",
  async (t) => {
    const { board, flash } = await rig(t);
    let lines = 0;
    board.onLine((line) => {
      if (line.includes("DUKAW(") && ++lines === 5) board.cable.unplug();
    });
    const error = await t.throwsAsync(flash(first), { instanceOf: FlashError });
    t.is(error?.stage, "upload");
    t.is(error?.code, "link-lost");
    t.is(error?.running, "none");
    t.is((await flash(first)).image, "a");
  },
);

test.serial("over TCP: an echo that is damaged is no answer, and the lines are sent again", async (t) => {
  const { board, flash } = await rig(t);
  board.cable.onByte((direction, byte, index) =>
    direction === "to-host" && index % 701 === 350 ? byte ^ 0x08 : undefined,
  );
  t.is((await flash(first)).sha256, first.manifest.sha256);
});

test.serial(
  "over TCP: one board at a time, and nothing at the port is exit code 3 with what to do",
  async (t) => {
    const { address, flash } = await rig(t);
    const both = await Promise.allSettled([flash(first), flash(first)]);
    t.true(
      both.some((one) => one.status === "rejected"),
      address,
    );
  },
);

test.serial(
  "flashing leaves the process as it was: TLS checks certificates, WebSocket is Node's own",
  async (t) => {
    const { flash } = await rig(t);
    await flash(first);
    t.false("NODE_TLS_REJECT_UNAUTHORIZED" in process.env);
    t.true(Reflect.get(globalThis, "WebSocket") === WEB_SOCKET);
  },
);
