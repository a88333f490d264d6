/** A report as one HTML page that needs nothing beside it: to be read, printed and kept. */
import type { CaseReport, Report } from "./certify.js";

const MS = 1000;
const STYLE =
  "body{font:14px system-ui,sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;width:100%}" +
  "td,th{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}" +
  "@media(max-width:700px){body{margin:.7em}table{font-size:11px;table-layout:fixed}td,th{padding:.2em}}" +
  "@media(prefers-color-scheme:dark){body{background:#12161c;color:#e8edf4}td.failed,tr.failed{background:#4a1f1f}}" +
  ".failed{font-weight:bold;background:#fdd}.statement{border:2px solid #888;padding:.5em}";

export function reportHtml({
  reader,
  version,
  counts,
  statement,
  elapsedMs,
  outside,
  clauses,
  cases,
}: Report): string {
  const title = `Conformance of ${reader}`;
  const summary = `${counts.passed} passed, ${counts.failed} failed, ${counts.notRun} not run; ${elapsedMs / MS} s by the reader's clock; examined by duka-sim ${version}`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escaped(title)}</h1><p>${escaped(summary)}</p>`,
    `<p class="statement">${escaped(statement.en)}<br><span lang="zh">${escaped(statement.zh)}</span></p>`,
    "<h2>Cases</h2>",
    table(["case", "clause", "tier", "expected", "seen", "verdict"], cases.map(caseRow)),
    "<h2>Clauses</h2>",
    table(
      ["clause", "what", "verdict"],
      clauses.map(({ clause, what, verdict }) => row(verdict, [clause, what, verdict])),
    ),
    "<h2>Outside of this suite</h2>",
    `<ul>${outside.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul></main></body></html>`,
    "",
  ].join("\n");
}

function caseRow({ name, clause, tier, expected, seen, verdict }: CaseReport): string {
  return row(verdict, [name, clause, tier, expected, seen, verdict]);
}

function row(verdict: CaseReport["verdict"], cells: readonly string[]): string {
  const mark = verdict === "failed" ? ' class="failed"' : "";
  return `<tr${mark}>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr>\n${rows.join("\n")}\n</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
