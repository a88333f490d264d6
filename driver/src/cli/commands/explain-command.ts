/** `duka explain` */
import { Command, Option, type Terminal } from "@duka/protocol/command-line";
import type { ExplainOptions } from "../run/run-explain.js";
import { jsonOption, languageOption } from "./options.js";

export function explainCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return (
    new Command("explain")
      .description(
        "say what a status word, an error of CCID, PC/SC or LD/T 33, an error code or an ATR means, and what to do",
      )
      .argument(
        "<what...>",
        'such as 6985, "CCID FE", card-mute, SCARD_E_NO_SMARTCARD, "LDT33 -2201", or 3B 6D 00 00 …',
      )
      // "-2201" is no option.
      .allowUnknownOption()
      .addOption(
        new Option("--layer <layer>", "who gave the code (default: whichever knows it)").choices([
          "card",
          "reader",
          "pcsc",
          "ldt33",
        ]),
      )
      .addOption(languageOption())
      .addOption(jsonOption())
      .addHelpText(
        "after",
        "\nExamples:\n  duka explain 6985\n  duka explain ccid FE\n  duka explain LDT33 -2201\n  duka explain SCARD_E_NO_SMARTCARD\n  duka explain FE --layer reader\n  duka explain card-mute --lang zh",
      )
      .action(async (what: string[], options: ExplainOptions) => {
        const { runExplain } = await import("../run/run-explain.js");
        exit(runExplain(terminal, what.join(" "), options));
      })
  );
}
