/** The table of reason codes in the driver's README, made from the list itself. */
import { REASONS } from "@duka/driver/base/reason-code";

const BEGIN = "<!-- reasons: written by node test/dist/tidy/write-reasons.js -->\n";
const END = "<!-- /reasons -->\n";

function reasonTable(): string {
  const rows = Object.entries(REASONS).map(
    ([code, { cause, remedy }]) =>
      `| \`${code}\` | ${cause.en} | ${remedy.en} | ${cause.zh}；${remedy.zh} |\n`,
  );
  return `| code | means | what to do | 中文 |\n|---|---|---|---|\n${rows.join("")}`;
}

/** @throws RangeError for a page without its place */
export function withReasonTable(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError("the README has no place for the reason codes");
  return `${page.slice(0, from + BEGIN.length)}${reasonTable()}${page.slice(to)}`;
}
