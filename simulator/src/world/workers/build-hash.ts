/**
 * What a campaign's results depend on besides its plan: every module of simulator, driver and protocol, and the
 * firmware. Results of two builds are not results of one campaign.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A module of each, in the folder of all. */
const ENTRIES = [
  "@duka/simulator/world",
  "@duka/driver",
  "@duka/protocol/centre",
  "@duka/firmware/bundle/PICO_R1_3-pos.js",
];

/** What a process tells those that it begins. */
export type Build = {
  /** SHA-256 of what is in the files, in hexadecimal. */
  readonly hash: string;
  /** SHA-256 of the files' sizes and of the times of their last changes, as they were just before they were read. */
  readonly state: string;
};

let known: Build | undefined;
/** As this process found it first. */
let stateSeen: string | undefined;

/** SHA-256 in hexadecimal; names of files as on every system. */
export function buildHash(): string {
  return thisBuild().hash;
}

export function thisBuild(): Build {
  if (known === undefined) {
    const files = buildFiles();
    known = { state: stateOf(files), hash: hashed(files) };
  }
  return known;
}

/** Whether this process is of the same build. Only when a file has been written since are all of them read. */
export function isThisBuild({ hash, state }: Build): boolean {
  stateSeen ??= stateOf(buildFiles());
  return stateSeen === state || buildHash() === hash;
}

type BuildFile = {
  readonly path: string;
  /** In its package, with slashes. */
  readonly name: string;
};

function buildFiles(): readonly BuildFile[] {
  return ENTRIES.map(folderOf).flatMap((folder) =>
    modulesIn(folder, "")
      .sort()
      .map((name) => ({ path: folder + name, name })),
  );
}

function folderOf(entry: string): string {
  return fileURLToPath(new URL(".", import.meta.resolve(entry)));
}

function hashed(files: readonly BuildFile[]): string {
  const hash = createHash("sha256");
  for (const { path, name } of files) hash.update(`${name}\n`).update(readFileSync(path));
  return hash.digest("hex");
}

/** No byte is written without a change of the file's ctime, nor does another file take its place under its number. */
function stateOf(files: readonly BuildFile[]): string {
  const hash = createHash("sha256");
  for (const { path } of files) {
    const { size, ctimeMs, ino } = statSync(path);
    hash.update(`${path}\n${size} ${ctimeMs} ${ino}\n`);
  }
  return hash.digest("hex");
}

/** Folder by folder, names put together by hand: by `recursive`, `join` and `relative` it takes three times as long. */
function modulesIn(folder: string, below: string): string[] {
  return readdirSync(folder + below, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return modulesIn(folder, `${below}${entry.name}/`);
    return entry.isFile() && /\.(?:js|json)$/.test(entry.name) ? [below + entry.name] : [];
  });
}
