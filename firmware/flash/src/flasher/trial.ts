/** What the reader answers after its restart decides whether the new firmware stays. */
import { ReaderError } from "@duka/driver/reader";
import type { Unit } from "../build/unit.js";
import type { Image } from "./boot-loader.js";
import { retryUntil } from "./connect.js";
import { type Flashing, LOOK_EVERY_MS, LOOK_MS, OPEN_MS } from "./flashing.js";
import { openReaderLine, type ReaderLine } from "./reader-line.js";
import { runSelfTest, type SelfTest, selfTestFailed } from "./self-test.js";

/** Restart of the interpreter, of USB, and of the reader. */
const RESTART_LIMIT_MS = 15_000;

/** The new image runs on trial: what it answers decides whether it stays. */
export async function testAndConfirm(flashing: Flashing, image: Image, unit: Unit): Promise<SelfTest> {
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

/** An image that had answered before, and has been left alone. */
export async function testAgain(flashing: Flashing, unit: Unit): Promise<SelfTest> {
  const line = await lookAgain(flashing);
  try {
    return await runSelfTest(line, flashing.firmware.manifest, unit.serialNumber);
  } finally {
    await line.close();
  }
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
