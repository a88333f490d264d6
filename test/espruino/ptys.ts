/** Pseudo-terminals without a compiler: `socat` makes them. */
import { closeSync, constants, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { until } from "../interop/harness/until.js";
import { type Program, startProgram } from "./children.js";

const START_MS = 5000;

/** One pseudo-terminal whose other end is in this process. */
export type Pty = {
  /** For the program at its other end. */
  readonly path: string;
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  close(): Promise<void>;
};

export async function openPty(folder: string, name: string): Promise<Pty> {
  const path = join(folder, name);
  const socat = startProgram("socat", ["STDIO", `pty,raw,echo=0,link=${path}`], folder);
  await linked(path, socat);
  // As long as somebody has it open it outlives the programs that open and close it.
  const keptOpen = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  return {
    path,
    write: (bytes) => {
      socat.child.stdin?.write(bytes);
    },
    onData: (listener) => {
      socat.child.stdout?.on("data", listener);
    },
    async close() {
      closeSync(keptOpen);
      await socat.stop();
    },
  };
}

/** Two ends, each for a program. */
type PtyPair = { readonly one: string; readonly other: string; close(): Promise<void> };

export async function openPtyPair(folder: string, name: string): Promise<PtyPair> {
  const one = join(folder, `${name}-1`);
  const other = join(folder, `${name}-2`);
  const socat = startProgram("socat", [`pty,raw,echo=0,link=${one}`, `pty,raw,echo=0,link=${other}`], folder);
  await linked(one, socat);
  await linked(other, socat);
  const keptOpen = [one, other].map((path) => openSync(path, constants.O_RDWR | constants.O_NOCTTY));
  return {
    one,
    other,
    async close() {
      keptOpen.forEach(closeSync);
      await socat.stop();
    },
  };
}

async function linked(path: string, socat: Program): Promise<void> {
  await until(`the link ${path} of socat`, START_MS, () => {
    if (!socat.isRunning()) throw new Error(`socat: ${socat.words() || "ended"}; apt-get install socat`);
    return existsSync(path) ? true : undefined;
  });
}
