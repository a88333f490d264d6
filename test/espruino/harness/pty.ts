/** A pseudo-terminal with a link to its one end, and this process at the other (by the program socat). */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, constants, lstatSync, openSync } from "node:fs";
import { until } from "./until.js";

export type Pty = {
  readonly link: string;
  write(bytes: Uint8Array | string): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  close(): void;
};

export async function openPty(link: string): Promise<Pty> {
  const socat = spawn("socat", [`PTY,link=${link},rawer`, "STDIO"]);
  await until(`${link} made by socat`, () => isLink(link));
  // As long as somebody has it open it outlives those that open and close it.
  const keptOpen = openSync(link, constants.O_RDWR | constants.O_NOCTTY);
  return overStreams(link, socat, () => closeSync(keptOpen));
}

/** Two links, each the other's end. */
export async function openPtyPair(one: string, other: string): Promise<{ close(): void }> {
  const socat = spawn("socat", [`PTY,link=${one},rawer`, `PTY,link=${other},rawer`]);
  await until(`${one} and ${other} made by socat`, () => isLink(one) && isLink(other));
  const kept = [one, other].map((link) => openSync(link, constants.O_RDWR | constants.O_NOCTTY));
  return {
    close() {
      for (const file of kept) closeSync(file);
      socat.kill();
    },
  };
}

function overStreams(link: string, socat: ChildProcessWithoutNullStreams, onClose: () => void): Pty {
  return {
    link,
    write: (bytes) => void socat.stdin.write(bytes),
    onData: (listener) => void socat.stdout.on("data", listener),
    close() {
      onClose();
      socat.kill();
    },
  };
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
