/** `duka-sim merge`: several journals, one report. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { readCampaign } from "../../world/campaign/campaign-journal.js";
import { mergeShards } from "../../world/campaign/merge.js";
import { tally } from "../../world/campaign/tally.js";
import { reportOf, reportText } from "../campaign-report.js";

/** @throws Error when they are not of one campaign and one build */
export async function runMerge(
  terminal: Terminal,
  exit: (code: number) => void,
  files: readonly string[],
  { json }: { readonly json?: true },
): Promise<void> {
  const records = files.map((file) => [file, readCampaign(file)] as const);
  const { results, missing } = mergeShards(records);
  const { build, plan } = records[0]![1];
  const report = reportOf({ build, plan, missing, tally: tally(results), shrunk: [], comparison: undefined });
  terminal.out(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  if (missing > 0 || report.failures.length > 0) exit(EXIT_REFUSED);
}
