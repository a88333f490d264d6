/**
 * Flashing a board. The order of the writes is what keeps a board alive: the image that has answered last is touched by
 * nothing before the new one has answered too (boot-loader.ts says which file means what).
 */
import { ReaderError } from "@duka/driver/reader";
import type { Clock, Link } from "@duka/protocol/transport";
import {
  BoardError,
  consoleIsLocked,
  FlashError,
  type FlashStage,
  linkLost,
  type Running,
} from "../base/flash-error.js";
import type { BuiltFirmware } from "../build/firmware-folder.js";
import type { Unit } from "../build/unit.js";
import { type BoardConsole, createBoardConsole, type Environment } from "./board-console.js";
import { boardHasSha256, eraseFile, hashOf } from "./board-storage.js";
import { counterFile, type Image, imageFile, TRIAL } from "./boot-loader.js";
import { type Connect, retryUntil } from "./connect.js";
import { refuseBoard, refuseNumber, refuseOlder } from "./detect.js";
import { type BoardWire, openBoardWire } from "./espruino-package.js";
import { installBootLoader } from "./install-boot-loader.js";
import { interrupted, interruptible } from "./interruptible.js";
import { prepareImage, securityCounterOf } from "./prepare-image.js";
import { openReaderLine, type ReaderLine } from "./reader-line.js";
import { runSelfTest, type SelfTest, selfTestFailed } from "./self-test.js";
import { keepUnit } from "./unit-files.js";
import { writeFile } from "./write-file.js";

export type FlashOptions = {
  readonly firmware: BuiltFirmware;
  /** Address of the console. */
  readonly consoleAddress: string;
  /** Address at which the reader will answer; the console's own unless the board has two lines. */
  readonly readerAddress: string;
  /** What the unit is given, once: what it has already has to be the same. */
  readonly unit: Unit;
  /** Opens the console of a reader that runs already. */
  readonly secret: Uint8Array | undefined;
  /** The previous firmware may go before the new one has answered, where both do not fit. */
  readonly replace: boolean;
  /** A firmware whose security counter is lower than that of the one which runs is written too. */
  readonly allowOlder: boolean;
  readonly clock: Clock;
  readonly connect: Connect;
  /** Ends the flash at once: it says what the board runs then. */
  readonly signal?: AbortSignal | undefined;
  /** Text over a link; the package `espruino` unless a test brings something else. */
  readonly openWire?: (link: Link) => Promise<BoardWire>;
  readonly progress: (progress: Progress) => void;
};

export type Progress = {
  readonly stage: FlashStage;
  readonly doneBytes: number;
  readonly totalBytes: number;
};

export type FlashResult = {
  readonly board: string;
  readonly interpreter: string;
  readonly image: Image;
  /** The hash that was read back. */
  readonly sha256: string;
  /** Undefined where the unit was given none. */
  readonly boardRevision: string | undefined;
  readonly selfTest: SelfTest;
};

const OPEN_MS = 5000;
const OPEN_ATTEMPTS = 4;
/** A Duka answers at once; what does not is a console. */
const LOOK_MS = 700;
/** Restart of the interpreter, of USB, and of the reader. */
const RESTART_LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 250;
/** What the steps find out for each other. */
type Flashing = FlashOptions & {
  stage: FlashStage;
  /** What runs when it ends now. */
  running: Running;
  readonly enter: (stage: FlashStage, doneBytes?: number) => void;
};

/** @throws FlashError saying at which stage it ended and what the board runs; RangeError for a wrong address */
export async function flash(options: FlashOptions): Promise<FlashResult> {
  const { bytes } = options.firmware.manifest;
  const { signal } = options;
  const flashing: Flashing = {
    ...options,
    connect: signal === undefined ? options.connect : interruptible(options.connect, signal),
    stage: "open",
    running: "previous",
    enter(stage, doneBytes = 0) {
      flashing.stage = stage;
      options.progress({ stage, doneBytes, totalBytes: bytes });
    },
  };
  try {
    return await run(flashing);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const failure = signal?.aborted === true ? interrupted() : boardErrorOf(error, options.consoleAddress);
    throw new FlashError(failure, flashing.stage, flashing.running);
  }
}

async function run(flashing: Flashing): Promise<FlashResult> {
  const { manifest } = flashing.firmware;
  flashing.enter("open");
  const { address, locked, serialNumber: runningSerialNumber } = await leaveReader(flashing);
  const link = await flashing.connect(address, OPEN_MS);
  const console = createBoardConsole(await (flashing.openWire ?? openBoardWire)(link), flashing.clock);
  const tell = (running: Running): void => {
    flashing.running = running;
  };
  let written: { readonly interpreter: string; readonly image: Image; readonly sha256: string };
  let unit: Unit;
  try {
    flashing.enter("detect");
    const { board, version, serialNumber } = await environmentOf(console, locked);
    refuseBoard(manifest, board, version);
    refuseNumber(flashing.unit.serialNumber, serialNumber);
    if (!flashing.allowOlder) refuseOlder(manifest.securityCounter, await securityCounterOf(console));
    flashing.enter("prepare");
    unit = await keepUnit(console, { unit: flashing.unit, runningSerialNumber }, tell);
    const { bytes } = manifest;
    const image = await prepareImage(console, { bytes, replace: flashing.replace }, tell);
    written = { interpreter: version, image, sha256: await write(flashing, console, image) };
    flashing.enter("restart");
    flashing.running = "on-trial";
    await writeFile(console, TRIAL, `${image};`);
    await console.restart();
  } finally {
    await console.close();
    await pause(flashing.clock);
  }
  flashing.enter("self-test");
  const selfTest = await testAndConfirm(flashing, written.image, unit);
  return { board: manifest.board, ...written, boardRevision: unit.boardRevision, selfTest };
}

type ConsolePlace = {
  readonly address: string;
  /** Why no console may answer there: a reader runs on the other line, and keeps it. */
  readonly locked?: BoardError;
  /** Of the reader that runs. */
  readonly serialNumber?: string;
};

/** Where a Duka runs already its console is opened first. */
async function leaveReader(flashing: Flashing): Promise<ConsolePlace> {
  const { readerAddress, consoleAddress, clock, secret } = flashing;
  const line = await lookForReader(flashing);
  if (line === undefined) return { address: consoleAddress };
  const { board, serialNumber } = line.identity;
  try {
    refuseBoard(flashing.firmware.manifest, board, undefined);
    if (secret !== undefined && (await line.giveConsole(secret)))
      return { address: readerAddress, serialNumber };
  } finally {
    await line.close();
    await pause(clock);
  }
  const locked = consoleIsLocked(readerAddress, secret !== undefined);
  // With two lines the console of the other may be open all the same.
  if (readerAddress !== consoleAddress) return { address: consoleAddress, locked, serialNumber };
  throw locked;
}

async function environmentOf(console: BoardConsole, locked: BoardError | undefined): Promise<Environment> {
  try {
    return await console.environment();
  } catch (error) {
    throw locked !== undefined && error instanceof BoardError && error.code === "no-board" ? locked : error;
  }
}

async function lookForReader(flashing: Flashing): Promise<ReaderLine | undefined> {
  const { readerAddress, clock, connect } = flashing;
  for (let attempt = 1; ; attempt++) {
    const link = await connect(readerAddress, OPEN_MS);
    try {
      return await openReaderLine(link, clock, LOOK_MS);
    } catch (error) {
      if (!(error instanceof ReaderError)) throw error;
      // The other end must have seen us go before we come again; a port may still be another's for a
      // moment.
      await pause(clock);
      if (error.code !== "link-lost") return undefined;
      if (attempt === OPEN_ATTEMPTS) throw error;
    }
  }
}

/** Image, hash, boot loader. Answers the hash that was read back. */
async function write(flashing: Flashing, console: BoardConsole, image: Image): Promise<string> {
  const { bundle, manifest } = flashing.firmware;
  flashing.enter("upload");
  await writeFile(console, imageFile(image), bundle, (bytes) => flashing.enter("upload", bytes));
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
  if (securityCounter > 0) await writeFile(console, counterFile(image), `${securityCounter};`);
  flashing.enter("boot-loader");
  await installBootLoader(console);
  return sha256;
}

/** The new image runs on trial: what it answers decides whether it stays. */
async function testAndConfirm(flashing: Flashing, image: Image, unit: Unit): Promise<SelfTest> {
  const { firmware } = flashing;
  const line = await lookAgain(flashing);
  let selfTest: SelfTest;
  try {
    selfTest = await runSelfTest(line, firmware.manifest, unit.serialNumber);
  } catch (error) {
    await giveUp(line);
    throw error;
  }
  flashing.enter("confirm");
  await confirm(flashing, line, image);
  flashing.running = "new";
  return selfTest;
}

async function lookAgain({ readerAddress, clock, connect }: Flashing): Promise<ReaderLine> {
  try {
    return await retryUntil(clock, RESTART_LIMIT_MS, LOOK_EVERY_MS, async () =>
      openReaderLine(await connect(readerAddress, OPEN_MS), clock, LOOK_MS),
    );
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error;
    const why = `no reader answers at ${readerAddress} after the restart`;
    throw selfTestFailed(`${why}; switch the board off and on`, error);
  }
}

/**
 * No one knows whether a lost confirmation was stored, so the board is asked once more: the question changes nothing.
 */
async function confirm(flashing: Flashing, line: ReaderLine, image: Image): Promise<void> {
  let running: string | undefined;
  try {
    running = await line.confirm();
    await line.close();
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error;
    flashing.running = "unknown";
    await line.close();
    const again = await lookAgain(flashing);
    running = await again.confirm();
    await again.close();
  }
  if (running === image) return;
  flashing.running = "previous";
  throw selfTestFailed(`the board has gone back to ${running === undefined ? "no" : "its previous"} image`);
}

/** A restart brings the image before; one that does not hear this is restarted by its boot loader. */
async function giveUp(line: ReaderLine): Promise<void> {
  try {
    await line.restart();
    await line.close();
  } catch (error) {
    if (!(error instanceof ReaderError)) throw error;
  }
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(LOOK_EVERY_MS, resolve));
}

function boardErrorOf(error: unknown, where: string): BoardError {
  if (error instanceof BoardError) return error;
  if (error instanceof ReaderError) {
    if (error.code !== "no-reader") return linkLost(where, error);
    return new BoardError({ message: error.message, code: "no-board", remedy: error.remedy, cause: error });
  }
  throw error;
}
