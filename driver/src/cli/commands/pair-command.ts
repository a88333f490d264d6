/** `duka pair` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { PairOptions } from "../run/run-pair.js";
import { BRIDGE_ADDRESS, jsonOption, languageOption, tokensOption } from "./options.js";

export function pairCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("pair")
    .description("confirm that a web page may use duka serve --http, or give a program its token")
    .argument("[code]", "the code that the page shows; without it, those that wait are listed")
    .option("--refuse", "with a code: say no")
    .option("--program <name>", "print a token for a program of this machine that is no web page")
    .option(
      "--save [file]",
      "with --program: keep the token in a file of this user alone (default: that of the native library) instead of printing it",
    )
    .option("--list", "list who is paired")
    .option("--remove <id>", "end a pairing of --list")
    .option("--page", "print the address of the operator's page, with its key")
    .option("--http <host:port>", "where duka serve --http listens", BRIDGE_ADDRESS)
    .addOption(tokensOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExamples:\n  duka pair\n  duka pair 402913\n  duka pair --program HIS")
    .action(async (code: string | undefined, options: PairOptions) => {
      const { runPair } = await import("../run/run-pair.js");
      exit(await runPair(terminal, code, options));
    });
}
