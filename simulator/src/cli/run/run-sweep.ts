/** `duka-sim sweep`: counts for a person, or the report as JSON. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { parseSeed } from "../../world/simulated-spec.js";
import { combinationText, parseCombination } from "../../world/sweep/combination.js";
import { scenarioOf } from "../../world/sweep/scenario.js";
import { type SweepReport, sweep } from "../../world/sweep/sweep.js";

export type SweepWords = {
  readonly combination: string;
  readonly seed: string;
  readonly every: string;
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
  const report = await sweep({
    ...what,
    every: parseEvery(words.every),
    isEnded: () => isEnded,
    onRun(done, of) {
      if (terminal.isTerminal) terminal.tell(`\r${done} of ${of} cuts`);
      else if (done % TOLD_EVERY === 0) terminal.tell(`${done} of ${of} cuts\n`);
    },
  });
  stopListening();
  if (terminal.isTerminal) terminal.tell("\n");
  const title = `${scenario}, ${combinationText(combination)}, seed ${words.seed}`;
  terminal.out(
    words.json
      ? `${JSON.stringify({ sweep: title, isWhole: !isEnded, ...report }, undefined, 2)}\n`
      : reportText(title, report, isEnded),
  );
  if (report.failures.length > 0 || isEnded) exit(EXIT_REFUSED);
}

/** @throws RangeError */
function parseEvery(text: string): number {
  const every = Number(text);
  if (/^[0-9]{1,6}$/.test(text) && every >= 1 && every <= EVERY_MAX) return every;
  throw new RangeError(`--every is a whole number from 1 to ${EVERY_MAX}, not "${text.slice(0, 40)}"`);
}

function reportText(title: string, report: SweepReport, isEnded: boolean): string {
  const { positions, cuts, runs, lost, doubled, undecided, manual, reached, failures } = report;
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
