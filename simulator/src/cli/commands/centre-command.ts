/** `duka-sim centre` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_SEED } from "../../world/simulated-defaults.js";
import type { CentreWords } from "../run/run-centre.js";

const EXAMPLES = `
Examples:
  duka-sim centre --port 4080
  duka-sim centre --port 4080 --profile hangzhou --store centre.db
  duka-sim centre --port 4080 --profile hangzhou --enrol
  duka-sim centre --port 4080 --account centre
  duka-sim centre --port 4080 --profile hangzhou --refuse A12345674 --refuse B00000000-B00000999
  duka-sim centre --port 4080 --fault slow=500 --fault twice=1
  duka-sim centre --port 4080 --profile hangzhou --enrol --control 127.0.0.1:4081
  duka-sim centre --openapi > openapi.json
  curl -H 'content-type: application/json' -d '{}' http://127.0.0.1:4080/register/areYouThere
  curl -X PUT -H 'content-type: application/json' -d '{"down":true,"slowMs":0,"loseAnswers":0,"answerTwice":0}' http://127.0.0.1:4080/faults

All keys are test keys: never serve this to anyone but your own tests.`;

export function centreCommand(terminal: Terminal): Command {
  return new Command("centre")
    .description("serve a simulated insurance centre with its key server, over HTTP and JSON")
    .option("--host <host>", "where to listen", "127.0.0.1")
    .option("--port <port>", "TCP port; 0 takes any that is free", "4080")
    .option("--store <file>", "keep the register in this SQLite file; without, it dies with the process")
    .option("--seed <number>", "what the master keys come from", String(DEFAULT_SEED))
    .option(
      "--profile <name|file>",
      "understand the cards of this city: its keys, its initial password, its account",
    )
    .option(
      "--enrol",
      "with --profile: its card is in the register, active, and 100.00 yuan wait to be loaded",
    )
    .option("--account <place>", "where personal accounts are held: card or centre; the city's by default")
    .option(
      "--refuse <entry...>",
      "on the blacklist, beside lost cards of the register: a card number, NUMBER:CODE with its identification code, or FROM-UNTIL, a range of numbers",
    )
    .option("--fault <fault...>", "down, slow=MS, lose=COUNT, twice=COUNT; also settable while it runs")
    .option("--control <host:port>", "serve the control API there: faults at calls, money, the event log")
    .option("--control-origin <origin...>", "web pages that may use the control API")
    .option(
      "--control-token <file>",
      "every caller has to send the token in this file; made where it is missing",
    )
    .option(
      "--with-personal-data",
      "of the control API: its events tell names, ID numbers and card numbers, which are masked otherwise",
    )
    .option("--openapi", "print the OpenAPI document and end")
    .option("--json", "say where it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CentreWords) => {
      const { serveCentre } = await import("../run/run-centre.js");
      await serveCentre(terminal, options);
    });
}
