/** `duka-sim studio` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_PROFILE, DEFAULT_SEED } from "../../world/simulated-defaults.js";
import type { StudioWords } from "../run/run-studio.js";

const EXAMPLES = `
Examples:
  duka-sim studio
  duka-sim studio --no-open --port 4090
  duka-sim studio --reader serial:/dev/ttyACM0      (a real reader: you sell with it, and see what passes)
  duka-sim studio --control http://127.0.0.1:4071   (beside a till whose reader is duka-sim reader --control)

A counter with reader, cards, till and centre, as a page in the browser: pull the card with the mouse, stop time in the middle
of a debit, and see on every line what happens. It is served on this machine alone, to whoever has the address that is printed.
The card "password changed" has the password 654321; who changes one chooses 246810. Ctrl-C ends it.`;

export function studioCommand(terminal: Terminal): Command {
  return new Command("studio")
    .description(
      "show the whole chain live on a page: reader, cards, till, centre, and what happens between them",
    )
    .option("--port <number>", "where to listen on this machine; 0: any that is free", "0")
    .option("--no-open", "print the address and open no browser")
    .option("--seed <number>", "what everything random comes from", String(DEFAULT_SEED))
    .option("--reader <address>", "a real reader: serial:PORT, tcp://HOST:PORT or pcsc:NAME, by @duka/driver")
    .option("--city <name>", "whose cards are sold to with --reader", DEFAULT_PROFILE)
    .option("--journal <file>", "journal of the sales with --reader; keep it", "duka-studio.db")
    .option("--control <url>", "beside a running till: the control API of its simulated reader")
    .option("--control-token <file>", "the token that the control API asks for")
    .option("--with-personal-data", "show names, ID numbers and card numbers, which are masked otherwise")
    .option("--json", "say where it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: StudioWords) => {
      const { runStudio } = await import("../run/run-studio.js");
      await runStudio(terminal, options);
    });
}
