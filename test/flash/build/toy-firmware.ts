/** A firmware of a few lines in a folder of its own, compiled as the real one is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FirmwareBuild } from "@duka/flash/build/firmware-build";
import type { ExecutionContext } from "ava";
import { transform } from "esbuild";

/** A whole board, on an interpreter that is in no list. */
export const TOY_BOARD = {
  name: "TOY_BOARD",
  clockRequestHz: 4_000_000,
  clockHz: 3_818_181,
  echo: true,
  tellsParity: true,
  fixedCardBaud: 0,
  cardBaudMax: 500_000,
  latencyMs: 20,
  host: { uart: "Serial1", tx: "B6", rx: "B7", path: "", baud: 115_200, stopBits: 2 },
  slots: [
    {
      uart: "Serial2",
      tx: "A2",
      rx: "A3",
      path: "",
      vcc: "B3",
      vcc3V: "",
      vcc1V8: "",
      rst: "B4",
      clk: "A8",
      present: "B5",
    },
  ],
  panel: { good: "", bad: "", beeper: "", sclk: "", sid: "" },
  keypad: { rows: [] as string[], columns: [] as string[], keys: "" },
};

const TOY: { readonly [file: string]: string } = {
  "board.ts": "export {};\n",
  "main.ts": `import { board } from "./board.js";
import { readerName } from "./built-persona.js";
import { TWO } from "./numbers.js";
export function start(): number {
  return later(TWO) + board.clockHz;
}
function later(n: number): number {
  return n + readerName.length;
}
setTimeout(() => start(), 5);
`,
  "numbers.ts": "export const TWO = 2;\n",
  "personas/pos.ts": 'export const readerName = "POS";\n',
};

/**
 * Compiles `files` over the toy's own, and answers what builds it. The folder goes with the test.
 * @param board the text of its file
 */
export async function toyFirmware(
  t: ExecutionContext,
  files: { readonly [file: string]: string } = {},
  board = JSON.stringify(TOY_BOARD),
): Promise<FirmwareBuild> {
  const root = mkdtempSync(join(tmpdir(), "duka-toy-"));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries({ ...TOY, ...files })) {
    const compiled = await transform(text, {
      loader: "ts",
      sourcemap: "inline",
      sourcefile: file.split("/").pop() ?? file,
    });
    const path = join(root, "src", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, compiled.code);
  }
  mkdirSync(join(root, "boards"));
  writeFileSync(join(root, "boards", "toy-board.json"), board);
  return {
    sourceFolder: join(root, "src"),
    boardsFolder: join(root, "boards"),
    outputFolder: join(root, "bundle"),
    board: "toy-board",
    persona: "pos",
    instrumented: false,
    limitBytes: 12_000,
  };
}
