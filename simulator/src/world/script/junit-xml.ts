/** Results as JUnit XML, as Jenkins and GitLab read it: a test suite, in it a test case for each scenario. */

import type { ScenarioResult } from "./run-scenario.js";
import { placeText, type ScenarioError } from "./scenario-error.js";

const PER_SECOND = 1000;

/** `time` is virtual: the same run gives the same text. */
export function junitXml(results: readonly ScenarioResult[], unread: readonly ScenarioError[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const skipped = results.filter((result) => result.skipped.length > 0).length;
  const counts = `tests="${results.length + unread.length}" failures="${failed}" errors="${unread.length}" skipped="${skipped}"`;
  const time = seconds(results.reduce((sum, { tookMs }) => sum + tookMs, 0));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${time}">`,
    `  <testsuite name="duka-sim run" ${counts} time="${time}">`,
    ...results.map(caseOf),
    ...unread.map(errorOf),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf({ file, title, seed, steps, failures, skipped, tookMs }: ScenarioResult): string {
  const did = steps.map(({ place, action, became }) => `${placeText(place)} ${action}: ${became}`);
  return [
    `    <testcase classname="${escaped(file)}" name="${escaped(title)}" file="${escaped(file)}" time="${seconds(tookMs)}">`,
    ...failures.map(({ place, message }) => {
      const text = escaped(`${placeText(place)}: ${message}`);
      return `      <failure message="${text}" type="expectation">${text}</failure>`;
    }),
    ...skippedFor(skipped),
    `      <system-out>${escaped([`seed ${seed}`, ...did].join("\n"))}</system-out>`,
    "    </testcase>",
  ].join("\n");
}

/** A test case has one at most, with all reasons in it. */
function skippedFor(reasons: ScenarioResult["skipped"]): string[] {
  if (reasons.length === 0) return [];
  const text = reasons.map(({ place, message }) => `${placeText(place)}: ${message}`).join("\n");
  return [`      <skipped message="${escaped(text)}"/>`];
}

function errorOf({ place, message }: ScenarioError): string {
  const file = escaped(place.file);
  return [
    `    <testcase classname="${file}" name="${file}" file="${file}" time="0.000">`,
    `      <error message="${escaped(message)}" type="ScenarioError">${escaped(message)}</error>`,
    "    </testcase>",
  ].join("\n");
}

function seconds(ms: number): string {
  return (ms / PER_SECOND).toFixed(3);
}

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/** XML 1.0, 2.2: other control characters, and halves of characters, may not stand in it at all. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"\n]/g, (character) => ENTITIES[character]!)
    .replace(/[^\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
