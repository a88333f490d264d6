import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFaults } from "@duka/flash/boards/board-faults";
import { findBoard, listBoards } from "@duka/flash/boards/board-table";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import type { Board } from "@duka/protocol/board";
import test, { type ExecutionContext } from "ava";

const { table: PICO, notes } = findBoard("PICO_R1_3");
const [card, sam] = PICO.slots as [Board["slots"][number], Board["slots"][number]];

/** Written as a reader maker would: the shipped table, changed. */
function fileWith(t: ExecutionContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-board-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "my-board.json");
  writeFileSync(file, text);
  return file;
}

async function run(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const code = await runDukaFlash(words, {
    out: (text) => {
      out += text;
    },
    tell: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

test("every shipped board is a file without a fault", (t) => {
  t.deepEqual(listBoards(), ["espruinoboard", "linux", "pico-r1-3", "stm32f4discovery"]);
  for (const name of listBoards()) t.notThrows(() => findBoard(name), name);
});

const FAULTS: readonly (readonly [change: Partial<Board>, fault: RegExp])[] = [
  [
    { clockHz: 999_999 },
    /^clockHz: 999999, and a card takes 1000000 to 5000000 \(ISO\/IEC 7816-3, 5\.2\.3\)$/,
  ],
  [{ clockHz: 5_000_001 }, /^clockHz: 5000001, and a card takes/],
  [{ cardBaudMax: 9_600 }, /^cardBaudMax: 9600, and after a reset a card of this clock sends at 10264$/],
  [{ host: { ...PICO.host, uart: card.uart } }, /^slots\[0\]\.uart: Serial2 is that of host; each needs one/],
  [{ slots: [card, { ...sam, uart: card.uart }] }, /^slots\[1\]\.uart: Serial2 is that of slots\[0\]/],
  [
    {
      slots: [
        card,
        sam,
        { ...sam, uart: "Serial3", tx: "C1", rx: "C2", rst: "C3", clk: "C4", vcc: "C5", present: "" },
      ],
    },
    /^slots: host and 3 slots need 4 UARTs, and PICO_R1_3 has 3$/,
  ],
  [{ slots: [card, { ...sam, rst: card.rst }] }, /^slot 1: pin B4 of RST is that of slot 0 RST already$/],
  [{ panel: { ...PICO.panel, good: "A4" } }, /^panel: pin A4 of green LED is that of keypad row 1 already$/],
  [
    { panel: { ...PICO.panel, good: "12" } },
    /^panel: "12" of green LED is no pin; the interpreter calls them/,
  ],
  [{ panel: { ...PICO.panel, sid: "" } }, /^panel: a display has both wires, sclk and sid/],
  ...(["tx", "rx", "rst", "clk"] as const).map(
    (name) =>
      [
        { slots: [{ ...card, [name]: "" }] },
        new RegExp(`^slots\\[0\\]\\.${name}: not wired, and no card`),
      ] as const,
  ),
  [{ slots: [{ ...card, vcc: "", vcc3V: "", vcc1V8: "" }] }, /^slots\[0\]\.vcc: no supply is wired/],
  [{ keypad: { ...PICO.keypad, rows: ["A4"] } }, /^keypad\.keys: 16 keys, and 1 rows of 4 columns have 4/],
  [{ keypad: { ...PICO.keypad, keys: "123C456 789 *0#D" } }, /^keypad\.keys: "D" is no key/],
  [{ keypad: { ...PICO.keypad, keys: "123C456 788 *0# " } }, /^keypad\.keys: 8 is there 2 times$/],
  [{ keypad: { ...PICO.keypad, keys: "123C456 789 *0  " } }, /^keypad\.keys: # is there not at all$/],
];

for (const [change, fault] of FAULTS) {
  test(`a table that cannot work is told by the place of its fault: ${fault.source}`, (t) => {
    const faults = tableFaults({ ...PICO, ...change }, "PICO_R1_3");
    t.true(
      faults.some((one) => fault.test(one)),
      faults.join("\n"),
    );
  });
}

test("duka-flash board check tells all that is wrong at once, with exit code 1; a build refuses the same file", async (t) => {
  const table = { ...PICO, name: "MY_PCB", clockHz: 6_000_000, panel: { ...PICO.panel, sid: "" } };
  const file = fileWith(t, JSON.stringify(table));
  for (const words of [
    ["board", "check", file],
    ["board", file],
    ["build", "--board", file, "--persona", "pos"],
  ]) {
    const { code, out, error } = await run(...words);
    t.is(code, 1, words.join(" "));
    t.is(out, "");
    t.regex(error, /my-board\.json: clockHz: 6000000.*\n.*my-board\.json: panel: a display has both wires/);
  }
});

test("a whole file of one's own is shown, checked and built like a shipped board", async (t) => {
  const own = { ...PICO, name: "MY_PCB", notes: "revision 2", interpreterBoard: "PICO_R1_3" };
  const file = fileWith(t, JSON.stringify(own));
  const checked = await run("board", "check", file);
  t.is(checked.code, 0, checked.error);
  t.regex(
    checked.out,
    /^MY_PCB: a whole table, 2 slots, no wire twice\nits interpreter is that of PICO_R1_3/,
  );
  const { out } = await run("board", "check", file, "--json");
  t.deepEqual(JSON.parse(out), { board: "MY_PCB", interpreterBoard: "PICO_R1_3", isKnown: true, faults: [] });
  const shown = await run("board", file);
  t.regex(shown.out, /^MY_PCB {2}STM32F401, 84 MHz\nrevision 2\n/);
  t.true(notes.startsWith("Espruino Pico"));
});

test("a file that there is not, or that is no board's, is named with what to do", async (t) => {
  const missing = await run("board", "check", "./nowhere.json");
  t.is(missing.code, 2);
  t.regex(missing.error, /nowhere\.json cannot be read: ENOENT/);
  const wrong = await run("board", "check", fileWith(t, "[]"));
  t.is(wrong.code, 1);
  t.regex(
    wrong.error,
    /my-board\.json: board must be an object; duka-flash board schema prints what stands in it/,
  );
});

test("the schema for editors describes every member of a shipped file", async (t) => {
  const { code, out } = await run("board", "schema");
  t.is(code, 0);
  const { properties, required } = JSON.parse(out);
  for (const name of Object.keys(PICO)) t.true(required.includes(name), name);
  for (const name of ["notes", "interpreterBoard", "$schema"]) t.truthy(properties[name]?.description, name);
});
