/** The boards' files: those that the firmware ships, and those of reader makers. */
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Board, type BoardFile, boardFile } from "@duka/protocol/board";
import { readData } from "@duka/protocol/data/read-data";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { BuildError } from "../base/build-error.js";
import { BOARDS_FOLDER } from "../base/package-folders.js";
import { tableFaults } from "./board-faults.js";
import { refuseUnfit } from "./fitness.js";

/** Many times the longest table. */
const FILE_BYTES_MAX = 1 << 20;

export type BoardSource = {
  readonly table: Board;
  /** Which of Espruino's boards its interpreter is built for. */
  readonly interpreterBoard: string;
  /** The same, where it is not the board's own name. */
  readonly namedInterpreter: { readonly interpreterBoard?: string };
  readonly notes: string;
};

/** Names of the shipped boards' files without ending, sorted: "linux", "pico-r1-3". */
export function listBoards(folder: string = BOARDS_FOLDER): string[] {
  if (!existsSync(folder)) throw new BuildError(`${folder} does not exist: install @duka/firmware anew`);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -5))
    .sort();
}

/** Every shipped board. */
export function readBoards(folder: string = BOARDS_FOLDER): BoardSource[] {
  return listBoards(folder).map((name) => readBoard(join(folder, `${name}.json`)));
}

/**
 * @param wanted a file (`./my-board.json`), or a shipped board by its own name ("PICO_R1_3") or its file's
 *   ("pico-r1-3")
 * @throws RangeError for one that there is not, BuildError for one that cannot be a reader
 */
export function findBoard(wanted: string, folder: string = BOARDS_FOLDER): BoardSource {
  if (wanted.endsWith(".json")) return readBoard(wanted);
  const files = listBoards(folder);
  const boards = files.map((name) => readBoard(join(folder, `${name}.json`)));
  const found = boards.find(({ table }, at) => table.name === wanted || files[at] === wanted);
  if (found !== undefined) return found;
  const names = boards.map(({ table }) => table.name);
  refuseUnfit(wanted, names);
  throw new RangeError(
    `unknown board "${wanted}": expected one of ${names.join(", ")}, or a file of your own (./my-board.json)`,
  );
}

/**
 * @throws RangeError when the file cannot be read, BuildError when it is no whole table, or one that cannot work: with
 *   everything that is wrong
 */
export function readBoard(file: string): BoardSource {
  const source = parseBoard(file, readText(file));
  const faults = tableFaults(source.table, source.interpreterBoard);
  if (faults.length > 0)
    throw new BuildError(faults.map((fault) => `${basename(file)}: ${fault}`).join("\n"));
  return source;
}

function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readRegularFile(file, FILE_BYTES_MAX));
  } catch (error) {
    throw new RangeError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function parseBoard(file: string, text: string): BoardSource {
  let read: BoardFile;
  try {
    read = JSON.parse(text);
    readData(boardFile, read, "board");
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof SyntaxError)) throw error;
    throw new BuildError(
      `${basename(file)}: ${error.message}; duka-flash board schema prints what stands in it`,
    );
  }
  // As it was written: the manifest keeps its order.
  const {
    $schema,
    notes = "",
    interpreterBoard,
    ...table
  } = read as BoardFile & { readonly $schema?: string };
  const isNamed = interpreterBoard !== undefined && interpreterBoard !== table.name;
  return {
    table,
    interpreterBoard: interpreterBoard ?? table.name,
    namedInterpreter: isNamed ? { interpreterBoard } : {},
    notes,
  };
}
