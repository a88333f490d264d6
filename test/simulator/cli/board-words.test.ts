/** The words of `duka-sim board`: which board, and its faults, each met by the real flasher in virtual time. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FlashError } from "@duka/flash/base/flash-error";
import { interpreterBoard } from "@duka/flash/boards/interpreter-boards";
import { openChips } from "@duka/simulator/card/open-chips";
import {
  boardOf,
  type FaultWords,
  makeFaulty,
  parseFaults,
  parseVersion,
} from "@duka/simulator/cli/board-words";
import { boardModel, boardModelNames } from "@duka/simulator/espruino/board-model";
import { readBoardState, writeBoardState } from "@duka/simulator/espruino-console/storage-state";
import { createBareBoard } from "@duka/simulator/reader/bare-board";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { buildFor } from "../../flash/flasher/rig.js";
import { virtualRigOf } from "../../flash/flasher/virtual-rig.js";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const firmware = await buildFor();

function bareBoard(words: Partial<FaultWords> = {}, name = "PICO_R1_3", version = "2v29") {
  const clock = new VirtualClock();
  const { card, psam } = openChips("plain", undefined, 1);
  let cuts = 0;
  const board = createBareBoard({
    ...{ clock, version, table: boardOf(name), chips: [card, psam], seed: 1, serialNumber: "SIM-1" },
    onPowerOff: () => cuts++,
  });
  makeFaulty(board, parseFaults({ torn: "half", ...words }), 1);
  return { ...virtualRigOf(board, clock), board, cuts: () => cuts };
}

test("the power fails at the step that --cut-power-at names; the board comes back, and is flashed to the end", async (t) => {
  const on = bareBoard({ cutPowerAt: "20" });
  const error = await t.throwsAsync(on.flash(firmware), { instanceOf: FlashError });
  t.is(error?.code, "link-lost");
  t.deepEqual([on.cuts(), on.board.isOff(), on.board.storage.steps.length], [1, true, 20]);
  await on.settle();
  t.is((await on.flash(firmware)).image, "a");
  t.is(on.board.running(), "a");
});

test("lost input and a garbled echo delay the flash and change nothing: --lose, --garble", async (t) => {
  const whole = bareBoard();
  await whole.flash(firmware);
  const on = bareBoard({ lose: "0.05", garble: "0.0005" });
  t.is((await on.flash(firmware)).sha256, firmware.manifest.sha256);
  t.is(on.board.storage.read("duka.a"), firmware.bundle);
  t.true(on.nowMs() > whole.nowMs(), `${on.nowMs()} ms, and ${whole.nowMs()} without`);
});

test("with --free the flash is full of someone else's file, and the firmware is refused with what it needs", async (t) => {
  const on = bareBoard({ free: "5000" });
  const { freeBytes } = on.board.storage.getStats();
  t.true(Math.abs(freeBytes! - 5000) < 4, `${freeBytes}`);
  const error = await t.throwsAsync(on.flash(firmware), { instanceOf: FlashError });
  t.is(error?.code, "no-room");
  t.is(on.board.storage.read("duka.a"), undefined);
  t.throws(() => bareBoard({ free: "999999" }), { message: /--free 999999: the flash has \d+ bytes free/ });
});

test("a wrong board and an old interpreter are refused by the flasher", async (t) => {
  const wrong = await t.throwsAsync(bareBoard({}, "ESPRUINOBOARD").flash(firmware), {
    instanceOf: FlashError,
  });
  t.is(wrong?.code, "wrong-board");
  const old = await t.throwsAsync(bareBoard({}, "PICO_R1_3", "2v08").flash(firmware), {
    instanceOf: FlashError,
  });
  t.is(old?.code, "old-interpreter");
});

test("the button held while the power comes opens the console of a reader; without it the reader is back", async (t) => {
  const on = bareBoard();
  await on.flash(firmware, { unit: {} });
  t.is(on.board.running(), "a");
  on.board.powerFail();
  on.board.powerUp(true);
  t.is(on.board.running(), undefined);
  t.is((await on.flash(firmware, { unit: {} })).image, "b");
});

test("a board of one's own is simulated from its file; a file that is none is refused by its name", async (t) => {
  const file = join(folderOf(t), "mine.json");
  const { code, out } = await runTool("duka-flash", ["board", "PICO_R1_3", "--json"]);
  t.is(code, 0);
  const { interpreter, ...table } = JSON.parse(out) as { interpreter: object; name: string };
  t.truthy(interpreter);
  writeFileSync(file, JSON.stringify({ ...table, name: "MY_PCB", interpreterBoard: "PICO_R1_3" }));
  t.like(boardOf(file), { board: "MY_PCB", interpreterBoard: "PICO_R1_3" });
  const on = bareBoard({}, file);
  const error = await t.throwsAsync(
    on.flash({ ...firmware, manifest: { ...firmware.manifest, board: "OTHER" } }),
  );
  t.regex(error?.message ?? "", /built for OTHER, and this is a PICO_R1_3/);
  writeFileSync(file, "{}");
  t.throws(() => boardOf(file), { instanceOf: RangeError, message: /mine\.json/ });
  t.throws(() => boardOf(join(folderOf(t), "none.json")), { message: /none\.json cannot be read/ });
});

test("what the simulated boards have is what the flasher knows of them: flash for saved code, SHA-256", (t) => {
  for (const name of boardModelNames()) {
    const { storageBytes, sha256 } = boardModel(name);
    t.like(interpreterBoard(name), { storageBytes, sha256 }, name);
  }
});

test("the file of a board's flash: the same contents again; damage, another board and another kind are refused", async (t) => {
  const on = bareBoard();
  await on.flash(firmware);
  on.board.storage.erase("duka.key");
  const contents = on.board.storage.contents();
  const text = writeBoardState("PICO_R1_3", contents);
  t.deepEqual(readBoardState("PICO_R1_3", text), contents);
  t.true(contents.trashBytes > 0);
  const later = bareBoard();
  later.board.powerFail();
  later.board.storage.hold(contents);
  later.board.powerUp();
  t.is(later.board.running(), "a");
  const bad: readonly (readonly [text: string, message: RegExp])[] = [
    ["", /no JSON/],
    ["{}", /format/],
    [text.replace(/"trashFiles": \d+/, '"trashFiles": 99'), /checksum/],
    [writeBoardState("ESPRUINOBOARD", contents), /of a ESPRUINOBOARD, not of a PICO_R1_3/],
  ];
  for (const [wrong, message] of bad) t.throws(() => readBoardState("PICO_R1_3", wrong), { message });
  const small = bareBoard({}, "ESPRUINOBOARD");
  t.throws(() => small.board.storage.hold({ ...contents, trashBytes: 20_000 }), { message: /do not fit/ });
});

const WRONG: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [[], /--tcp and --pty/],
  [["--tcp", "nowhere"], /no TCP address/],
  [["--tcp", "127.0.0.1:0", "--board", "TOASTER"], /unknown board "TOASTER"/],
  [["--tcp", "127.0.0.1:0", "--board", "LINUX"], /its ports are files/],
  [["--tcp", "127.0.0.1:0", "--interpreter", "new"], /--interpreter must be a version/],
  [
    ["--tcp", "127.0.0.1:0", "--cut-power-at", "0"],
    /--cut-power-at must be a whole number from 1 on, not "0"/,
  ],
  [["--tcp", "127.0.0.1:0", "--torn", "most"], /--torn must be one of none, half, all/],
  [["--tcp", "127.0.0.1:0", "--lose", "2"], /--lose must be a share of lines/],
  [["--tcp", "127.0.0.1:0", "--garble", "x"], /--garble must be a share of bytes/],
  [["--tcp", "127.0.0.1:0", "--free", "some"], /--free must be a whole number from 0 on/],
  [["--tcp", "127.0.0.1:0", "--free", "999999"], /--free 999999/],
  [["--tcp", "127.0.0.1:0", "--profile", "atlantis"], /atlantis/],
  [["--tcp", "127.0.0.1:0", "--seed", "x"], /seed must be/],
  [["--tcp", "127.0.0.1:0", "--baud", "1"], /--baud must be/],
];

test("what is wrong is told by its option before the board is there, with exit code 2", async (t) => {
  for (const [words, message] of WRONG) {
    const { code, told, out } = await runTool("duka-sim", ["board", ...words]);
    t.deepEqual([code, out], [2, ""], told);
    t.regex(told, message);
  }
  t.throws(() => parseVersion("2v"), { instanceOf: RangeError });
});
