/** The till that `duka serve` opens for programs and pages, and closes after them. */
import type { Terminal } from "@duka/protocol/command-line";
import { configuredReaders } from "../../link/address.js";
import type { ServeTill } from "../../serve/serve-methods.js";
import { programVersion } from "../version.js";
import {
  addressOf,
  blacklistAt,
  centreOf,
  citiesOfTill,
  openJournalNamingDamage,
  type TillOptions,
  waitingOf,
} from "./open-till.js";
import { isRehearsal } from "./rehearsal.js";
import { readerOpener } from "./trace-file.js";

/** @throws RangeError for options that do not fit; JournalError; whatever `work` throws */
export async function withServedTill<T>(
  terminal: Terminal,
  options: TillOptions,
  work: (till: Omit<ServeTill, "send">) => Promise<T>,
): Promise<T> {
  const named = options.reader ?? terminal.env.DUKA_READER ?? "";
  const simulated = isRehearsal(terminal, options);
  const profile = citiesOfTill(options.profile, named);
  const centre = centreOf(terminal, options, simulated);
  const readers = readerOpener(options, terminal.tell);
  try {
    const journal = await openJournalNamingDamage(terminal, options);
    try {
      return await work({
        version: programVersion(),
        journal,
        simulated,
        allowApdu: options.allowApdu === true,
        tellEvents: options.events === true,
        configured: readersOf(terminal, options),
        openReader: async () => readers.open(await addressOf(terminal, options.reader, options.profile)),
        account: {
          profile,
          language: options.lang === "zh" ? "zh" : "en",
          pinPad: options.pinPad === true,
          ...waitingOf(options.waitCard),
          ...blacklistAt(journal.name, simulated),
          ...(centre === undefined ? {} : { centre }),
        },
      });
    } finally {
      await journal.close();
    }
  } finally {
    readers.close();
  }
}

/** Its own first: with `--reader` that is none of the environment's. */
function readersOf(terminal: Terminal, { reader }: Pick<TillOptions, "reader">): readonly string[] {
  const own = reader === undefined ? [] : [reader];
  return [...new Set([...own, ...configuredReaders(terminal.env)])];
}
