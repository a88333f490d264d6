/**
 * The tables of the boards, read from the compiled firmware: what the build, the flasher and the simulator need of
 * them.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Board, boardTable } from "@duka/protocol/board";
import { readData } from "@duka/protocol/data/read-data";
import { BuildError } from "../base/build-error.js";

/** File names without ending, sorted: "linux", "pico-r1-3". */
export function listModules(sourceFolder: string, kind: "boards" | "personas"): string[] {
  const folder = join(sourceFolder, kind);
  if (!existsSync(folder)) throw new BuildError(`${folder} does not exist: run npm run build`);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** @throws BuildError when the module does not export a whole table called `board` */
export async function readBoard(sourceFolder: string, module: string): Promise<Board> {
  const file = join(sourceFolder, "boards", `${module}.js`);
  const loaded: { readonly board?: unknown } = await import(pathToFileURL(file).href);
  if (loaded.board === undefined) {
    throw new BuildError(`boards/${module}.ts: exports no object called board`);
  }
  try {
    readData(boardTable, loaded.board, "board");
    // As it was written: the manifest keeps its order.
    return loaded.board as Board;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BuildError(`boards/${module}.ts: ${error.message}`);
  }
}
