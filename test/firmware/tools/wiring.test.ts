import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { listModules, readBoard } from "@duka/firmware/tools/board-table";
import { wiringRows } from "@duka/firmware/tools/boards/wiring";
import { drawWiring } from "@duka/firmware/tools/boards/wiring-drawing";
import { COMPILED_FOLDER } from "@duka/firmware/tools/firmware-build";
import test from "ava";

const FIRMWARE = new URL("../../../../firmware/", import.meta.url);
const drawings = readdirSync(fileURLToPath(new URL("wiring/", FIRMWARE))).sort();
const readme = readFileSync(fileURLToPath(new URL("README.md", FIRMWARE)), "utf8");

test("every board that is soldered has a drawing, and the README shows it", (t) => {
  const modules = listModules(COMPILED_FOLDER, "boards").filter((module) => module !== "linux");
  t.deepEqual(
    drawings,
    modules.map((module) => `${module}.svg`),
  );
  for (const drawing of drawings) t.true(readme.includes(`(wiring/${drawing})`), drawing);
});

for (const drawing of drawings) {
  test(`the committed drawing is that of the table (node firmware/dist/tools/draw-wiring.js): ${drawing}`, async (t) => {
    const table = await readBoard(COMPILED_FOLDER, drawing.replace(/\.svg$/, ""));
    t.is(readFileSync(fileURLToPath(new URL(`wiring/${drawing}`, FIRMWARE)), "utf8"), drawWiring(table));
    const pins = wiringRows(table).map((row) => row.pin);
    t.is(new Set(pins).size, pins.length, "no pin twice");
  });
}
