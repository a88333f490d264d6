/** `duka update` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { UpdateCommandOptions } from "../run/run-update.js";
import { journalOption, jsonOption, languageOption } from "./options.js";

const MORE = `
Needs the package @duka/flash. The reader keeps its serial number and secret; the firmware that runs stays until the new
one has answered and passed its self-test. No one else may have the reader open: end duka serve first. Nothing is begun
while a sale or credit of this till is undecided: put its card back before, or say --leave-undecided.

Examples:
  duka update --reader serial:/dev/ttyUSB0 --manifest out/PICO_R1_3-pos.json --trust maker-public.pem \\
    --console-secret secret.txt`;

export function updateCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("update")
    .description("write a newer signed firmware to the reader of this till")
    .requiredOption("--manifest <file>", "NAME.json of the firmware; NAME.js and NAME.sig lie beside it")
    .requiredOption("--trust <file>", "only what this Ed25519 public key (PEM) has signed")
    .option(
      "--reader <address>",
      "the reader: serial:PORT or tcp://HOST:PORT (default: $DUKA_READER, or the one found)",
    )
    .option("--console-secret <file>", "the secret of the unit, which opens its console")
    .option("--console <address>", "where its console is open, when that is another line: by its button")
    .option("--allow-older", "with the secret: also what is older by version or security counter")
    .option(
      "--compact",
      "let the reader compact its flash where room is needed: the power must not fail then",
    )
    .option("--leave-undecided", "begin although a sale or credit of this till is undecided")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", MORE)
    .action(async (options: UpdateCommandOptions) => {
      const { runUpdate } = await import("../run/run-update.js");
      exit(await runUpdate(terminal, options));
    });
}
