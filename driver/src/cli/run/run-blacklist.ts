/** `duka blacklist update` and `duka blacklist show`: the list that the till has for itself. */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { realClock } from "../../base/real-clock.js";
import { blacklistFileOf, openBlacklist, updateBlacklist } from "../../centre/blacklist-file.js";
import { inBoth } from "../../explain/refusal-words.js";
import { journalFile, journalPlace } from "./journal-option.js";
import type { CentreOptions } from "./open-centre.js";
import { centreOf, type TillOptions } from "./open-till.js";

export type BlacklistOptions = Pick<TillOptions, "journal" | "json" | "lang"> &
  CentreOptions & { readonly simulated?: boolean };

const DAY_MS = 86_400_000;
const EIGHT_HOURS_MS = 8 * 3_600_000;

export async function runBlacklistUpdate(terminal: Terminal, options: BlacklistOptions): Promise<number> {
  const centre = centreOf(terminal, options, options.simulated === true);
  if (centre === undefined)
    throw rangeError(
      "name the centre with --centre and --institution",
      "请用 --centre 和 --institution 指定中心",
    );
  await updateBlacklist(centre, fileOf(terminal, options));
  return runBlacklistShow(terminal, options);
}

export async function runBlacklistShow(terminal: Terminal, options: BlacklistOptions): Promise<number> {
  const file = fileOf(terminal, options);
  const list = openBlacklist(file)();
  const known =
    list === undefined
      ? { known: false, file }
      : {
          known: true,
          file,
          asOf: chinaTime(list.asOfMs),
          ageDays: Math.max(0, Math.floor((realClock.wallMs() - list.asOfMs) / DAY_MS)),
          entries: list.size,
        };
  if (options.json === true) terminal.out(`${JSON.stringify(known)}\n`);
  else if (list === undefined)
    terminal.out(
      inBoth(
        {
          en: `no blacklist yet: ${file}; fetch it with duka blacklist update`,
          zh: `还没有黑名单：${file}；请用 duka blacklist update 下载`,
        },
        options.lang,
      ),
    );
  else
    terminal.out(
      inBoth(
        {
          en: `${known.entries} entries, as of ${known.asOf} (${known.ageDays} days old): ${file}`,
          zh: `${known.entries} 条，截至 ${known.asOf}（${known.ageDays} 天前）：${file}`,
        },
        options.lang,
      ),
    );
  return list === undefined ? EXIT_REFUSED : EXIT_DONE;
}

/** Beside the journal. @throws RangeError */
function fileOf(terminal: Terminal, { journal, simulated = false }: BlacklistOptions): string {
  return blacklistFileOf(journalFile(journalPlace(journal, terminal.env)), simulated);
}

/** Such as 2026-11-21T14:05:59+08:00. */
function chinaTime(ms: number): string {
  return `${new Date(ms + EIGHT_HOURS_MS).toISOString().slice(0, 19)}+08:00`;
}
