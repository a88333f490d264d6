/** `duka explain` */
import { Command } from "commander";
import { explain } from "../explain/explain.js";
import type { ReceiptLanguage } from "../receipt/receipt-text.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE, EXIT_REFUSED } from "./exit-code.js";
import { jsonOption, languageOption } from "./till-options.js";

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
      .addOption(languageOption())
      .addOption(jsonOption())
      .addHelpText(
        "after",
        "\nExamples:\n  duka explain 6985\n  duka explain ccid FE\n  duka explain LDT33 -2201\n  duka explain SCARD_E_NO_SMARTCARD\n  duka explain card-mute --lang zh",
      )
      .action((what: string[], options: { lang: ReceiptLanguage; json?: boolean }) => {
        exit(runExplain(terminal, what.join(" "), options));
      })
  );
}

function runExplain(
  terminal: Terminal,
  what: string,
  options: { lang: ReceiptLanguage; json?: boolean },
): number {
  const explanation = explain(what);
  if (explanation === undefined) {
    terminal.tell(
      `duka explain: ${what}: not known; give a status word (6985), "CCID FE", "LDT33 -2201", a PC/SC code, an error code (card-mute) or an ATR\n`,
    );
    return EXIT_REFUSED;
  }
  if (options.json === true) {
    terminal.out(`${JSON.stringify(explanation)}\n`);
    return EXIT_DONE;
  }
  const { code, cause, remedy, commands } = explanation;
  terminal.out(`${code}\n`);
  for (const language of options.lang === "both" ? (["en", "zh"] as const) : [options.lang]) {
    terminal.out(`  ${cause[language]}\n  -> ${remedy[language]}\n`);
  }
  for (const command of commands) terminal.out(`  ${command}\n`);
  return EXIT_DONE;
}
