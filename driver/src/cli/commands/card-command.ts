/** `duka card`: which card is in the reader; its subcommands are what a clerk does with cards at a service point. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { TillOptions } from "../run/open-till.js";
import type { ShowCardOptions } from "../run/window/run-show-card.js";
import { withTillOptions } from "./options.js";
import { endCommands } from "./window/end-commands.js";
import { issueCommands } from "./window/issue-commands.js";

export function cardCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const card = withTillOptions(new Command("card"))
    .description("say which card is in the reader; at a service point: issue, activate, replace, end cards")
    .addHelpText("after", "\nExample:\n  duka card --reader sim: --json")
    .action(async (options: TillOptions) => {
      const { runCard } = await import("../run/run-card.js");
      exit(await runCard(terminal, options));
    });
  for (const command of [
    showCommand(terminal, exit),
    ...issueCommands(terminal, exit),
    ...endCommands(terminal, exit),
  ])
    card.addCommand(command);
  return card;
}

function showCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("show"))
    .description(
      "basic data and balance of the card in the reader (卡基本信息), and with a centre its state there and the functions opened",
    )
    .option("--with-personal-data", "numbers of card and holder in full; masked otherwise")
    .option("--window <id>", "number of your service point (default: $DUKA_WINDOW)")
    .addHelpText("after", "\nExample:\n  duka card show --reader sim: --json")
    .action(async (options: ShowCardOptions) => {
      const { runShowCard } = await import("../run/window/run-show-card.js");
      exit(await runShowCard(terminal, options));
    });
}
