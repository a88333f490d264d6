/** `duka-flash flash` */
import { Command, type Output } from "@duka/protocol/command-line";
import type { FlashWords } from "../run/run-flash.js";

const MORE = `
The firmware that runs stays until the new one has answered as a reader. Afterwards, and after Ctrl-C, the tool says
which of them the board runs; exit code 0 is the new one.

Examples:
  duka-flash flash --port /dev/ttyACM0 --self-test serial:/dev/ttyUSB0 firmware-out
  duka-flash flash --port /dev/ttyACM0 --serial-number D26-000123 --console-secret secret.txt firmware-out
  duka-flash flash --port "/dev/ttyUSB0?baud=9600" firmware-out
  duka-flash flash --reader tcp://192.168.1.20:4070 --console-secret secret.txt firmware-out`;

export function flashCommand(output: Output): Command {
  return new Command("flash")
    .description("write a firmware to a board, read it back, start it and test it as a reader")
    .argument("<folder>", "what duka-flash build has written")
    .option("--port <path>", "serial port of the board's console: /dev/ttyACM0, COM3")
    .option("--reader <address>", "the board behind any address: serial:PORT[?baud=N] or tcp://HOST:PORT")
    .option(
      "--self-test <address>",
      "where the reader will answer, when that is another line than the console",
    )
    .option("--board <name>", "which of several firmwares in the folder")
    .option("--persona <name>", "which of several firmwares in the folder")
    .option("--trust <file>", "only what this Ed25519 public key (PEM) has signed, and nothing older")
    .option("--allow-unsigned", "with --trust: also what no one has signed")
    .option("--allow-older", "with --trust: also what has a lower security counter than what runs")
    .option(
      "--serial-number <text>",
      "of this unit, instead of its chip's; written once, kept by every update",
    )
    .option("--board-revision <text>", "of this unit's printed circuit; written once, kept by every update")
    .option(
      "--console-secret <file>",
      "16 to 55 bytes that open the console of the reader; written to a unit that has none",
    )
    .option("--replace", "give the previous firmware up first, where there is no room for both")
    .option("--json", "print the result as JSON")
    .addHelpText("after", MORE)
    .action(async (folder: string, options: FlashWords) => {
      const { runFlash } = await import("../run/run-flash.js");
      await runFlash(folder, options, output);
    });
}
