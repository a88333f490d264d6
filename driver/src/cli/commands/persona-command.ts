/** `duka persona [name]` */
import { Argument, Command, type Terminal } from "@duka/protocol/command-line";
import type { KnownPersona, PersonaOptions } from "../run/run-persona.js";
import { jsonOption, languageOption } from "./options.js";

const NAMES: readonly KnownPersona[] = ["pos", "pinpad", "sec1210"];

export function personaCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("persona")
    .description("say which stock reader type a Duka behaves as, or make it another one for all later starts")
    .addArgument(new Argument("[name]", "the new one").choices(NAMES))
    .option(
      "--reader <address>",
      "serial:PORT, tcp://HOST:PORT or sim: (default: $DUKA_READER, or the one found)",
    )
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nThe reader restarts. Stock PC/SC has to be told the new type: duka-flash pcsc-conf --persona NAME" +
        "\n\nExamples:\n  duka persona --reader serial:/dev/ttyACM0\n  duka persona pinpad --reader serial:/dev/ttyACM0",
    )
    .action(async (name: KnownPersona | undefined, options: PersonaOptions) => {
      const { runPersona } = await import("../run/run-persona.js");
      exit(await runPersona(terminal, name, options));
    });
}
