/** A report as JUnit XML, for whatever collects the results of tests. */
import type { CaseReport, Report } from "./certify.js";

const MS = 1000;

export function reportJunit({ reader, counts, elapsedMs, statement, cases }: Report): string {
  const numbers = `tests="${cases.length}" failures="${counts.failed}" skipped="${counts.notRun}" time="${elapsedMs / MS}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name=${quoted(`conformance of ${reader}`)} ${numbers}>`,
    "  <properties>",
    `    <property name="statement" value=${quoted(statement.en)}/>`,
    `    <property name="statement-zh" value=${quoted(statement.zh)}/>`,
    "  </properties>",
    ...cases.flatMap(caseLines),
    "</testsuite>",
    "",
  ].join("\n");
}

function caseLines({ name, clause, verdict, expected, seen, elapsedMs }: CaseReport): readonly string[] {
  const head = `  <testcase classname=${quoted(clause)} name=${quoted(`${name}: ${expected}`)} time="${elapsedMs / MS}"`;
  if (verdict === "passed") return [`${head}/>`];
  const what = verdict === "failed" ? "failure" : "skipped";
  return [`${head}>`, `    <${what} message=${quoted(seen)}/>`, "  </testcase>"];
}

/** What XML cannot hold at all is left out. */
function quoted(text: string): string {
  const clean = text.replace(/[^\t\n\r\u0020-\uFFFD]/g, "");
  const escaped = clean.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return `"${escaped.replaceAll("\n", "&#10;")}"`;
}
