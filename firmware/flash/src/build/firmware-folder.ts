/** A folder that `duka-flash build` has written: read, and checked before anything of it reaches a board. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Manifest } from "@duka/protocol/board";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { parseManifest } from "./manifest.js";
import { readTrustedKey, type Signer, verifyManifest } from "./signature.js";
import { sha256Hex } from "./unit.js";

/** Many times the largest bundle. */
const FILE_BYTES_MAX = 16 << 20;

export type BuiltFirmware = {
  readonly manifest: Manifest;
  /** The text of the bundle; ASCII. */
  readonly bundle: string;
  /** Undefined: no one has signed it. */
  readonly signer: Signer | undefined;
};

type Choice = {
  /** Only firmwares of this board and this persona. */
  readonly board?: string;
  readonly persona?: string;
  /** PEM of the key that must have signed. */
  readonly trustedKey?: string;
  /** What no one has signed is taken all the same; a signature by another key is not. */
  readonly allowUnsigned?: boolean;
};

/** Bundle, manifest and signature do not belong together, or no one who is trusted has signed them. */
export class RefusedFirmware extends RangeError {
  override readonly name = "RefusedFirmware";
}

/**
 * The one firmware in the folder that is meant.
 * @throws RangeError when none or several are there; RefusedFirmware when bundle, manifest or signature were changed
 */
export function readFirmwareFolder(folder: string, choice: Choice = {}): BuiltFirmware {
  const wanted = `${choice.board ?? ""}-${choice.persona ?? ""}`;
  const names = manifestNames(folder).filter(
    (name) =>
      (choice.board === undefined || name.startsWith(`${choice.board}-`)) &&
      (choice.persona === undefined || name.endsWith(`-${choice.persona}`)),
  );
  const name = names[0];
  if (name === undefined) {
    const what = wanted === "-" ? "no firmware" : `no firmware ${wanted}`;
    throw new RangeError(`${folder}: ${what} in it; write one with: duka-flash build --out ${folder}`);
  }
  if (names.length > 1) {
    throw new RangeError(
      `${folder}: several firmwares in it: ${names.join(", ")}; name one with --board and --persona`,
    );
  }
  return checkedFirmware(folder, name, choice);
}

/**
 * The firmware of a manifest that is named by its file; bundle and signature lie beside it.
 * @throws RangeError when it cannot be read; RefusedFirmware as `readFirmwareFolder`
 */
export function readFirmwareFile(manifest: string, choice: Pick<Choice, "trustedKey">): BuiltFirmware {
  const name = basename(manifest, ".json");
  if (`${name}.json` !== basename(manifest))
    throw rangeError(
      `${manifest}: a manifest is the file NAME.json that duka-flash build has written`,
      `${manifest}：清单须为 duka-flash build 生成的 NAME.json 文件`,
    );
  return checkedFirmware(dirname(manifest), name, choice);
}

function checkedFirmware(folder: string, name: string, choice: Choice): BuiltFirmware {
  // The caller's mistakes, and no fault of the firmware.
  if (choice.trustedKey !== undefined) readTrustedKey(choice.trustedKey);
  read(folder, `${name}.json`);
  try {
    return readFirmware(folder, name, choice);
  } catch (error) {
    throw error instanceof RangeError ? new RefusedFirmware(error.message, { cause: error }) : error;
  }
}

function readFirmware(
  folder: string,
  name: string,
  { trustedKey, allowUnsigned = false }: Choice,
): BuiltFirmware {
  const text = read(folder, `${name}.json`);
  const manifest = parseManifest(`${name}.json`, text);
  const bundle = read(folder, `${name}.js`);
  if (Buffer.byteLength(bundle) !== manifest.bytes || sha256Hex(bundle) !== manifest.sha256) {
    throw new RangeError(`${name}.js: not the bundle that its manifest was made for: its SHA-256 differs`);
  }
  const isSigned = readdirSync(folder).includes(`${name}.sig`);
  if (!isSigned && trustedKey !== undefined && !allowUnsigned) {
    throw new RangeError(
      `${name}: not signed, and a signature by the trusted key is asked for; --allow-unsigned takes it all the same`,
    );
  }
  const signer = isSigned
    ? verifyManifest(`${name}.sig`, text, read(folder, `${name}.sig`), trustedKey)
    : undefined;
  return { manifest, bundle, signer };
}

function manifestNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -5))
      .sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function read(folder: string, file: string): string {
  try {
    return Buffer.from(readRegularFile(join(folder, file), FILE_BYTES_MAX)).toString("latin1");
  } catch (error) {
    throw unreadable(join(folder, file), error);
  }
}

function unreadable(path: string, error: unknown): RangeError {
  const { en, zh } = whyInBoth(error);
  return rangeError(`${path} cannot be read: ${en}`, `无法读取 ${path}：${zh}`);
}
