/** `duka settle` and `duka waiting`: what the centre has yet to hear. */

import { EXIT_DIFFERS, EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { realClock } from "../../base/real-clock.js";
import { openSettlement, type Settlement } from "../../centre/settlement.js";
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
  return withSettlement(terminal, options, async (settlement) => {
    const waiting = await settlement.waiting();
    if (options.json === true) terminal.out(`${JSON.stringify(waiting)}\n`);
    else
      for (const { ref, what, amountFen, reason } of waiting) {
        terminal.out(`${what.padEnd(18)} ${yuanText(amountFen).padStart(12)}  ${ref}  ${reason ?? ""}\n`);
      }
    return EXIT_DONE;
  });
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
    const settlementWith = (simulated: boolean) =>
      openSettlement({ journal, centre: { ...centre, simulated }, clock: realClock, region });
    const code = await work(settlementWith(centre.simulated), journal);
    // Someone who tries it out on a simulated reader would wonder where the sales are.
    const others = centre.simulated ? 0 : (await settlementWith(true).waiting()).length;
    if (others > 0 && options.json !== true)
      terminal.tell(`simulated and waiting too: ${others}; --simulated shows and settles them\n`);
    return code;
  } finally {
    await journal.close();
  }
}
