/** `duka-sim merge`: several journals, one report. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { readCampaign } from "../../world/campaign/campaign-journal.js";
import { mergeShards } from "../../world/campaign/merge.js";
import { tally } from "../../world/campaign/tally.js";
import { type PageWords, writePage } from "../campaign-html.js";
import { reportOf, reportText } from "../campaign-report.js";

export type MergeWords = PageWords & { readonly json?: true };

/** @throws Error when they are not of one campaign and one build */
export async function runMerge(
  terminal: Terminal,
  exit: (code: number) => void,
  files: readonly string[],
  words: MergeWords,
): Promise<void> {
  const records = files.map((file) => [file, readCampaign(file)] as const);
  const { results, missing } = mergeShards(records);
  const { build, plan } = records[0]![1];
  const whole = tally(results);
  const parts = { build, plan, missing, tally: whole, shrunk: [] };
  const report = reportOf({ ...parts, comparison: undefined });
  await writePage(words, { ...parts, results, isEnded: () => false });
  terminal.out(words.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  if (missing > 0 || report.failures.length > 0) exit(EXIT_REFUSED);
}
