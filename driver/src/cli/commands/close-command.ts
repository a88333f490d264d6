/** `duka close`: what no card and no centre can close, a person does. */
import { Command, Option, type Terminal } from "@duka/protocol/command-line";
import type { CloseOptions } from "../run/run-close.js";
import { journalOption, jsonOption, languageOption } from "./options.js";

const WAYS = {
  cashReturned: ["--cash-returned", "the holder has the cash back"],
  paidInCash: ["--paid-in-cash", "the bill was paid in cash, and the card is taken to have paid nothing"],
  settledElsewhere: ["--settled-elsewhere", "settled with the centre by hand, or reimbursed at the agency"],
  notPaid: ["--not-paid", "nothing was paid, and nothing handed out"],
} as const;

export function closeCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const command = new Command("close")
    .description("close a case of duka waiting that only a person can: once, with who and when")
    .argument("<ref>", "of the sale, load or reversal");
  for (const [name, [flag, text]] of Object.entries(WAYS)) {
    const others = Object.keys(WAYS).filter((other) => other !== name);
    command.addOption(new Option(flag, text).conflicts(others));
  }
  return command
    .requiredOption("--by <who>", "name or number of who closes it")
    .option("--note <text>", "what shows it: the centre's number, a slip")
    .option("--simulated", "the simulated one under this ref; the real one where there is one by default")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nThe ref stays bound, and what the journal has stays. A card that says otherwise later is listed by duka waiting." +
        '\n\nExamples:\n  duka close S-7 --cash-returned --by "Li Na"' +
        '\n  duka close S-9 --settled-elsewhere --by 0042 --note "centre slip 2026-118"',
    )
    .action(async (ref: string, options: CloseOptions) => {
      const { runClose } = await import("../run/run-close.js");
      exit(await runClose(terminal, ref, options));
    });
}
