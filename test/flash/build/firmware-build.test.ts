import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { BuildError } from "@duka/flash/base/build-error";
import { BUNDLE_FOLDER, COMPILED_FOLDER } from "@duka/flash/base/package-folders";
import { readBoards } from "@duka/flash/boards/board-table";
import { bundleLimitBytes } from "@duka/flash/boards/fitness";
import { buildAll, buildFirmware } from "@duka/flash/build/firmware-build";
import { builtLine } from "@duka/flash/build/manifest";
import { checkSubset } from "@duka/flash/subset/subset";
import test from "ava";
import { TOY_BOARD, toyFirmware } from "./toy-firmware.js";

test("a bundle is one text with the chosen board and persona in it, and runs", async (t) => {
  const build = await toyFirmware(t);
  await buildFirmware(build);
  const code = readFileSync(join(build.outputFolder, "TOY_BOARD-pos.js"), "utf8");
  const delays: number[] = [];
  runInNewContext(code, {
    setTimeout: (then: () => void, delayMs: number) => {
      delays.push(delayMs);
      then();
    },
  });
  t.deepEqual(delays, [5]);
  t.false(code.includes("import"));
  t.deepEqual(checkSubset(code), []);
});

test("functions stand before what calls them, because the board hoists nothing", async (t) => {
  const build = await toyFirmware(t, {
    "main.ts":
      "export const x = early(1);\nfunction early(n: number): number { return n > 0 ? early(n - 1) : E.x; }\nE.y = x;\n",
  });
  await t.notThrowsAsync(buildFirmware(build));
});

test("the manifest says what was built, for which wiring", async (t) => {
  const build = await toyFirmware(t);
  const manifest = await buildFirmware(build);
  const code = readFileSync(join(build.outputFolder, "TOY_BOARD-pos.js"));
  const written: unknown = JSON.parse(readFileSync(join(build.outputFolder, "TOY_BOARD-pos.json"), "utf8"));
  t.deepEqual(written, { ...manifest });
  t.like(manifest, {
    name: "duka",
    board: "TOY_BOARD",
    persona: "pos",
    bytes: code.length,
    sha256: createHash("sha256").update(code).digest("hex"),
    clockHz: 3_818_181,
    host: { uart: "Serial1", baud: 115_200, stopBits: 2 },
    slots: [{ uart: "Serial2", vcc: "B3", rst: "B4", clk: "A8", present: "B5" }],
  });
});

test("the same sources give the same bytes", async (t) => {
  const build = await toyFirmware(t);
  const first = await buildFirmware(build);
  const second = await buildFirmware({ ...build, outputFolder: join(build.outputFolder, "again") });
  t.is(first.sha256, second.sha256);
});

const OFFENDERS: readonly (readonly [what: string, file: string, text: string, message: RegExp])[] = [
  [
    "a spread",
    "numbers.ts",
    "export const TWO = 2;\n\nexport function f(a: number[]): number {\n  return Math.max(...a);\n}\nE.f = f;\n",
    /numbers\.ts:4: spread/,
  ],
  [
    "object spread, not lowered into helpers",
    "numbers.ts",
    "export const TWO = 2;\ndeclare const E: { o: object };\nE.o = {\n  ...E.o,\n};\n",
    /numbers\.ts:4: spread/,
  ],
  [
    "a missing builtin",
    "main.ts",
    "interface Named { a: number }\nconst all: Named[] = [];\nE.a = new Map();\n",
    /main\.ts:3: the global Map/,
  ],
  [
    "an async function, not lowered into generators",
    "main.ts",
    "type N = number;\n\n\nE.a = async () => {};\n",
    /main\.ts:4: an async function/,
  ],
  [
    "a class field, not lowered into defineProperty",
    "main.ts",
    "class A {\n  list: number[] = [];\n}\nE.a = new A();\n",
    /main\.ts:2: a class field/,
  ],
];

for (const [what, file, text, message] of OFFENDERS) {
  test(`an offence fails the build and names the line of the TypeScript: ${what}`, async (t) => {
    const main = 'import "./numbers.js";\nE.x = 1;\n';
    const build = await toyFirmware(t, { "main.ts": main, [file]: text });
    const error = await t.throwsAsync(buildFirmware(build), { instanceOf: BuildError });
    t.regex(error?.message ?? "", message);
    t.false(existsSync(build.outputFolder));
  });
}

test("optional chaining is written out by the build", async (t) => {
  const build = await toyFirmware(t, { "main.ts": "E.x = E.a?.b ?? 1;\n" });
  await t.notThrowsAsync(buildFirmware(build));
});

test("a bundle above its limit fails the build and says by how much", async (t) => {
  const build = await toyFirmware(t);
  const { bytes } = await buildFirmware(build);
  const error = await t.throwsAsync(buildFirmware({ ...build, limitBytes: bytes - 1 }), {
    instanceOf: BuildError,
  });
  t.regex(error?.message ?? "", /TOY_BOARD-pos: \d+ bytes, 1 above its limit/);
  await t.notThrowsAsync(buildFirmware({ ...build, limitBytes: bytes }));
});

test("what a host can do in its place is left out by itself where the board does not hold it, and the manifest says so", async (t) => {
  const text = 'if (HAS_LEVEL) E.enableWatchdog(1, "a long word that is in the way");\n';
  const build = await toyFirmware(t, {
    "main.ts": `import { HAS_LEVEL } from "./features.js";\n${text}E.x = 1;\n`,
    "features.ts": "export const HAS_LEVEL: boolean = true;\n",
  });
  const whole = await buildFirmware(build);
  t.deepEqual(whole.without, []);
  const smaller = await buildFirmware({ ...build, limitBytes: whole.bytes - 1 });
  t.deepEqual(smaller.without, ["level"]);
  t.true(smaller.bytes < whole.bytes - 20);
  const error = await t.throwsAsync(buildFirmware({ ...build, limitBytes: smaller.bytes - 1 }));
  t.regex(error?.message ?? "", /1 above its limit/);
});

const WITHOUT: readonly (readonly [board: string, without: readonly string[]])[] = [
  ["ESPRUINOBOARD", ["level", "fast"]],
  ["PICO_R1_3", []],
  ["STM32F4DISCOVERY", []],
  ["LINUX", []],
];

for (const [board, without] of WITHOUT) {
  test(`${board} is built without ${without.join(", ") || "nothing"}`, (t) => {
    for (const persona of ["pos", "pinpad", "sec1210"]) {
      const manifest = JSON.parse(readFileSync(join(BUNDLE_FOLDER, `${board}-${persona}.json`), "utf8"));
      t.deepEqual(manifest.without, without);
    }
  });
}

const LIMITS: readonly (readonly [interpreter: string, bytes: number, why: string])[] = [
  ["ESPRUINOBOARD", 19_080, "20480 bytes of flash for one image"],
  ["PICO_R1_3", 23_176, "49152 bytes of flash for two images"],
  ["STM32F4DISCOVERY", 38_700, "4360 of its 5450 variables"],
  ["LINUX", 129_672, "262144 bytes of flash for two images"],
  ["MY_BOARD", 19_080, "not known: as the smallest board that is supported"],
];

for (const [interpreter, bytes, why] of LIMITS) {
  test(`a bundle for ${interpreter} has at most ${bytes} bytes: ${why}`, (t) => {
    t.is(bundleLimitBytes(interpreter), bytes);
  });
}

test("a module that is missing fails the build by name", async (t) => {
  const build = await toyFirmware(t, { "main.ts": 'import "./nowhere.js";\n' });
  await t.throwsAsync(buildFirmware(build), { instanceOf: BuildError, message: /nowhere\.js/ });
});

const TABLES: readonly (readonly [board: string, message: RegExp])[] = [
  ["export const board = 1;", /^toy-board\.json: .*not valid JSON; duka-flash board schema/],
  ["5", /^toy-board\.json: board must be an object/],
  [boardWith({ name: "A B" }), /board\.name must be letters, digits, _/],
  [boardWith({ clockHz: 0 }), /board\.clockHz must be a positive number/],
  [boardWith({ host: { uart: "S" } }), /board\.host\.tx must be a text/],
  [boardWith({ slots: [] }), /board\.slots must be a list of at least 1/],
  [boardWith({ slots: [{}] }), /board\.slots\[0\]\.uart must be a text/],
  [boardWith({ keypad: undefined }), /board\.keypad must be an object/],
];

function boardWith(change: object): string {
  return JSON.stringify({ ...TOY_BOARD, ...change });
}

for (const [board, message] of TABLES) {
  test(`a board that is no whole table is refused: ${message.source}`, async (t) => {
    const build = await toyFirmware(t, {}, board);
    await t.throwsAsync(buildFirmware(build), { instanceOf: BuildError, message });
  });
}

test("a board of one's own is a file; its interpreter's name goes into the manifest, what is for people does not", async (t) => {
  const own = { ...TOY_BOARD, name: "MY_PCB", notes: "blue", interpreterBoard: "PICO_R1_3", $schema: "x" };
  const build = await toyFirmware(t);
  const file = join(build.outputFolder, "..", "my-board.json");
  writeFileSync(file, JSON.stringify(own));
  const [manifest] = await buildAll({ ...build, board: file });
  t.like(manifest, { board: "MY_PCB", interpreterBoard: "PICO_R1_3", clockHz: 3_818_181 });
  t.false("notes" in (manifest ?? {}));
  const code = readFileSync(join(build.outputFolder, "MY_PCB-pos.js"), "utf8");
  t.false(code.includes("blue") || code.includes("PICO_R1_3"));
});

test("a board is chosen by the name of its file or by Espruino's name; another is the caller's mistake", async (t) => {
  const { board: _board, persona: _persona, ...build } = await toyFirmware(t);
  t.is((await buildAll({ ...build, board: "TOY_BOARD" })).length, 1);
  t.is((await buildAll({ ...build, board: "toy-board", persona: "pos" })).length, 1);
  t.is((await buildAll(build)).length, 1);
  await t.throwsAsync(buildAll({ ...build, board: "NOWHERE" }), {
    instanceOf: RangeError,
    message: /unknown board "NOWHERE": expected one of TOY_BOARD, or a file of your own/,
  });
  await t.throwsAsync(buildAll({ ...build, persona: "x" }), {
    instanceOf: RangeError,
    message: /persona "x"/,
  });
});

test("a folder that was never compiled is named", async (t) => {
  const build = await toyFirmware(t);
  await t.throwsAsync(buildAll({ ...build, sourceFolder: join(build.outputFolder, "none") }), {
    instanceOf: BuildError,
    message: /npm run build/,
  });
});

test("instrumented modules are put together unchecked and keep their names", async (t) => {
  const build = await toyFirmware(t, {
    "main.ts": "var counted = new Function('return this')();\nE.counted = counted;\n",
  });
  await buildFirmware({ ...build, instrumented: true, limitBytes: 1 });
  t.regex(readFileSync(join(build.outputFolder, "TOY_BOARD-pos.js"), "utf8"), /counted=new Function/);
});

test("every board's real firmware is inside the subset and its limit, and the tables are whole", (t) => {
  const boards = readBoards();
  const names = boards.map(({ table }) => table.name);
  t.true(names.includes("PICO_R1_3") && names.includes("LINUX"), names.join(", "));
  for (const { table, interpreterBoard } of boards) {
    for (const persona of ["pos", "pinpad", "sec1210"]) {
      const code = readFileSync(join(BUNDLE_FOLDER, `${table.name}-${persona}.js`), "utf8");
      t.deepEqual(checkSubset(code), [], `${table.name}-${persona}`);
      t.true(Buffer.byteLength(code) <= bundleLimitBytes(interpreterBoard), `${table.name}-${persona}`);
    }
  }
});

test("a build of the sources gives the bytes that lie beside them", async (t) => {
  const { outputFolder } = await toyFirmware(t);
  const choice = { board: "PICO_R1_3", persona: "pos" };
  await buildFirmware({ sourceFolder: COMPILED_FOLDER, outputFolder, instrumented: false, ...choice });
  for (const file of ["PICO_R1_3-pos.js", "PICO_R1_3-pos.json"])
    t.is(readFileSync(join(outputFolder, file), "utf8"), readFileSync(join(BUNDLE_FOLDER, file), "utf8"));
});

test("a firmware that was built is told in one line: its file, its bytes, and what it is without", async (t) => {
  const manifest = await buildFirmware(await toyFirmware(t));
  const line = `TOY_BOARD-pos.js ${manifest.bytes} bytes`;
  t.is(builtLine(manifest), line);
  t.is(builtLine({ ...manifest, without: ["level", "fast"] }), `${line}, without level, fast`);
});
