/** Builds the firmware of a board: bundle, check of the language, check of the size, manifest. */
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@duka/protocol/board";
import { makeFolder } from "@duka/protocol/data/make-folder";
import { BuildError } from "../base/build-error.js";
import { flashVersion } from "../base/flash-version.js";
import { findBoard, listBoards, readBoards } from "../boards/board-table.js";
import { bundleLimitBytes, estimatedVariables, memoryFaults } from "../boards/fitness.js";
import { interpreterBoard as interpreterFacts } from "../boards/interpreter-boards.js";
import { checkSubset } from "../subset/subset.js";
import { makeBundle } from "./bundle.js";
import { FEATURE_NAMES, type Feature } from "./features.js";
import { INTERPRETER_MIN, manifestText, sealManifest } from "./manifest.js";
import { signManifest } from "./signature.js";
import { sourcePositions } from "./source-position.js";
import { sha256Hex } from "./unit.js";

export type FirmwareBuild = {
  readonly sourceFolder: string;
  readonly outputFolder: string;
  /** Where the boards' files are, if not those of the firmware. */
  readonly boardsFolder?: string;
  /** A board's own file, or a shipped one by name: "./my-board.json", "PICO_R1_3", "pico-r1-3". */
  readonly board: string;
  /** Module of the persona: "pos". */
  readonly persona: string;
  /** For coverage: counts what runs, is not minified, and is not checked. */
  readonly instrumented: boolean;
  /** What fits the board, unless given. */
  readonly limitBytes?: number;
  /** What the firmware is built without; what does not fit its board is left out of it too, see `LEFT_OUT_FIRST`. */
  readonly without?: readonly Feature[];
  /** 0 unless given. */
  readonly securityCounter?: number;
  /** Ed25519 private key, PEM: `NAME.sig` is written too. */
  readonly signingKey?: string;
};

/** Of a firmware that is larger than its board holds, in this order: what a host can do in its place. */
const LEFT_OUT_FIRST: readonly Feature[] = ["level", "fast"];

/**
 * Writes `<BOARD>-<persona>.js` and `.json`, and `.sig` when there is a key. The same sources give the same bytes.
 * @throws BuildError with the place of every offence, before anything is written
 */
export async function buildFirmware(options: FirmwareBuild): Promise<Manifest> {
  const { table, interpreterBoard, namedInterpreter } = findBoard(options.board, options.boardsFolder);
  const hasSha256 = canHash(interpreterBoard);
  let without = options.without ?? [];
  const name = `${table.name}-${options.persona}`;
  if (lacks(without, options.persona)) {
    throw new BuildError(
      `${name}: built without ${without.join(", ")}, and that persona needs it; --without says what is left out`,
    );
  }
  const limitBytes = options.limitBytes ?? bundleLimitBytes(interpreterBoard);
  let { code, minified, map } = await makeBundle({ ...options, table, without, hasSha256 });
  for (const feature of LEFT_OUT_FIRST) {
    if (options.instrumented || Buffer.byteLength(code) <= limitBytes || without.includes(feature)) continue;
    without = [...without, feature];
    ({ code, minified, map } = await makeBundle({ ...options, table, without, hasSha256 }));
  }
  const bytes = Buffer.byteLength(code);
  if (!options.instrumented) {
    await checkLanguage(name, minified, map, options.outputFolder);
    if (bytes > limitBytes) {
      throw new BuildError(`${name}: ${bytes} bytes, ${bytes - limitBytes} above its limit of ${limitBytes}`);
    }
    checkMemory(interpreterBoard, bytes);
  }
  const { name: board, ...wiring } = table;
  const manifest = sealManifest({
    name: "duka",
    version: flashVersion(),
    board,
    persona: options.persona,
    without,
    securityCounter: options.securityCounter ?? 0,
    ...namedInterpreter,
    interpreter: INTERPRETER_MIN,
    bytes,
    sha256: sha256Hex(code),
    variables: estimatedVariables(bytes),
    ...wiring,
    ...(without.includes("pinpad") ? { keypad: NO_KEYPAD } : {}),
  });
  const signature =
    options.signingKey === undefined ? undefined : signManifest(manifestText(manifest), options.signingKey);
  write(options.outputFolder, name, { js: code, json: manifestText(manifest), sig: signature });
  return manifest;
}

type Written = { readonly js: string; readonly json: string; readonly sig: string | undefined };

function write(folder: string, name: string, { js, json, sig }: Written): void {
  try {
    makeFolder(folder);
    // A signature of before would no longer be one of what stands beside it.
    rmSync(join(folder, `${name}.sig`), { force: true });
    writeFileSync(join(folder, `${name}.js`), js);
    writeFileSync(join(folder, `${name}.json`), json);
    if (sig !== undefined) writeFileSync(join(folder, `${name}.sig`), sig);
  } catch (error) {
    throw new BuildError(`${folder} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

const NO_KEYPAD = { rows: [], columns: [], keys: "" };

/** The persona is of the same name as what it stands for. */
function lacks(without: readonly Feature[], persona: string): boolean {
  return without.some((feature) => feature === persona);
}

/** Every board with every persona that it holds, or those that are named. */
export async function buildAll(
  options: Omit<FirmwareBuild, "board" | "persona"> & { readonly board?: string; readonly persona?: string },
): Promise<Manifest[]> {
  const built: Manifest[] = [];
  const boards = options.board === undefined ? listBoards(options.boardsFolder) : [options.board];
  for (const board of boards) {
    for (const persona of chosen("persona", listPersonas(options.sourceFolder), options.persona)) {
      const isWanted = options.persona !== undefined || !lacks(options.without ?? [], persona);
      if (isWanted) built.push(await buildFirmware({ ...options, board, persona }));
    }
  }
  return built;
}

/** The smallest firmware of all boards that have pins: every feature that can be left out is. */
export async function smallestBundleBytes(sourceFolder: string): Promise<number> {
  const sizes: number[] = [];
  for (const { table, interpreterBoard } of readBoards().filter(({ table }) => table.host.path === "")) {
    for (const persona of listPersonas(sourceFolder).filter((one) => !lacks(FEATURE_NAMES, one))) {
      const { code } = await makeBundle({
        sourceFolder,
        outputFolder: sourceFolder,
        table,
        persona,
        instrumented: false,
        hasSha256: canHash(interpreterBoard),
        without: FEATURE_NAMES,
      });
      sizes.push(Buffer.byteLength(code));
    }
  }
  return Math.min(...sizes);
}

/** File names without ending, sorted. */
function listPersonas(sourceFolder: string): string[] {
  const folder = join(sourceFolder, "personas");
  if (!existsSync(folder)) throw new BuildError(`${folder} does not exist: run npm run build`);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => name.slice(0, -3))
    .sort();
}

function chosen(what: string, all: readonly string[], wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return all;
  if (all.includes(wanted)) return [wanted];
  throw new RangeError(`unknown ${what} "${wanted}": expected one of ${all.join(", ")}`);
}

/** One that is not known is taken for one that can. */
function canHash(interpreterBoard: string): boolean {
  return interpreterFacts(interpreterBoard)?.sha256 !== false;
}

function checkMemory(board: string, bytes: number): void {
  const known = interpreterFacts(board);
  const faults = known === undefined ? [] : memoryFaults(known, bytes);
  if (faults.length > 0) throw new BuildError(`${board}: ${faults.join("; ")}`);
}

async function checkLanguage(
  name: string,
  code: string,
  map: () => Promise<string>,
  folder: string,
): Promise<void> {
  const offences = checkSubset(code);
  if (offences.length === 0) return;
  const position = sourcePositions(await map(), folder);
  const lines = offences.map((offence) => {
    const source = position(offence.line, offence.column, offence.length);
    const where =
      source === undefined ? `bundle:${offence.line}:${offence.column}` : `${source.file}:${source.line}`;
    return `${where}: ${offence.message}`;
  });
  throw new BuildError(
    `${name}: ${offences.length} uses of what Espruino does not have\n${[...new Set(lines)].join("\n")}`,
  );
}
