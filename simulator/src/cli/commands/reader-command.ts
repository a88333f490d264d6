/** `duka-sim reader` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import {
  DEFAULT_PERSONA,
  DEFAULT_PROFILE,
  DEFAULT_SEED,
  OPERATOR_WORDS,
  PERSONAS,
  TRANSFER,
} from "../../world/simulated-defaults.js";
import type { ReaderOptions } from "../run/run-reader.js";

const EXAMPLES = `
Examples:
  duka-sim reader --tcp 127.0.0.1:4070
  duka-sim reader --tcp 127.0.0.1:4070 --profile hangzhou --state card.json
  duka balance --reader tcp://127.0.0.1:4070        (in another window)
  duka-sim reader --tcp 127.0.0.1:4070 --protocol 1 --ta1 96
  duka-sim reader --pty ./reader                    (a serial port for pcscd)
  duka-sim reader --pty ./reader --baud 9600 --noise 0.001 --seed 7
  duka-sim reader --tcp 127.0.0.1:4070 --persona pinpad --keys 123456#
  duka-sim reader --tcp 127.0.0.1:4070 --control 127.0.0.1:4071
  curl -H 'content-type: application/json' -d '{"faults":[{"kind":"card-removed","at":"DEBIT FOR PURCHASE, answer byte 3"}]}' http://127.0.0.1:4071/v1/arm

Words on standard input move the cards and press keys: ${OPERATOR_WORDS}.
SIGUSR1 takes the user card out or puts it back, SIGUSR2 swaps it.
Ctrl-C ends it; the memory of card and PSAM is in the state file by then.`;

export function readerCommand(terminal: Terminal): Command {
  return new Command("reader")
    .description("serve a simulated reader with a user card (slot 0) and a PSAM (slot 1) in real time")
    .option("--tcp <host:port>", "where to listen for one client at a time")
    .option("--pty <link>", "make a pseudo-terminal and this symbolic link to it; needs the program socat")
    .option("--profile <name>", "city profile of user card and PSAM", DEFAULT_PROFILE)
    .option("--card <kind>", `another profile for both, or "${TRANSFER}": a chip for reader tests in slot 0`)
    .option("--sam <profile>", "city profile of the PSAM alone")
    .option("--state <file>", "keep the memory of card and PSAM in this file")
    .option("--baud <rate>", "speed of the host line, in place of the firmware's own")
    .option("--noise <rate>", "share of the bytes on the host line that are damaged, such as 0.001")
    .option("--persona <type>", `reader type that it behaves as: ${PERSONAS.join(", ")}`, DEFAULT_PERSONA)
    .option(
      "--keys <keys>",
      "typed on the keypad when the reader asks: digits, # confirm, * correct, C cancel",
      "",
    )
    .option("--seed <number>", "what everything random comes from, noise too", String(DEFAULT_SEED))
    .option("--protocol <offer>", "protocols that the user card offers: 0, 1, or 0,1")
    .option("--ta1 <hex>", "speed that it offers, as TA1")
    .option("--ifsc <bytes>", "longest block that it takes over T=1")
    .option("--edc <kind>", "lrc or crc over T=1")
    .option(
      "--control <host:port>",
      "serve the control API there, which cards, keys and faults are steered by",
    )
    .option("--control-origin <origin...>", "web pages that may use the control API")
    .option(
      "--control-token <file>",
      "every caller has to send the token in this file; made where it is missing",
    )
    .option(
      "--with-personal-data",
      "of the control API: its events tell names, ID numbers and card numbers, which are masked otherwise",
    )
    .option("--json", "say where it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: ReaderOptions) => {
      const { serveReader } = await import("../run/run-reader.js");
      await serveReader(terminal, options);
    });
}
