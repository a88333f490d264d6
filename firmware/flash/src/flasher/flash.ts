/**
 * Flashing a board. The order of the writes is what keeps a board alive: the image that has answered last is touched by
 * nothing before the new one has answered too (boot-loader.ts says which file means what).
 */
import { ReaderError } from "@duka/driver/reader";
import { BoardError, FlashError, linkLost } from "../base/flash-error.js";
import type { Unit } from "../build/unit.js";
import { type BoardConsole, createBoardConsole } from "./board-console.js";
import { boardHasSha256, eraseFile, hashOf } from "./board-storage.js";
import { counterFile, type Image, imageFile, TRIAL } from "./boot-loader.js";
import { compactionOf } from "./compaction.js";
import { refuseBoard, refuseOlder } from "./detect.js";
import { openBoardWire } from "./espruino-package.js";
import { type Flashing, type FlashOptions, type FlashResult, OPEN_MS, pause } from "./flashing.js";
import { installBootLoader } from "./install-boot-loader.js";
import { interrupted, interruptible } from "./interruptible.js";
import { environmentOf, leaveReader } from "./leave-reader.js";
import { prepareImage, securityCounterOf } from "./prepare-image.js";
import { testAgain, testAndConfirm } from "./trial.js";
import { keepUnit, readUnit } from "./unit-files.js";
import { writeFile } from "./write-file.js";

/**
 * Asked when board and interpreter are right, before anything is written.
 * @param runningVersion of the reader that ran; undefined where none answered
 * @returns the image that has this firmware already
 * @throws BoardError for a firmware that may not be written
 */
type Admission = (console: BoardConsole, runningVersion: string | undefined) => Promise<Image | undefined>;

/** @throws FlashError saying at which stage it ended and what the board runs; RangeError for a wrong address */
export function flash(options: FlashOptions): Promise<FlashResult> {
  return flashWhat(options, async (console) => {
    const { manifest } = options.firmware;
    if (!options.allowOlder) refuseOlder(manifest.securityCounter, await securityCounterOf(console));
    return undefined;
  });
}

/** A flash of what is admitted. */
export async function flashWhat(options: FlashOptions, admit: Admission): Promise<FlashResult> {
  const { bytes } = options.firmware.manifest;
  const { signal } = options;
  const flashing: Flashing = {
    ...options,
    connect: signal === undefined ? options.connect : interruptible(options.connect, signal),
    stage: "open",
    running: "previous",
    compaction: compactionOf(options.mayCompact, async (compact) => {
      const { running } = flashing;
      // Files that are on their way when the power fails then are lost.
      flashing.running = "unknown";
      await compact();
      flashing.running = running;
    }),
    enter(stage, doneBytes = 0) {
      flashing.stage = stage;
      options.progress({ stage, doneBytes, totalBytes: bytes });
    },
  };
  try {
    return await run(flashing, admit);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const failure = signal?.aborted === true ? interrupted() : boardErrorOf(error, options.consoleAddress);
    throw new FlashError(failure, flashing.stage, flashing.running);
  }
}

type Written = Pick<FlashResult, "interpreter" | "image" | "isNew" | "sha256"> & { readonly unit: Unit };

async function run(flashing: Flashing, admit: Admission): Promise<FlashResult> {
  flashing.enter("open");
  const place = await leaveReader(flashing);
  const link = await flashing.connect(place.address, OPEN_MS);
  const console = createBoardConsole(await (flashing.openWire ?? openBoardWire)(link), flashing.clock);
  let written: Written;
  try {
    written = await writeWhatIsNew(flashing, console, place, admit);
    flashing.enter("restart");
    if (written.isNew) {
      flashing.running = "on-trial";
      await writeFile(console, TRIAL, `${written.image};`, flashing.compaction);
    }
    await console.restart();
  } catch (error) {
    if (place.hasLeft === true) await bringBack(console);
    throw error;
  } finally {
    await console.close();
    await pause(flashing.clock);
  }
  flashing.enter("self-test");
  const { unit, image, isNew } = written;
  const selfTest = await (isNew ? testAndConfirm(flashing, image, unit) : testAgain(flashing, unit));
  const { interpreter, sha256 } = written;
  const { board } = flashing.firmware.manifest;
  return { board, interpreter, image, isNew, sha256, boardRevision: unit.boardRevision, selfTest };
}

/** A reader that has given its line to the console for nothing is to be one again. */
async function bringBack(console: BoardConsole): Promise<void> {
  try {
    await console.restart();
  } catch (error) {
    // Its next start does it.
    if (!(error instanceof BoardError)) throw error;
  }
}

async function writeWhatIsNew(
  flashing: Flashing,
  console: BoardConsole,
  {
    locked,
    serialNumber: runningSerialNumber,
    version: runningVersion,
  }: Awaited<ReturnType<typeof leaveReader>>,
  admit: Admission,
): Promise<Written> {
  const { manifest } = flashing.firmware;
  const { compaction } = flashing;
  flashing.enter("detect");
  const { board, version: interpreter, serialNumber } = await environmentOf(console, locked);
  refuseBoard(manifest, board, interpreter);
  const same = await admit(console, runningVersion);
  if (same !== undefined) {
    const unit = await readUnit(console);
    return { interpreter, image: same, isNew: false, sha256: manifest.sha256, unit };
  }
  flashing.enter("prepare");
  const wish = { unit: flashing.unit, chip: serialNumber, runningSerialNumber };
  const unit = await keepUnit(console, wish, compaction);
  const { bytes } = manifest;
  const image = await prepareImage(console, { bytes, replace: flashing.replace }, compaction, (running) => {
    flashing.running = running;
  });
  return { interpreter, image, isNew: true, sha256: await write(flashing, console, image), unit };
}

/** Image, hash, boot loader. Answers the hash that was read back. */
async function write(flashing: Flashing, console: BoardConsole, image: Image): Promise<string> {
  const { bundle, manifest } = flashing.firmware;
  flashing.enter("upload");
  const { compaction } = flashing;
  await writeFile(console, imageFile(image), bundle, compaction, (bytes) => flashing.enter("upload", bytes));
  flashing.enter("verify");
  const hasSha256 = await boardHasSha256(console);
  const sha256 = await hashOf(console, imageFile(image), hasSha256, (bytes) =>
    flashing.enter("verify", bytes),
  );
  if (sha256 !== manifest.sha256) {
    await eraseFile(console, imageFile(image));
    throw new BoardError({
      message: `the flash holds another text than the bundle: SHA-256 ${sha256} instead of ${manifest.sha256}`,
      code: "board-error",
      remedy: "repeat the command; if it happens again, the flash of the board is worn out",
    });
  }
  const { securityCounter } = manifest;
  if (securityCounter > 0) await writeFile(console, counterFile(image), `${securityCounter};`, compaction);
  flashing.enter("boot-loader");
  await installBootLoader(console, compaction);
  return sha256;
}

function boardErrorOf(error: unknown, where: string): BoardError {
  if (error instanceof BoardError) return error;
  if (error instanceof ReaderError) {
    if (error.code !== "no-reader") return linkLost(where, error);
    return new BoardError({ message: error.message, code: "no-board", remedy: error.remedy, cause: error });
  }
  throw error;
}
