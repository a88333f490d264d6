/** `duka-flash boards` and `duka-flash board NAME`. */
import { Command, type Output } from "@duka/protocol/command-line";

export function boardsCommand(output: Output): Command {
  return new Command("boards")
    .description("list the boards: name, card clock, host line, slots")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => {
      const { showBoards } = await import("../run/run-boards.js");
      showBoards(options.json === true, output);
    });
}

export function boardCommand(output: Output): Command {
  return new Command("board")
    .description("show one board: every wire, memory, card clock and line speed, the way to its console")
    .argument("<board>", "as Espruino names it (PICO_R1_3), or a file of your own (./my-board.json)")
    .option("--json", "as JSON")
    .action(async (name: string, options: { json?: true }) => {
      const { showBoard } = await import("../run/run-boards.js");
      showBoard(name, options.json === true, output);
    })
    .addCommand(
      new Command("check")
        .description("say everything that is wrong with a board's file")
        .argument("<file>", "./my-board.json")
        .option("--json", "as JSON")
        // The word of the command above it is taken for its own.
        .action(async (file: string, _options: object, command: Command) => {
          const { checkBoard } = await import("../run/run-boards.js");
          checkBoard(file, command.optsWithGlobals<{ json?: true }>().json === true, output);
        }),
    )
    .addCommand(
      new Command("schema")
        .description("print the JSON Schema of such a file, for an editor")
        .option("--json", "as JSON, as it is without")
        .action(async () => {
          const { showBoardSchema } = await import("../run/run-boards.js");
          showBoardSchema(output);
        }),
    );
}
