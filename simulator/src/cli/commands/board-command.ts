/** `duka-sim board` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_PROFILE, DEFAULT_SEED, OPERATOR_WORDS } from "../../world/simulated-defaults.js";
import type { BoardOptions } from "../run/run-board.js";

const EXAMPLES = `
Examples:
  duka-sim board --pty ./board --state board.json
  duka-flash build --board PICO_R1_3 --persona pos --out out     (in another window)
  duka-flash flash --port ./board out
  duka debit --reader serial:./board --amount 12.50 --ref S-1
  duka-sim board --tcp 127.0.0.1:4071 --cut-power-at 40
  duka-sim board --tcp 127.0.0.1:4071 --board ESPRUINOBOARD      (a wrong board for that firmware)

Words on standard input: ${OPERATOR_WORDS};
button (start it with its button held, which opens its console).
After --cut-power-at the power is back by itself. Ctrl-C ends it; the flash is in the state file by then.`;

export function boardCommand(terminal: Terminal): Command {
  return new Command("board")
    .description(
      "serve a bare board with the interpreter on it, to be flashed: card in slot 0, PSAM in slot 1",
    )
    .option("--tcp <host:port>", "where to listen for one client at a time")
    .option("--pty <link>", "make a pseudo-terminal and this symbolic link to it; needs the program socat")
    .option(
      "--board <name>",
      "which board: a shipped one, or a file of your own (./my-board.json)",
      "PICO_R1_3",
    )
    .option("--interpreter <version>", "of Espruino, as the board tells it", "2v29")
    .option("--state <file>", "keep its flash in this file")
    .option("--profile <name>", "city profile of user card and PSAM", DEFAULT_PROFILE)
    .option("--baud <rate>", "speed of its line, in place of the firmware's own")
    .option(
      "--cut-power-at <number>",
      "the power fails at this step that changes the flash, counted from the start",
    )
    .option("--torn <how>", "how far that step gets: none, half, all", "half")
    .option("--lose <share>", "share of the typed lines of which the interpreter loses a piece, such as 0.1")
    .option("--garble <share>", "share of the bytes that the console says wrong, such as 0.001")
    .option("--free <bytes>", "a file of someone else leaves so much of the flash free")
    .option("--seed <number>", "what everything random comes from, faults too", String(DEFAULT_SEED))
    .option("--json", "say where it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: BoardOptions) => {
      const { serveBoard } = await import("../run/run-board.js");
      await serveBoard(terminal, options);
    });
}
