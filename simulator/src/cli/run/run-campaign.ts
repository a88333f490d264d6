/** `duka-sim campaign`: many sessions in several processes, with progress, a journal and a report. */
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import {
  type CampaignRecord,
  campaignHead,
  openCampaignJournal,
  readCampaign,
} from "../../world/campaign/campaign-journal.js";
import { compare, type Known, replayKnown } from "../../world/campaign/compare.js";
import {
  checkedPlan,
  type Plan,
  parseShard,
  planKey,
  type Shard,
  sessionsOf,
} from "../../world/campaign/plan.js";
import { isSessionLine, parseSession, sessionLine } from "../../world/campaign/session.js";
import type { SessionResult } from "../../world/campaign/session-result.js";
import { shrink } from "../../world/campaign/shrink.js";
import { type Failure, tally } from "../../world/campaign/tally.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { buildHash } from "../../world/workers/build-hash.js";
import { type CampaignEngine, type EngineWords, openEngine } from "../campaign-engine.js";
import { checkPageFile, type PageWords, writePage } from "../campaign-html.js";
import { progressOf } from "../campaign-progress.js";
import { reportOf, reportText } from "../campaign-report.js";

export type CampaignWords = EngineWords &
  PageWords & {
    readonly sales: string;
    readonly seed: string;
    readonly faults: string;
    readonly combination: string;
    readonly shard: string;
    readonly journal: string;
    readonly resume?: true;
    readonly against?: string;
    readonly json?: true;
  };

/** So many failures are made small; others of the same way are the same defect. */
const SHRUNK_MAX = 5;

/** @throws RangeError naming the word that is wrong @throws Error when the journal cannot be used */
export async function runCampaign(
  terminal: Terminal,
  exit: (code: number) => void,
  words: CampaignWords,
): Promise<void> {
  const { faults, combination } = words;
  const plan = checkedPlan({ sales: Number(words.sales), seed: parseSeed(words.seed), faults, combination });
  const shard = parseShard(words.shard);
  checkPageFile(words);
  const build = buildHash();
  const earlier =
    words.against === undefined ? [] : tally(readCampaign(words.against).results.values()).failures;
  const resumed = words.resume ? resumable(words.journal, build, plan, shard) : undefined;
  // Before the journal is begun: without what runs its sessions there is nothing to go on with.
  const engine = await openEngine(terminal, words, { plan, shard, build });
  try {
    const keep = openCampaignJournal(words.journal, campaignHead(build, plan, shard), resumed);
    await runSessions(terminal, exit, words, { plan, shard, build, earlier, resumed, keep, engine });
  } finally {
    engine.close();
  }
}

type Prepared = {
  readonly plan: Plan;
  readonly shard: Shard;
  readonly build: string;
  readonly earlier: readonly Failure[];
  readonly resumed: CampaignRecord | undefined;
  readonly keep: (result: SessionResult) => void;
  readonly engine: CampaignEngine;
};

async function runSessions(
  terminal: Terminal,
  exit: (code: number) => void,
  words: CampaignWords,
  { plan, shard, build, earlier, resumed, keep, engine }: Prepared,
): Promise<void> {
  let isEnded = false;
  let stop: () => void = () => undefined;
  const stopListening = terminal.onInterrupt(() => {
    isEnded = true;
    stop();
  });
  const known: readonly Known[] = await replayKnown(earlier);
  for (const { failure, isOpen } of known)
    terminal.tell(`known: ${failure.way.invariant}: ${isOpen ? "still open" : "not any more"}\n`);

  const results = new Map<number, SessionResult>(resumed?.results ?? []);
  const all = sessionsOf(plan, shard);
  const left = all.filter(({ index }) => !results.has(index));
  const progress = progressOf(terminal, left.length);
  if (!isEnded) {
    const run = engine.run(left, (result) => {
      results.set(result.index, result);
      keep(result);
      progress.ran(result);
    });
    stop = run.stop;
    await run.done;
  }
  progress.end();

  const whole = tally(results.values());
  const shrunk = isEnded ? [] : await shrunkOf(terminal, whole.failures, () => isEnded);
  const parts = { build, plan, missing: all.length - results.size, tally: whole, shrunk };
  await writePage(words, { ...parts, results: results.values(), isEnded: () => isEnded });
  const report = reportOf({
    ...parts,
    comparison: words.against === undefined ? undefined : compare(known, whole.failures),
  });
  stopListening();
  terminal.out(words.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
  const isOpen = (report.against?.open.length ?? 0) > 0;
  if (report.failures.length > 0 || report.missing > 0 || isOpen) exit(EXIT_REFUSED);
}

/** @throws Error when the journal is of another campaign or build */
function resumable(file: string, build: string, plan: Plan, shard: Shard): CampaignRecord {
  const record = readCampaign(file);
  if (record.build !== build)
    throw new Error(
      `${file} is of build ${record.build.slice(0, 12)}, and this is build ${build.slice(0, 12)}: begin anew with another --journal`,
    );
  const isSame =
    planKey(build, record.plan) === planKey(build, plan) &&
    record.shard.part === shard.part &&
    record.shard.of === shard.of;
  if (!isSame)
    throw new Error(`${file} is of another campaign: sales, seed, faults, combination or shard differ`);
  return record;
}

async function shrunkOf(terminal: Terminal, failures: readonly Failure[], isEnded: () => boolean) {
  const shrunk: ({ line: string; isMinimal: boolean; runs: number } | undefined)[] = [];
  for (const { line, way } of failures.slice(0, SHRUNK_MAX)) {
    // What hangs or ends its process would take minutes a run, or this process.
    if (isEnded() || !isSessionLine(line) || way.kind === "hung") {
      shrunk.push(undefined);
      continue;
    }
    terminal.tell(`making small: ${way.invariant}\n`);
    const found = await shrink(parseSession(line), way);
    shrunk.push(found && { line: sessionLine(found.session), isMinimal: found.isMinimal, runs: found.runs });
  }
  return shrunk;
}
