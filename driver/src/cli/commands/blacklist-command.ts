/** `duka blacklist`: cards that this till refuses without asking the centre. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { BlacklistOptions } from "../run/run-blacklist.js";
import { journalOption, jsonOption, languageOption, withCentreOptions } from "./options.js";

export function blacklistCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("blacklist")
    .description("the list of refused cards that the till keeps for itself, beside its journal")
    .addCommand(
      withCentreOptions(withPlace(new Command("update")))
        .description("fetch the centre's list, all of it, and put it in the place of the old one")
        .addHelpText(
          "after",
          "\nExample:\n  duka blacklist update --centre https://centre.example --institution H1",
        )
        .action(async (options: BlacklistOptions) => {
          const { runBlacklistUpdate } = await import("../run/run-blacklist.js");
          exit(await runBlacklistUpdate(terminal, options));
        }),
    )
    .addCommand(
      withPlace(new Command("show"))
        .description("how many entries it has, and of when it is; exit code 1 where there is none")
        .action(async (options: BlacklistOptions) => {
          const { runBlacklistShow } = await import("../run/run-blacklist.js");
          exit(await runBlacklistShow(terminal, options));
        }),
    );
}

function withPlace(command: Command): Command {
  return command
    .option("--simulated", "the list for simulated sales, of a simulated centre")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption());
}
