/** What a campaign came to, for a person and for a program. */
import type { Comparison } from "../world/campaign/compare.js";
import type { Plan } from "../world/campaign/plan.js";
import { replayCommand } from "../world/campaign/session.js";
import type { Failure, Tally } from "../world/campaign/tally.js";

/** More lines of failures help no one; the report as JSON has all. */
const FAILURES_SHOWN = 10;
const HASH_SHOWN = 16;

type ShrunkFailure =
  | { readonly line: string; readonly isMinimal: boolean; readonly runs: number }
  | undefined;

type Parts = {
  readonly build: string;
  readonly plan: Plan;
  /** Sessions that were not run. */
  readonly missing: number;
  readonly tally: Tally;
  /** By failure. */
  readonly shrunk: readonly ShrunkFailure[];
  readonly comparison: Comparison | undefined;
};

type ReportedFailure = Failure & { readonly shrunk?: ShrunkFailure };

type CampaignReport = Omit<Tally, "failures"> & {
  readonly build: string;
  readonly plan: Plan;
  readonly missing: number;
  readonly failures: readonly ReportedFailure[];
  readonly against?: Comparison;
};

export function reportOf({ build, plan, missing, tally, shrunk, comparison }: Parts): CampaignReport {
  const failures = tally.failures.map((failure, index) =>
    shrunk[index] === undefined ? failure : { ...failure, shrunk: shrunk[index] },
  );
  const against = comparison === undefined ? {} : { against: comparison };
  return { build, plan, missing, ...tally, failures, ...against };
}

export function reportText(report: CampaignReport): string {
  const { plan, sessions, sales, apdus, lost, doubled, undecided, manual, missing, failures, against } =
    report;
  const told = Object.entries(report.told).filter(([what]) => what.startsWith("last "));
  const sum = (counts: { readonly [what: string]: number }) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return [
    `campaign   ${plan.sales} sales, seed ${plan.seed}, faults ${plan.faults}, ${plan.combination}\n`,
    `build      ${report.build.slice(0, HASH_SHOWN)}\n`,
    `run        ${sales} sales in ${sessions} sessions, ${apdus} APDUs${missing > 0 ? `; NOT RUN: ${missing} sessions` : ""}\n`,
    `faults     ${sum(report.struck)} of ${Object.keys(report.struck).length} kinds struck, ${sum(report.missed)} missed\n`,
    `lost ${lost}, doubled ${doubled}, undecided for ever ${undecided}, for a person to close ${manual}\n`,
    "what the cashier was told at last:\n",
    ...told.map(([what, count]) => `  ${String(count).padStart(7)}  ${what.slice("last ".length)}\n`),
    `results    ${report.hash}\n`,
    ...failures.slice(0, FAILURES_SHOWN).flatMap(failureText),
    ...(failures.length > FAILURES_SHOWN
      ? [`  and ${failures.length - FAILURES_SHOWN} more: --json lists all\n`]
      : []),
    ...(against === undefined ? [] : [againstText(against)]),
  ].join("");
}

function failureText({ sessions, line, broken, shrunk }: ReportedFailure): string[] {
  return [
    `FAILED ${broken[0]}${sessions > 1 ? `, and ${sessions - 1} more in this way` : ""}\n`,
    ...broken.slice(1).map((fault) => `    ${fault}\n`),
    ...(shrunk === undefined
      ? [`  ${replayCommand(line)}\n`]
      : [
          `  ${replayCommand(shrunk.line)}\n`,
          `    ${shrunk.isMinimal ? "1-minimal: each part of it is needed" : "perhaps not minimal"}, after ${shrunk.runs} runs\n`,
        ]),
  ];
}

function againstText(against: Comparison): string {
  const { new: fresh, open, resolved } = against;
  const lines = (what: string, failures: readonly Failure[]) =>
    failures.map(({ way }) => `  ${what}: ${way.invariant}\n`);
  return [
    `against the last report: ${fresh.length} new, ${open.length} still open, ${resolved.length} resolved\n`,
    ...lines("new", fresh),
    ...lines("still open", open),
    ...lines("resolved", resolved),
  ].join("");
}
