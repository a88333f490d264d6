/** Where the console of the board is: a Duka that runs on its line is asked to leave that first. */
import { ReaderError } from "@duka/driver/reader";
import { BoardError, consoleIsLocked } from "../base/flash-error.js";
import type { BoardConsole, Environment } from "./board-console.js";
import { refuseBoard } from "./detect.js";
import { type Flashing, LOOK_MS, OPEN_MS, pause } from "./flashing.js";
import { openReaderLine, type ReaderLine } from "./reader-line.js";

const OPEN_ATTEMPTS = 4;

type ConsolePlace = {
  readonly address: string;
  /** Why no console may answer there: a reader runs on the other line, and keeps it. */
  readonly locked?: BoardError;
  /** Of the reader that runs. */
  readonly serialNumber?: string;
  /** Of its firmware. */
  readonly version?: string;
  /** It has left the line to the console, and comes back by a restart. */
  readonly hasLeft?: true;
};

/** Where a Duka runs already its console is opened first. */
export async function leaveReader(flashing: Flashing): Promise<ConsolePlace> {
  const { readerAddress, consoleAddress, clock } = flashing;
  const line = await lookForReader(flashing);
  if (line === undefined) return { address: consoleAddress };
  const { board, serialNumber, firmwareVersion: version } = line.identity;
  let secret: Uint8Array | undefined;
  try {
    refuseBoard(flashing.firmware.manifest, board, undefined);
    secret = typeof flashing.secret === "function" ? await flashing.secret(serialNumber) : flashing.secret;
    if (secret !== undefined && (await line.giveConsole(secret)))
      return { address: readerAddress, serialNumber, version, hasLeft: true };
  } finally {
    await line.close();
    await pause(clock);
  }
  const locked = consoleIsLocked(readerAddress, secret !== undefined);
  // With two lines the console of the other may be open all the same.
  if (readerAddress !== consoleAddress) return { address: consoleAddress, locked, serialNumber, version };
  throw locked;
}

/** Board, interpreter and chip at the console, which may be closed after all. */
export async function environmentOf(
  console: BoardConsole,
  locked: BoardError | undefined,
): Promise<Environment> {
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
