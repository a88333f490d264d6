/** A report as one HTML page that needs nothing beside it: to be read, printed and kept. */
import type { CaseReport, Report } from "./certify.js";

const MS = 1000;
/** Below this width six columns are no longer read: each row is a card, its cells named by their heads. */
const TELEPHONE = "@media screen and (max-width:700px)";
const STYLE =
  "body{font:14px system-ui,sans-serif;margin:2em;max-width:85em}table{border-collapse:collapse;width:100%}" +
  "td,th{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top}" +
  "td{overflow-wrap:anywhere}td:not([data-head=seen]){overflow-wrap:break-word}td[data-head=expected]{min-width:18em}" +
  ".failed{font-weight:bold;background:#fdd}.statement{border:2px solid #888;padding:.5em}" +
  `${TELEPHONE}{body{margin:.8em;font-size:15px}h1{font-size:1.4em;overflow-wrap:anywhere}table,tbody{display:block}` +
  "tr{display:grid;grid-template-columns:1fr auto;gap:.2em .8em;border:1px solid #888;border-radius:.4em;" +
  "padding:.6em .7em;margin-bottom:.6em}tr.heads{display:none}td{border:0;padding:0;min-width:0!important;overflow-wrap:anywhere!important;grid-column:1/-1}" +
  "td::before{content:attr(data-head) ': ';color:#555}td.name{grid-column:1;font-weight:bold}" +
  "td.verdict{grid-area:1/2;white-space:nowrap}td.name::before,td.verdict::before{content:none}" +
  "tr.failed td{font-weight:normal}tr.failed td.name,tr.failed td.verdict{font-weight:bold}}" +
  "@media(prefers-color-scheme:dark){body{background:#12161c;color:#e8edf4}td::before{color:#aab4c0!important}" +
  "tr.failed{background:#4a1f1f}}";

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
    table(
      ["case", "clause", "tier", "expected", "seen", "verdict"],
      cases.map(({ name, clause, tier, expected, seen, verdict }) => ({
        verdict,
        cells: [name, clause, tier, expected, seen, verdict],
      })),
    ),
    "<h2>Clauses</h2>",
    table(
      ["clause", "what", "verdict"],
      clauses.map(({ clause, what, verdict }) => ({ verdict, cells: [clause, what, verdict] })),
    ),
    "<h2>Outside of this suite</h2>",
    `<ul>${outside.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul></main></body></html>`,
    "",
  ].join("\n");
}

type Row = { readonly verdict: CaseReport["verdict"]; readonly cells: readonly string[] };

/** The first column names the row, the last is its verdict. */
function table(heads: readonly string[], rows: readonly Row[]): string {
  const classes = heads.map((_, at) =>
    at === 0 ? ' class="name"' : at === heads.length - 1 ? ' class="verdict"' : "",
  );
  const row = ({ verdict, cells }: Row): string => {
    const mark = verdict === "failed" ? ' class="failed"' : "";
    const told = cells.map((cell, at) => `<td${classes[at]} data-head="${heads[at]}">${escaped(cell)}</td>`);
    return `<tr${mark}>${told.join("")}</tr>`;
  };
  const head = `<tr class="heads">${heads.map((text) => `<th scope="col">${text}</th>`).join("")}</tr>`;
  return `<table>${head}\n${rows.map(row).join("\n")}\n</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
