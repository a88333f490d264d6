/** Writes the drawings of `firmware/flash/wiring` anew from the tables of the boards; a test compares them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPILED_FOLDER } from "./base/package-folders.js";
import { listModules, readBoard } from "./boards/board-table.js";
import { drawWiring } from "./boards/wiring-drawing.js";

const FOLDER = fileURLToPath(new URL("../wiring/", import.meta.url));

mkdirSync(FOLDER, { recursive: true });
for (const module of listModules(COMPILED_FOLDER, "boards")) {
  const table = await readBoard(COMPILED_FOLDER, module);
  // Where ports are files there is nothing to solder.
  if (module !== "linux") writeFileSync(join(FOLDER, `${module}.svg`), drawWiring(table));
}
