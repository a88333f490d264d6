/** Writes the drawings of `firmware/flash/wiring` anew from the tables of the boards; a test compares them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BOARDS_FOLDER } from "./base/package-folders.js";
import { listBoards, readBoard } from "./boards/board-table.js";
import { drawWiring } from "./boards/drawing/wiring-drawing.js";

const FOLDER = fileURLToPath(new URL("../wiring/", import.meta.url));

mkdirSync(FOLDER, { recursive: true });
for (const name of listBoards()) {
  const { table } = readBoard(join(BOARDS_FOLDER, `${name}.json`));
  // Where ports are files there is nothing to solder.
  if (table.host.path === "") writeFileSync(join(FOLDER, `${name}.svg`), drawWiring(table));
}
