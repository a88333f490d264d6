/** The manifest beside a bundle: what it is, for whom, and the hashes by which both are known to be whole. */
import { boardManifest, type Manifest } from "@duka/protocol/board";
import { readData } from "@duka/protocol/data/read-data";
import { sha256Hex } from "./unit.js";

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
  if (fields.serialNumber !== undefined) {
    throw new RangeError(
      `${file}: built before serial number and console secret had files of their own on the board: its firmware ` +
        "would not know its unit; build it anew",
    );
  }
  try {
    readData(boardManifest, read, "manifest");
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : "it does not fit");
  }
  // As it was written: a later build's further fields are part of what was signed.
  return read as Manifest;
}

/** What a person reads of a firmware that was built: "PICO_R1_3-pos.js 20305 bytes, without fast". */
export function builtLine({ board, persona, bytes, without }: Manifest): string {
  const less = without.length > 0 ? `, without ${without.join(", ")}` : "";
  return `${board}-${persona}.js ${bytes} bytes${less}`;
}

function text(fields: object): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}

function damaged(file: string, why: string): RangeError {
  return new RangeError(`${file}: no manifest of duka-flash build, or a changed one: ${why}`);
}
