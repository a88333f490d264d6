/** `duka-flash line` */
import { Command } from "@duka/protocol/command-line";
import type { LineOutput, LineWords } from "../run/run-line.js";

const MORE = `
Each board that is plugged in gets the batch's firmware and the next serial number, is tested and written down. A board that comes
again keeps its number. Ctrl-C ends the line once the boards at work are done, a second Ctrl-C at once. Exit code 1: a
board failed; 3: with --once, no board was there.

Examples:
  duka-flash line --batch batch.json --ports '/dev/serial/by-path/*' --operator wang
  duka-flash line --batch batch.json --ports '/dev/ttyACM*' --from 1 --to 2500 --labels labels --csv units.csv
  duka-flash line --batch batch.json --ports /dev/ttyACM3 --once
  duka-flash line schema > batch.schema.json`;

export function lineCommand(output: LineOutput, exit: (code: number) => void): Command {
  return new Command("line")
    .description("flash, number, test and write down many boards as they are plugged in")
    .option(
      "--batch <file>",
      "JSON file: firmware, serial numbers, secrets, tests (see: duka-flash line schema)",
    )
    .option("--ports <pattern...>", "serial ports, * and ? in the last part; or tcp://HOST:PORT")
    .option(
      "--records <file>",
      "where units are written down, as JSON Lines; by default beside the batch file",
    )
    .option("--csv <file>", "the same for a spreadsheet, written at each unit")
    .option("--labels <folder>", "a label for each unit that has passed, as SVG and ZPL")
    .option("--from <number>", "first number of this station; the batch's by default")
    .option("--to <number>", "last number of this station; the batch's by default")
    .option("--operator <name>", "who is at the line, for the records")
    .option("--parallel <number>", "boards at work at the same time", "8")
    .option("--units <number>", "end when so many have passed")
    .option("--once", "end when each board that is there now has been on the line")
    .option("--json", "print what became of it as JSON, at the end")
    .addHelpText("after", MORE)
    .action(async (options: LineWords) => {
      const { runLineCommand } = await import("../run/run-line.js");
      await runLineCommand(options, output, exit);
    })
    .addCommand(
      new Command("schema")
        .description("print the JSON Schema of a batch file, for an editor")
        .option("--json", "as JSON, as it is without")
        .action(async () => {
          const { showBatchSchema } = await import("../run/run-line.js");
          showBatchSchema(output);
        }),
    );
}
