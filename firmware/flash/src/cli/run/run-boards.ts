/** `duka-flash boards` and `duka-flash board NAME`. */
import { boardFile } from "@duka/protocol/board";
import type { Output } from "@duka/protocol/command-line";
import { jsonSchemaOf } from "@duka/protocol/data/read-data";
import { findBoard, readBoards } from "../../boards/board-table.js";
import { boardsWithoutTable } from "../../boards/fitness.js";
import { type InterpreterBoard, interpreterBoard } from "../../boards/interpreter-boards.js";
import { wiringRows } from "../../boards/wiring.js";

export function showBoards(asJson: boolean, output: Output): void {
  const tables = readBoards().map(({ table }) => table);
  if (asJson) {
    output.out(`${JSON.stringify({ boards: tables }, null, 2)}\n`);
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

export function showBoard(name: string, asJson: boolean, output: Output): void {
  const { table, interpreterBoard: interpreter, notes } = findBoard(name);
  const facts = interpreterBoard(interpreter);
  if (asJson) {
    output.out(`${JSON.stringify({ ...table, interpreter: facts }, null, 2)}\n`);
    return;
  }
  output.out(`${table.name}${facts === undefined ? "" : `  ${facts.chip}`}\n`);
  if (notes !== "") output.out(`${notes}\n`);
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
    ? `the secret of the unit (--console-secret)${button}`
    : `no secret: the interpreter has no SHA-256${button}`;
  return (
    `memory       ${variables}, ${facts.storageBytes} bytes of flash for saved code\n` +
    `console      ${facts.console} at 9600 baud, or USB when it is plugged in\n` +
    `way back     ${back}\n`
  );
}

/** What is wrong with a board's file is thrown: all of it. */
export function checkBoard(file: string, asJson: boolean, output: Output): void {
  const { table, interpreterBoard: interpreter } = findBoard(file);
  const isKnown = interpreterBoard(interpreter) !== undefined;
  if (asJson) {
    output.out(
      `${JSON.stringify({ board: table.name, interpreterBoard: interpreter, isKnown, faults: [] })}\n`,
    );
    return;
  }
  const slots = table.slots.length;
  output.out(`${table.name}: a whole table, ${slots} ${slots === 1 ? "slot" : "slots"}, no wire twice\n`);
  output.out(
    isKnown
      ? `its interpreter is that of ${interpreter}: clock and number of UARTs fit\n`
      : `the interpreter's board ${interpreter} is not in the list of duka-flash boards: clock, UARTs and memory were not looked at; ` +
          'where it runs the interpreter of another board, say which: "interpreterBoard"\n',
  );
  output.out("whether a pin can do what it is named for only the hardware tells\n");
}

/** For editors. */
export function showBoardSchema(output: Output): void {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A board of a Duka reader: which pin is soldered to what",
    ...jsonSchemaOf(boardFile),
  };
  output.out(`${JSON.stringify(schema, null, 2)}\n`);
}
