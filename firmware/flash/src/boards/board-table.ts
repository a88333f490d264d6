/**
 * The tables of the boards, read from the compiled firmware: what the build, the flasher and the simulator need of
 * them.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BuildError } from "../base/build-error.js";

type SlotPins = {
  readonly uart: string;
  readonly vcc: string;
  readonly rst: string;
  readonly clk: string;
  readonly present: string;
};

/** What is soldered to what. Further fields are the firmware's own and go into the manifest as they are. */
export type BoardTable = {
  /** As Espruino names the board: "PICO_R1_3". */
  readonly name: string;
  /** The card clock that the board really makes. */
  readonly clockHz: number;
  readonly host: { readonly uart: string; readonly baud: number; readonly stopBits: number };
  readonly slots: readonly SlotPins[];
};

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
export async function readBoard(sourceFolder: string, module: string): Promise<BoardTable> {
  const file = join(sourceFolder, "boards", `${module}.js`);
  const loaded: { readonly board?: unknown } = await import(pathToFileURL(file).href);
  const fault = tableFault(loaded.board);
  if (fault !== undefined) throw new BuildError(`boards/${module}.ts: ${fault}`);
  return loaded.board as BoardTable;
}

function tableFault(table: unknown): string | undefined {
  if (!isRecord(table)) return "exports no object called board";
  if (typeof table.name !== "string" || !/^\w+$/.test(table.name))
    return "board.name must be letters, digits, _";
  if (!isAbove0(table.clockHz)) return "board.clockHz must be a number of hertz";
  const host = table.host;
  if (!isRecord(host) || typeof host.uart !== "string" || !isAbove0(host.baud) || !isAbove0(host.stopBits)) {
    return "board.host must have uart, baud and stopBits";
  }
  if (!Array.isArray(table.slots) || table.slots.length === 0)
    return "board.slots must list at least one slot";
  const bad = table.slots.findIndex((slot) => !isRecord(slot) || typeof slot.uart !== "string");
  return bad < 0 ? undefined : `board.slots[${bad}] names no uart`;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function isAbove0(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}
