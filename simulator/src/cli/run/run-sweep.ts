/** `duka-sim sweep`: counts for a person, or the report as JSON. */
import { writeFileSync } from "node:fs";
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { kindsOf } from "../../world/campaign/plan.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { combinationText, parseCombination } from "../../world/sweep/combination.js";
import { scenarioOf } from "../../world/sweep/scenario-name.js";
import { type SweepReport, sweep } from "../../world/sweep/sweep.js";
import { numberOf, parseWorkers } from "../campaign-words.js";
import { simulatorVersion } from "../simulator-version.js";

export type SweepWords = {
  readonly combination: string;
  readonly seed: string;
  readonly every: string;
  readonly at: string;
  readonly faults: string;
  readonly untilFailure?: true;
  readonly workers: string;
  readonly html?: string;
  readonly withPersonalData?: true;
  readonly json?: true;
};

const EVERY_MAX = 100_000;
/** A line of progress, where nobody watches a terminal. */
const TOLD_EVERY = 500;
/** More lines of failures help no one; the report as JSON has all. */
const FAILURES_SHOWN = 20;

/** @throws RangeError naming the word that is wrong */
export async function runSweep(
  terminal: Terminal,
  exit: (code: number) => void,
  scenario: string,
  words: SweepWords,
): Promise<void> {
  const combination = parseCombination(words.combination);
  const what = { scenario: scenarioOf(scenario), combination, seed: parseSeed(words.seed) };
  let isEnded = false;
  const stopListening = terminal.onInterrupt(() => {
    isEnded = true;
  });
  const page = words.html === undefined ? undefined : await emptyPage(words.withPersonalData === true);
  const report = await sweep({
    ...what,
    ...(page === undefined ? {} : { onResult: page.add }),
    every: numberOf("--every", words.every, EVERY_MAX),
    at: words.at,
    kinds: words.faults === "cuts" ? [] : kindsOf(words),
    untilFailure: words.untilFailure === true,
    workers: parseWorkers(words.workers),
    isEnded: () => isEnded,
    onRun(done, of) {
      if (terminal.isTerminal) terminal.tell(`\r${done} of ${of} cuts`);
      else if (done % TOLD_EVERY === 0) terminal.tell(`${done} of ${of} cuts\n`);
    },
  });
  stopListening();
  if (terminal.isTerminal) terminal.tell("\n");
  const title = `${scenario}, ${combinationText(combination)}, seed ${words.seed}`;
  if (page !== undefined) writeFileSync(words.html!, page.page(title, report, simulatorVersion(), !isEnded));
  terminal.out(
    words.json
      ? `${JSON.stringify({ sweep: title, isWhole: !isEnded, ...report }, undefined, 2)}\n`
      : reportText(title, report, isEnded),
  );
  if (report.failures.length > 0 || report.missing.length > 0 || isEnded) exit(EXIT_REFUSED);
}

async function emptyPage(withPersonalData: boolean) {
  const { createSweepPage } = await import("../../report/sweep-page.js");
  return createSweepPage(withPersonalData);
}

function reportText(title: string, report: SweepReport, isEnded: boolean): string {
  const { positions, cuts, runs, lost, doubled, undecided, manual, reached, missing, failures } = report;
  const seams = Object.entries(positions).map(([of, count]) => `${of} ${count}`);
  const told = Object.entries(reached)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, count]) => `  ${String(count).padStart(6)}  ${what}\n`);
  const shown = failures.slice(0, FAILURES_SHOWN);
  return [
    `${title}${isEnded ? ": ended before all was run" : ""}\n`,
    `positions  ${seams.join(", ")}\n`,
    `runs       ${runs}, of ${cuts} cuts and one without\n`,
    `lost ${lost}, doubled ${doubled}, undecided for ever ${undecided}, for a person to close ${manual}\n`,
    "what the cashier was told:\n",
    ...told,
    ...missing.map((fact) => `FAILED never reached: ${fact}\n`),
    ...(failures.length === 0 ? [] : [`FAILED ${failures.length} runs:\n`]),
    ...shown.flatMap(({ replay, broken }) => [
      `  duka-sim replay '${replay}'\n`,
      ...broken.map((fault) => `    ${fault}\n`),
    ]),
    ...(failures.length > shown.length
      ? [`  and ${failures.length - shown.length} more: --json lists all\n`]
      : []),
  ].join("");
}
