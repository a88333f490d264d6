/** `duka-flash boards` and `duka-flash board NAME`. */
import type { Board } from "@duka/protocol/board";
import type { Output } from "@duka/protocol/command-line";
import { COMPILED_FOLDER } from "../../base/package-folders.js";
import { listModules, readBoard } from "../../boards/board-table.js";
import { boardsWithoutTable, refuseUnfit } from "../../boards/fitness.js";
import { type InterpreterBoard, interpreterBoard } from "../../boards/interpreter-boards.js";
import { wiringRows } from "../../boards/wiring.js";

export async function showBoards(asJson: boolean, output: Output): Promise<void> {
  const tables = await readTables();
  if (asJson) {
    output.out(`${JSON.stringify(tables, null, 2)}\n`);
    return;
  }
  for (const table of tables) {
    const host = `${table.host.uart} ${table.host.baud} baud 8N${table.host.stopBits}`;
    output.out(`${table.name}  card clock ${table.clockHz} Hz, host ${host}\n`);
    table.slots.forEach((slot, index) => {
      const pins = Object.entries(slot)
        .filter(([, pin]) => pin !== "")
        .map(([name, pin]) => `${name} ${pin}`);
      output.out(`  slot ${index}  ${pins.join("  ")}\n`);
    });
  }
  output.out("\nWithout a table:\n");
  for (const { name, reasons } of boardsWithoutTable(tables.map((table) => table.name))) {
    output.out(`${name}  ${reasons.join("; ")}\n`);
  }
}

export async function showBoard(name: string, asJson: boolean, output: Output): Promise<void> {
  const tables = await readTables();
  const names = tables.map((one) => one.name);
  refuseUnfit(name, names);
  const table = tables.find((one) => one.name === name);
  if (table === undefined) {
    throw new RangeError(`unknown board "${name}": expected one of ${names.join(", ")}`);
  }
  const facts = interpreterBoard(name);
  if (asJson) {
    output.out(`${JSON.stringify({ ...table, interpreter: facts }, null, 2)}\n`);
    return;
  }
  output.out(`${name}${facts === undefined ? "" : `  ${facts.chip}`}\n`);
  if (facts !== undefined) output.out(memoryLines(facts));
  const baud = Math.round(table.clockHz / 372);
  output.out(`card clock   ${table.clockHz} Hz, so ${baud} baud after a reset (372 clocks a bit)\n`);
  output.out(`host line    ${table.host.uart}, ${table.host.baud} baud 8N${table.host.stopBits}\n`);
  output.out("wiring       from the interpreter's pin tables; not verified on hardware\n\n");
  for (const row of wiringRows(table)) {
    output.out(`  ${row.where.padEnd(8)}${row.signal.padEnd(18)}${row.pin.padEnd(6)}${row.note}\n`);
  }
}

function memoryLines(facts: InterpreterBoard): string {
  const variables = facts.variables === 0 ? "as many variables as fit" : `${facts.variables} variables`;
  const button = facts.button === "" ? "" : `, or ${facts.button} held while the power comes`;
  const back = facts.sha256
    ? `the secret of the build (--console-secret)${button}`
    : `no secret: the interpreter has no SHA-256${button}`;
  return (
    `memory       ${variables}, ${facts.storageBytes} bytes of flash for saved code\n` +
    `console      ${facts.console} at 9600 baud, or USB when it is plugged in\n` +
    `way back     ${back}\n`
  );
}

async function readTables(): Promise<Board[]> {
  const tables = [];
  for (const module of listModules(COMPILED_FOLDER, "boards"))
    tables.push(await readBoard(COMPILED_FOLDER, module));
  return tables;
}
