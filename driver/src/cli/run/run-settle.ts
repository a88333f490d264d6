/** `duka settle` and `duka waiting`: what the centre has yet to hear. */

import { EXIT_DIFFERS, EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { realClock } from "../../base/real-clock.js";
import { openSettlement, type Settlement } from "../../centre/settlement.js";
import { waitingOf } from "../../centre/waiting.js";
import type { Journal } from "../../journal/journal.js";
import { yuanText } from "../../receipt/yuan.js";
import type { CentreOptions } from "./open-centre.js";
import { centreOf, openJournalNamingDamage, profileOf, type TillOptions } from "./open-till.js";

export type SettleOptions = Pick<TillOptions, "journal" | "json" | "profile"> &
  CentreOptions & {
    readonly simulated?: boolean;
    readonly retryRefused?: boolean;
  };

export async function runSettle(terminal: Terminal, options: SettleOptions): Promise<number> {
  return withSettlement(terminal, options, async (settlement, journal) => {
    if (options.retryRefused === true) await journal.settlement.retryRefused(options.simulated === true);
    const told = await settlement.upload(true);
    if (options.json === true) terminal.out(`${JSON.stringify(told)}\n`);
    else
      terminal.out(`${told.delivered} settled, ${told.failed} to be tried again, ${told.refused} refused\n`);
    if (told.differing > 0)
      terminal.tell(`${told.differing} settled otherwise than here: see duka waiting\n`);
    if (told.differing > 0) return EXIT_DIFFERS;
    return told.failed + told.refused === 0 ? EXIT_DONE : EXIT_REFUSED;
  });
}

export async function runWaiting(terminal: Terminal, options: SettleOptions): Promise<number> {
  const simulated = options.simulated === true;
  // It is not asked, but what was mistyped is told.
  centreOf(terminal, options, simulated);
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const waiting = await waitingOf(journal, simulated);
    if (options.json === true) terminal.out(`${JSON.stringify({ waiting })}\n`);
    else
      for (const { ref, what, amountFen, reason } of waiting) {
        terminal.out(`${what.padEnd(18)} ${yuanText(amountFen).padStart(12)}  ${ref}  ${reason ?? ""}\n`);
      }
    if (!simulated && options.json !== true) await tellSimulated(terminal, journal);
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

/** Someone who tries it out on a simulated reader would wonder where the sales are. */
async function tellSimulated(terminal: Terminal, journal: Journal): Promise<void> {
  const others = (await waitingOf(journal, true)).length;
  if (others > 0) terminal.tell(`simulated and waiting too: ${others}; --simulated shows and settles them\n`);
}

async function withSettlement(
  terminal: Terminal,
  options: SettleOptions,
  work: (settlement: Settlement, journal: Journal) => Promise<number>,
): Promise<number> {
  const centre = centreOf(terminal, options, options.simulated === true);
  if (centre === undefined) throw new RangeError("name the centre with --centre and --institution");
  const journal = await openJournalNamingDamage(terminal, options);
  try {
    const { region } = profileOf(options.profile, "serial:none");
    const code = await work(openSettlement({ journal, centre, clock: realClock, region }), journal);
    if (!centre.simulated && options.json !== true) await tellSimulated(terminal, journal);
    return code;
  } finally {
    await journal.close();
  }
}
