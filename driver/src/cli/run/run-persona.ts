/** `duka persona [name]` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import type { Bilingual } from "@duka/protocol/data/bilingual";
import { inBoth } from "../../explain/refusal-words.js";
import type { DukaEscapes, PersonaChoice } from "../../reader/duka-escapes.js";
import { notADuka, type Persona } from "../../reader/reader-identity.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { withReader } from "./open-till.js";

export type PersonaOptions = {
  readonly reader?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};
export type KnownPersona = Exclude<Persona, "unknown">;

const NO_PERSONAS: Bilingual = { en: "it has no personas", zh: "没有可选的类型" };

export async function runPersona(
  terminal: Terminal,
  name: KnownPersona | undefined,
  options: PersonaOptions,
): Promise<number> {
  const choice = await withReader(terminal, options, async (reader) => {
    const { duka } = reader;
    if (duka === undefined) throw notADuka(reader.name, NO_PERSONAS);
    return name === undefined ? duka.persona() : change(duka, name);
  });
  if (options.json === true) terminal.out(`${JSON.stringify(choice)}\n`);
  else terminal.out(inBoth(wordsOf(choice), options.lang));
  return EXIT_DONE;
}

async function change(duka: DukaEscapes, name: KnownPersona): Promise<PersonaChoice> {
  const { built } = await duka.persona();
  await duka.setPersona(name);
  return { running: name, next: name, built };
}

function wordsOf({ running, next, built }: PersonaChoice): Bilingual {
  const isSame = next === running;
  return {
    en: `persona ${running}${isSame ? "" : `, ${next} after its next start`} (built as ${built})`,
    zh: `类型 ${running}${isSame ? "" : `，下次启动后为 ${next}`}（出厂为 ${built}）`,
  };
}
