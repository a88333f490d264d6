/** A file of this user alone (wraps node:fs). */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { OWNER_ONLY, OWNER_ONLY_FOLDER } from "@duka/protocol/data/file-mode";

/** Whole or not at all: a new file (0600) takes the old one's place. @throws Error when it cannot be written */
export function writeOwnFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  const written = `${file}.${process.pid}.new`;
  // What a process of this number has left, with whatever rights.
  rmSync(written, { force: true });
  const descriptor = openSync(written, "wx", OWNER_ONLY);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(written, file);
}
