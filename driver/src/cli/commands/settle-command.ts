/** `duka settle` and `duka waiting`: what the centre has yet to hear. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ReconcileOptions } from "../run/run-reconcile.js";
import type { SettleOptions } from "../run/run-settle.js";
import { journalOption, jsonOption, languageOption, profileOption, withCentreOptions } from "./options.js";

export function settleCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withSettleOptions(new Command("settle"))
    .description("tell the centre all that it has not heard: sales, and what became of loads")
    .option("--retry-refused", "also what the centre has refused before")
    .addHelpText(
      "after",
      "\nExample:\n  duka settle --centre https://centre.example --institution H1" +
        "\n\nExit codes: 0 all told and settled as here, 1 some are to be tried again or were refused, 6 some were settled otherwise: see duka waiting",
    )
    .action(async (options: SettleOptions) => {
      const { runSettle } = await import("../run/run-settle.js");
      exit(await runSettle(terminal, options));
    });
}

export function waitingCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withSettleOptions(new Command("waiting"))
    .description(
      "list what is not over: to be settled, re-settled, refunded, decided, or looked at by a person",
    )
    .action(async (options: SettleOptions) => {
      const { runWaiting } = await import("../run/run-settle.js");
      exit(await runWaiting(terminal, options));
    });
}

export function reconcileCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withCentreOptions(new Command("reconcile"))
    .description("compare a day with the centre's, sale by sale: every difference, with both sides")
    .requiredOption("--day <day>", "such as 2026-11-21, by China Standard Time")
    .option("--simulated", "simulated sales, with a simulated centre")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nA line has the till's side, then the centre's: state, day, card, total = account + pooled fund + cash, TAC." +
        "\n\nExample:\n  duka reconcile --centre https://centre.example --institution H1 --day 2026-11-21" +
        "\n\nExit codes: 0 both agree, 1 the centre does not answer, 6 they differ",
    )
    .action(async (options: ReconcileOptions) => {
      const { runReconcile } = await import("../run/run-reconcile.js");
      exit(await runReconcile(terminal, options));
    });
}

function withSettleOptions(command: Command): Command {
  return withCentreOptions(command)
    .option("--simulated", "simulated sales, with a simulated centre")
    .addOption(profileOption())
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption());
}
