/** `duka persona [name]` */
import { Argument, Command } from "commander";
import { ReaderError } from "../base/errors.js";
import type { DukaEscapes, PersonaChoice } from "../reader/duka-escapes.js";
import type { Persona } from "../reader/reader-identity.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE } from "./exit-code.js";
import { jsonOption, withReader } from "./till-options.js";

type PersonaOptions = { readonly reader?: string; readonly json?: boolean };
type Known = Exclude<Persona, "unknown">;

const NAMES: readonly Known[] = ["pos", "pinpad", "sec1210"];

export function personaCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("persona")
    .description("say which stock reader type a Duka behaves as, or make it another one for all later starts")
    .addArgument(new Argument("[name]", "the new one").choices(NAMES))
    .option(
      "--reader <address>",
      "serial:PORT, tcp://HOST:PORT or sim: (default: $DUKA_READER, or the one found)",
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nThe reader restarts. Stock PC/SC has to be told the new type: duka-flash pcsc-conf --persona NAME" +
        "\n\nExamples:\n  duka persona --reader serial:/dev/ttyACM0\n  duka persona pinpad --reader serial:/dev/ttyACM0",
    )
    .action(async (name: Known | undefined, options: PersonaOptions) => {
      const choice = await withReader(terminal, options, async (reader) => {
        const duka = reader.duka ?? notADuka(reader.name);
        return name === undefined ? duka.persona() : change(duka, name);
      });
      if (options.json === true) terminal.out(`${JSON.stringify(choice)}\n`);
      else terminal.out(`${textOf(choice)}\n`);
      exit(EXIT_DONE);
    });
}

async function change(duka: DukaEscapes, name: Known): Promise<PersonaChoice> {
  const { built } = await duka.persona();
  await duka.setPersona(name);
  return { running: name, next: name, built };
}

function textOf({ running, next, built }: PersonaChoice): string {
  const later = next === running ? "" : `, ${next} after its next start`;
  return `persona ${running}${later} (built as ${built})`;
}

function notADuka(name: string): never {
  throw new ReaderError({
    message: `${name} is no Duka on a line of its own: it has no personas`,
    code: "unsupported",
    layer: "ccid",
    delivery: "not-sent",
    remedy: "name a Duka by serial:, tcp:// or sim:, not through PC/SC",
  });
}
