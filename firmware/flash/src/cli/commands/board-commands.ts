/** `duka-flash boards` and `duka-flash board NAME`. */
import { Command, type Output } from "@duka/protocol/command-line";

export function boardsCommand(output: Output): Command {
  return new Command("boards")
    .description("list the boards: name, card clock, host line, slots")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => {
      const { showBoards } = await import("../run/run-boards.js");
      await showBoards(options.json === true, output);
    });
}

export function boardCommand(output: Output): Command {
  return new Command("board")
    .description("show one board: every wire, memory, card clock and line speed, the way to its console")
    .argument("<name>", "as Espruino names it: PICO_R1_3")
    .option("--json", "as JSON")
    .action(async (name: string, options: { json?: true }) => {
      const { showBoard } = await import("../run/run-boards.js");
      await showBoard(name, options.json === true, output);
    });
}
