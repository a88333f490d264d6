import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findBoard, listBoards } from "@duka/flash/boards/board-table";
import { drawWiring } from "@duka/flash/boards/drawing/wiring-drawing";
import { wiringRows } from "@duka/flash/boards/wiring";
import test from "ava";

const FIRMWARE = new URL("../../../../firmware/flash/", import.meta.url);
const drawings = readdirSync(fileURLToPath(new URL("wiring/", FIRMWARE))).sort();
const readme = readFileSync(fileURLToPath(new URL("../README.md", FIRMWARE)), "utf8");

test("every board that is soldered has a drawing, and the README shows it", (t) => {
  const modules = listBoards().filter((module) => module !== "linux");
  t.deepEqual(
    drawings,
    modules.map((module) => `${module}.svg`),
  );
  for (const drawing of drawings) t.true(readme.includes(`(flash/wiring/${drawing})`), drawing);
});

for (const drawing of drawings) {
  test(`the committed drawing is that of the table (node firmware/flash/dist/draw-wiring.js): ${drawing}`, async (t) => {
    const { table } = findBoard(drawing.replace(/\.svg$/, ""));
    t.is(readFileSync(fileURLToPath(new URL(`wiring/${drawing}`, FIRMWARE)), "utf8"), drawWiring(table));
    const pins = wiringRows(table).map((row) => row.pin);
    t.is(new Set(pins).size, pins.length, "no pin twice");
  });
}

test("the keypad's wires name the keys on them", async (t) => {
  const rows = wiringRows(findBoard("pico-r1-3").table).filter(({ where }) => where === "keypad");
  t.deepEqual(
    rows.map(({ signal, note }) => `${signal}, ${note}`),
    [
      "row 1, open drain: 1 2 3 C",
      "row 2, open drain: 4 5 6",
      "row 3, open drain: 7 8 9",
      "row 4, open drain: * 0 #",
      "column 1, pulled up inside: 1 4 7 *",
      "column 2, pulled up inside: 2 5 8 0",
      "column 3, pulled up inside: 3 6 9 #",
      "column 4, pulled up inside: C",
    ],
  );
  t.deepEqual(
    wiringRows(findBoard("linux").table).filter(({ where }) => where === "keypad"),
    [],
  );
});
