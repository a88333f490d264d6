/** The manifest beside a bundle: what it is, for whom, and the hashes by which both are known to be whole. */
import type { BoardTable } from "../boards/board-table.js";
import { sha256Hex } from "./unit.js";

/** What stands beside a bundle, for the flasher and the simulator. */
export type Manifest = {
  readonly name: "duka";
  readonly version: string;
  readonly board: string;
  readonly persona: string;
  /** Empty: the chip's own. */
  readonly serialNumber: string;
  /** A secret opens the console of the reader. */
  readonly consoleSecret: boolean;
  /** What was left out of it: t1, pps, pinpad. */
  readonly without: readonly string[];
  /**
   * Raised by the manufacturer with each repair of security: what has a lower one is older, whatever its version says.
   */
  readonly securityCounter: number;
  /** The oldest interpreter that the firmware runs on. */
  readonly interpreter: string;
  /** Length and SHA-256 of the bundle. */
  readonly bytes: number;
  readonly sha256: string;
  /** An estimate of the interpreter variables in use after the start. */
  readonly variables: number;
} & Omit<BoardTable, "name"> & {
    /** SHA-256 of the manifest's text as it would be without this line. */
    readonly manifestSha256: string;
  };

/** The highest that a manifest has. */
export const SECURITY_COUNTER_MAX = 999_999;

/** Storage with flash strings, `E.setConsole` with force, `E.CRC32`: what boot loader, firmware and flasher use. */
export const INTERPRETER_MIN = "2v20";

export function sealManifest(fields: Omit<Manifest, "manifestSha256">): Manifest {
  return { ...fields, manifestSha256: sha256Hex(text(fields)) } as Manifest;
}

/** The text as it is written, signed and compared. */
export function manifestText(manifest: Manifest): string {
  return text(manifest);
}

/** @throws RangeError naming the file and what is wrong with it */
export function parseManifest(file: string, written: string): Manifest {
  let read: unknown;
  try {
    read = JSON.parse(written);
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : "no JSON");
  }
  if (typeof read !== "object" || read === null) throw damaged(file, "no object");
  const { manifestSha256, ...fields } = read as { [name: string]: unknown };
  if (manifestSha256 !== sha256Hex(text(fields)) || text(read) !== written) {
    throw damaged(file, "its text is not the one that its hash was made of");
  }
  if (!Number.isInteger(fields.securityCounter))
    throw damaged(file, "it has no security counter: build it anew");
  // The hash is right: these are the fields that a build of ours has written.
  return read as Manifest;
}

function text(fields: object): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}

function damaged(file: string, why: string): RangeError {
  return new RangeError(`${file}: no manifest of duka-flash build, or a changed one: ${why}`);
}
