/**
 * Leaves a serial port's settings as they were found (wraps node:fs and the program `stty`, which every POSIX system
 * has): a scale's program may count on a speed that was set when the machine started. Windows keeps no settings of a
 * port that no one has open.
 */
import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const STTY_MS = 2000;
const SETTINGS_MAX = 1000;

/** Puts back what was found. Calling it again does nothing. */
export type Restore = () => Promise<void>;

/**
 * Remembers the settings, and keeps the port open until they are put back, so that its control lines move only once.
 */
export async function keepSettings(path: string): Promise<Restore> {
  if (process.platform === "win32") return async () => undefined;
  let port: FileHandle | undefined = await openQuietly(path);
  const settings = port === undefined ? undefined : await stty(port, "-g");
  return async () => {
    const kept = port;
    port = undefined;
    if (settings !== undefined && kept !== undefined) await stty(kept, settings);
    await kept?.close();
  };
}

/** Undefined when it cannot be opened: the next one to open it is told why. */
async function openQuietly(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** @returns what it printed; undefined when it is missing or fails */
function stty(port: FileHandle, argument: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn("stty", [argument], { stdio: [port.fd, "pipe", "ignore"], timeout: STTY_MS });
    let printed = "";
    child.stdout?.on("data", (chunk: Uint8Array) => {
      printed = (printed + new TextDecoder().decode(chunk)).slice(0, SETTINGS_MAX);
    });
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === 0 ? printed.trim() : undefined));
  });
}
