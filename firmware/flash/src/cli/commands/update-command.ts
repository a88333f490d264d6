/** `duka-flash update` */
import { Command, type Input, type Output } from "@duka/protocol/command-line";
import type { UpdateWords } from "../run/run-update.js";

const MORE = `
The unit keeps its serial number, secret and revision. The firmware that runs stays until the new one has answered and
passed its self-test; the power may fail at any moment but while the board compacts its flash, and that is asked before
anything is written (--compact says yes). What runs already is not written again. The board cannot check a signature:
this tool does, so whoever has the secret of the unit can flash it with another tool.

Examples:
  duka-flash update --reader serial:/dev/ttyUSB0 --trust maker-public.pem --console-secret secret.txt firmware-out
  duka-flash update --reader tcp://192.168.1.20:4070 --trust maker-public.pem --console-secret secret.txt firmware-out
  duka-flash update --reader serial:/dev/ttyUSB0 --console serial:/dev/ttyACM0 --trust maker-public.pem firmware-out`;

export function updateCommand(output: Output & { readonly input?: Input }): Command {
  return new Command("update")
    .description("write a newer signed firmware to a reader, which stays who it is")
    .argument("<folder>", "what the maker of the reader has built and signed")
    .requiredOption("--reader <address>", "the reader: serial:PORT[?baud=N] or tcp://HOST:PORT")
    .option(
      "--console <address>",
      "where its console is open, when that is another line: by the button held while the power comes",
    )
    .requiredOption("--trust <file>", "only what this Ed25519 public key (PEM) has signed")
    .option("--console-secret <file>", "the secret of the unit, which opens its console")
    .option("--board <name>", "which of several firmwares in the folder")
    .option("--persona <name>", "which of several firmwares in the folder")
    .option("--allow-older", "with the secret: also what is older by version or security counter")
    .option("--compact", "let the board compact its flash where room is needed")
    .option("--json", "print the result as JSON")
    .addHelpText("after", MORE)
    .action(async (folder: string, options: UpdateWords) => {
      const { runUpdate } = await import("../run/run-update.js");
      await runUpdate(folder, options, output);
    });
}
