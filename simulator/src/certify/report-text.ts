/** A report for a person: failures and what did not run by name, and a line for each tier. */
import type { CaseReport, Report } from "./certify.js";

const TIERS = ["no card", "any card", "scripted card"] as const;

export function reportText(report: Report): string {
  const { reader, version, counts, statement, elapsedMs, outside, clauses, cases } = report;
  const failed = cases.filter(({ verdict }) => verdict === "failed");
  const notRun = cases.filter(({ verdict }) => verdict === "not run");
  return [
    `Conformance of ${reader}, examined by duka-sim ${version}`,
    statement.en,
    statement.zh,
    "",
    ...TIERS.map((tier) => `${tier.padEnd(14)} ${countsOf(cases.filter((one) => one.tier === tier))}`),
    `${"all".padEnd(14)} ${counts.passed} passed, ${counts.failed} failed, ${counts.notRun} not run; ${(elapsedMs / 1000).toFixed(1)} s by the reader's clock`,
    "",
    ...failed.flatMap(failureLines),
    "Clauses:",
    ...clauses.map(({ clause, what, verdict }) => `  ${verdict.padEnd(7)}  ${clause}: ${what}`),
    "",
    ...(notRun.length === 0 ? [] : ["Not run:"]),
    ...notRun.map(({ name, clause, seen }) => `  ${name} (${clause}): ${seen}`),
    "Outside of this suite:",
    ...outside.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function countsOf(cases: readonly CaseReport[]): string {
  const count = (wanted: CaseReport["verdict"]) => cases.filter(({ verdict }) => verdict === wanted).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("not run")} not run`;
}

function failureLines({ name, clause, expected, seen }: CaseReport): readonly string[] {
  return [`FAILED ${name} (${clause})`, `  expected  ${expected}`, `  seen      ${seen}`, ""];
}
