/**
 * A till refuses a clock that is before its release (`journal/till-clock.ts`): that day is the newest of CHANGELOG.md.
 * An older one lets a clock of the year before through; a later one stops tills whose clock is right.
 */
import test from "ava";
import { readText } from "./repository.js";

const CHINA_HOURS = 8;
/** Nothing ran before the first commit; it counts until something is released. */
const FIRST_DAY = "2026-11-21";

/** What is wrong, or undefined. */
function releaseFault(changelog: string, source: string): string | undefined {
  const headings = changelog.match(/^## .*$/gm) ?? [];
  const released = headings.filter((one) => one !== "## Unreleased");
  const days = released.map((one) => /^## \d+\.\d+\.\d+ - (\d{4}-\d\d-\d\d)$/.exec(one)?.[1]);
  const undated = released[days.indexOf(undefined)];
  if (undated !== undefined) return `"${undated}" is not as "## 1.2.3 - 2026-11-21"`;
  const day = days.sort().at(-1) ?? FIRST_DAY;
  const said = /\/\*\* (\d{4}-\d\d-\d\d) in China/.exec(source)?.[1];
  const parts = /RELEASED_AT_MS = Date\.UTC\((\d+), (\d+), (\d+), (\d+)\)/.exec(source)?.slice(1).map(Number);
  if (said === undefined || parts === undefined) return "till-clock.ts does not say its day as it did";
  const [year = 0, month = 0, date = 0, hour = 0] = parts;
  const inChina = new Date(Date.UTC(year, month, date, hour + CHINA_HOURS)).toISOString();
  if (inChina !== `${said}T00:00:00.000Z`) return `the comment says ${said}, the value ${inChina}`;
  return said === day ? undefined : `till-clock.ts says ${said}, CHANGELOG.md ${day}`;
}

test("the day before which no clock can be right is that of the newest release", (t) => {
  t.is(releaseFault(readText("CHANGELOG.md"), readText("driver/src/journal/till-clock.ts")), undefined);
});

const SOURCE = "/** 2026-11-21 in China: x */\nconst RELEASED_AT_MS = Date.UTC(2026, 10, 20, 16);";
const NEXT = "/** 2027-01-02 in China: x */\nconst RELEASED_AT_MS = Date.UTC(2027, 0, 1, 16);";

for (const [what, changelog, source, fault] of [
  ["nothing was released, the first day", "## Unreleased\n", SOURCE, undefined],
  ["nothing was released, a later day", "## Unreleased\n", NEXT, /says 2027-01-02, CHANGELOG.md 2026-11-21/],
  ["a release of that day", "## Unreleased\n\n## 0.1.0 - 2027-01-02\n", NEXT, undefined],
  ["the older of two", "## 0.2.0 - 2027-01-02\n## 0.1.0 - 2026-11-21\n", SOURCE, /2026-11-21, .*2027-01-02/],
  ["a release without its day", "## 0.2.0\n", NEXT, /is not as/],
  ["a comment of another day", "## Unreleased\n", SOURCE.replace("11-21", "11-22"), /the comment says/],
  [
    "midnight somewhere else",
    "## Unreleased\n",
    SOURCE.replace("20, 16", "21, 0"),
    /the value 2026-11-21T08/,
  ],
] as const) {
  test(`release day: ${what} is ${fault === undefined ? "right" : "told"}`, (t) => {
    const told = releaseFault(changelog, source);
    if (fault === undefined) t.is(told, undefined);
    else t.regex(told ?? "", fault);
  });
}
