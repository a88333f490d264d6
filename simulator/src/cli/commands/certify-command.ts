/** `duka-sim certify` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { CertifyWords } from "../run/run-certify.js";

const EXAMPLES = `
Examples:
  duka-sim certify --reader sim:pos
  duka-sim certify --reader serial:/dev/ttyACM0 --format junit --out report.xml
  duka-sim certify --reader pcsc: --json --sign key.pem > report.json
  duka-sim certify --reader sim: --defect no-warm-reset

What is run depends on what is in the slot: nothing, any card, or (sim: alone) the simulator's cards of known behaviour. Cases
that could not run are named. Exit code 1: a case failed; 3: no reader. It is a report of what was seen; no one is certified by it.`;

export function certifyCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("certify")
    .description(
      "examine a reader by the clauses of CCID, ISO/IEC 7816-3 and PC/SC, and report what was seen",
    )
    .requiredOption(
      "--reader <address>",
      "sim:[pos|pinpad|sec1210], serial:PORT, tcp://HOST:PORT or pcsc:NAME",
    )
    .option("--format <format>", "text, json, junit or html", "text")
    .option("--json", "as --format json")
    .option("--out <file>", "write the report to this file, which must not be there yet")
    .option("--sign <key>", "sign the report with this Ed25519 key (PEM); with --json alone")
    .option("--defect <name>", "a simulated reader or card with this defect, to see that it is found")
    .addHelpText("after", EXAMPLES)
    .action(async (options: CertifyWords) => {
      const { runCertify } = await import("../run/run-certify.js");
      await runCertify(terminal, exit, options);
    });
}
