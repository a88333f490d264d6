/** `duka persona [name]` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { ReaderError } from "../../base/errors.js";
import { REMEDIES } from "../../base/remedies.js";
import type { DukaEscapes, PersonaChoice } from "../../reader/duka-escapes.js";
import type { Persona } from "../../reader/reader-identity.js";
import { withReader } from "./open-till.js";

export type PersonaOptions = { readonly reader?: string; readonly json?: boolean };
export type KnownPersona = Exclude<Persona, "unknown">;

export async function runPersona(
  terminal: Terminal,
  name: KnownPersona | undefined,
  options: PersonaOptions,
): Promise<number> {
  const choice = await withReader(terminal, options, async (reader) => {
    const duka = reader.duka ?? notADuka(reader.name);
    return name === undefined ? duka.persona() : change(duka, name);
  });
  if (options.json === true) terminal.out(`${JSON.stringify(choice)}\n`);
  else terminal.out(`${textOf(choice)}\n`);
  return EXIT_DONE;
}

async function change(duka: DukaEscapes, name: KnownPersona): Promise<PersonaChoice> {
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
    remedy: REMEDIES["name-a-duka"],
  });
}
