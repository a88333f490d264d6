/** `duka card` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { TillOptions } from "../run/open-till.js";
import { withTillOptions } from "./options.js";

export function cardCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("card"))
    .description("say which card is in the reader")
    .addHelpText("after", "\nExample:\n  duka card --reader sim: --json")
    .action(async (options: TillOptions) => {
      const { runCard } = await import("../run/run-card.js");
      exit(await runCard(terminal, options));
    });
}
