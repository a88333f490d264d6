/** The page of a campaign: its counts, what has to hold, its faults, and every failure with what happened in it. */
import { findProfile, profileNames } from "../profiles/profiles.js";
import { isSameWay, KINDS_OF_FAILURES, wayOf } from "../world/campaign/failure.js";
import { fatesOf } from "../world/campaign/fates.js";
import type { Plan } from "../world/campaign/plan.js";
import { runSession } from "../world/campaign/run-session.js";
import { isSessionLine, parseSession, replayCommand } from "../world/campaign/session.js";
import type { SessionResult } from "../world/campaign/session-result.js";
import type { Failure, Tally } from "../world/campaign/tally.js";
import { otherHolder } from "../world/other-holder.js";
import { createPersonalMask, type PersonalMask } from "../world/personal-mask.js";
import type { RecordedEvent } from "../world/record/recorded-event.js";
import { createWorldPacker } from "./pack-worlds.js";
import type { CampaignSummary, ReportedFailure } from "./report-index.js";
import { PAGE_BYTES_MAX, reportPage } from "./report-page.js";

/** Ways of failing of which the page shows what happened; each is run again for it. */
const DIAGRAMS_MAX = 10;
/** Of ways of failing: the report as JSON has all. */
const FAILURES_MAX = 500;
const LAST = "last ";

export type PageOfCampaign = {
  readonly build: string;
  readonly plan: Plan;
  readonly missing: number;
  readonly tally: Tally;
  readonly results: Iterable<SessionResult>;
  /** By failure: its line made small, where it was. */
  readonly shrunk: readonly ({ readonly line: string } | undefined)[];
  readonly version: string;
  readonly withPersonalData: boolean;
  /** True: nothing is run again any more. */
  isEnded(): boolean;
};

/** What a failure came to when it was run again. */
type SeenAgain = Omit<ReportedFailure, "world"> & { readonly recorded: readonly RecordedEvent[] };

export async function campaignPage(campaign: PageOfCampaign): Promise<string> {
  const { plan, missing, tally, shrunk, version, withPersonalData } = campaign;
  const all: SeenAgain[] = [];
  const mask = withPersonalData ? undefined : maskOfCities();
  for (const [at, failure] of tally.failures.slice(0, FAILURES_MAX).entries()) {
    const isRun = at < DIAGRAMS_MAX && !campaign.isEnded();
    all.push(await seenAgain(failure, shrunk[at]?.line ?? failure.line, isRun, mask));
  }
  const counts = summaryOf(campaign);
  const title = `duka-sim campaign, ${plan.sales} sales, seed ${plan.seed}`;
  const pageOf = (diagrams: number): string => {
    const packer = createWorldPacker();
    const failures = all.map(({ recorded, ...failure }, at): ReportedFailure => {
      const isKept = at < diagrams && recorded.length > 0;
      return { ...failure, world: isKept ? packer.add(recorded) : undefined };
    });
    return reportPage(
      {
        ...{ title, version, isWhole: missing === 0, isMasked: mask !== undefined },
        ...{ items: [], map: undefined, campaign: { ...counts, failures } },
      },
      packer.packed(),
    );
  };
  let diagrams = DIAGRAMS_MAX;
  let page = pageOf(diagrams);
  while (Buffer.byteLength(page) > PAGE_BYTES_MAX && diagrams > 0) page = pageOf(--diagrams);
  return page;
}

async function seenAgain(
  { broken, sessions, way }: Failure,
  line: string,
  isRun: boolean,
  mask: PersonalMask | undefined,
): Promise<SeenAgain> {
  const told = { sessions, replay: replayCommand(line), broken: mask?.value(broken) ?? broken };
  // What hangs would take minutes; what ended its process would end this one.
  if (!isRun || way.kind === "hung" || !isSessionLine(line))
    return { ...told, isSeenAgain: undefined, recorded: [] };
  const run = await runSession(parseSession(line), undefined, true);
  return {
    ...told,
    broken: mask === undefined ? broken : run.log.mask.value(told.broken),
    isSeenAgain: run.broken.length > 0 && isSameWay(wayOf(run.broken), way),
    recorded: mask === undefined ? run.recorded : mask.value(run.log.mask.value(run.recorded)),
  };
}

function summaryOf({
  build,
  plan,
  missing,
  tally,
  results,
}: PageOfCampaign): Omit<CampaignSummary, "failures"> {
  const { sessions, sales, apdus, manual, failures, told, hash } = tally;
  const failed = (kind: string): number =>
    failures.reduce((sum, one) => sum + (one.way.kind === kind ? one.sessions : 0), 0);
  return {
    facts: [
      ["plan", `--sales ${plan.sales} --seed ${plan.seed} --faults ${plan.faults}`],
      ["combination", plan.combination],
      ["build", build],
      ["results", hash],
    ],
    ...{ sessions, sales, apdus, missing, manual },
    invariants: KINDS_OF_FAILURES.map((kind) => [kind, failed(kind)] as const),
    told: Object.entries(told).flatMap(([what, count]) =>
      what.startsWith(LAST) ? [[what.slice(LAST.length), count] as const] : [],
    ),
    faults: fatesOf(results),
    failuresLeftOut: Math.max(failures.length - FAILURES_MAX, 0),
  };
}

/** Whoever may stand in a line of a campaign: the holders of all cities, and the other one of each. */
function maskOfCities(): PersonalMask {
  const mask = createPersonalMask();
  for (const name of profileNames) {
    const profile = findProfile(name);
    mask.addCard(profile);
    mask.addCard(otherHolder(profile));
  }
  return mask;
}
