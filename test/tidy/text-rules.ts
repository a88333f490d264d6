/** What may stand in no file of the repository, and the few files that an exception is named for. */
import { codeOnly } from "./tokens.js";

type Fault = { readonly line: number; readonly message: string };

type LineRule = { readonly pattern: RegExp; readonly message: string };

/** Looked for in every text file. The words are put together here so that this file keeps its own rules. */
const ANY_TEXT: readonly LineRule[] = [
  {
    pattern: word("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"),
    message: "unfinished: finish it, or leave it out",
  },
  {
    pattern: new RegExp(
      `(^|[\\s"'\`(=])(/ho${""}me/|/Use${""}rs/|/ro${""}ot/|/wo${""}rk/|[A-Z]:\\\\+Use${""}rs)`,
    ),
    message: "a path of one machine",
  },
  { pattern: /^(<{7}|>{7}|={7})( |$)/, message: "a conflict that was not resolved" },
];

/** Looked for in code: strings and comments do not count. */
const ANY_CODE: readonly LineRule[] = [
  { pattern: /\bas any\b|:\s*any\b|<any>|\bany\[\]/, message: "any: say what it is, or unknown" },
  { pattern: /\bcatch\s*(\([^)]*\))?\s*\{\s*\}/, message: "an empty catch: say what is done about it" },
  { pattern: /\bMath\.random\b/, message: "Math.random: use the seeded generator" },
  { pattern: /\bdebugger\b/, message: "debugger" },
];

/** `@ts-expect-error` is no such thing in a test of types: there it says what must not compile. */
const COMMENTS: readonly LineRule[] = [
  { pattern: /@ts-(ignore|nocheck)/, message: "a type error is switched off: mend the type" },
];

const SHIPPED_COMMENTS: readonly LineRule[] = [
  { pattern: /@ts-expect-error/, message: "a type error is expected: mend the type" },
];

const TESTS: readonly LineRule[] = [
  {
    pattern: /\b(test|t)(\.serial)?\.(only|skip|todo|failing)\b/,
    message: "every test runs: no only, skip, todo, failing",
  },
];

/** The world's time and what waits for it. */
const WALL_CLOCK: LineRule = {
  pattern:
    /\bDate\.now\b|\bnew Date\(\s*\)|\bprocess\.hrtime\b|\bperformance\.|(?<![.\w])(setTimeout|setInterval)\s*\(/,
  message: "a clock of its own: take the Clock that is passed in",
};

/** A turn of the event loop is no time, but shipped code that needs one has a clock to ask. */
const TURN: LineRule = {
  pattern: /(?<![.\w])setImmediate\s*\(/,
  message: "a turn of the event loop: take the Clock that is passed in",
};

/** @param mayReadClock the file is one of those that stand between the program and the machine's clock */
export function faultsOf(file: string, text: string, mayReadClock: boolean): Fault[] {
  const faults = search(text, ANY_TEXT);
  if (!/\.(ts|js)$/.test(file)) return faults;
  const code = codeOnly(text);
  faults.push(...search(text, COMMENTS), ...search(code, ANY_CODE));
  if (!file.startsWith("test/")) {
    faults.push(...search(text, SHIPPED_COMMENTS));
    if (!mayReadClock) faults.push(...search(code, [TURN]));
  }
  if (/\.test\.ts$/.test(file)) faults.push(...search(code, TESTS));
  if (!mayReadClock) faults.push(...search(code, [WALL_CLOCK]));
  return faults.sort((a, b) => a.line - b.line);
}

/** A name that says nothing about what is inside. */
export function nameFault(file: string): string | undefined {
  const empty = /(^|[/.-])(utils?|helpers?|managers?|common|misc|stuff|(?<![-.])services?)(?=[/.-])/.exec(
    file,
  );
  return empty === null ? undefined : `${file}: "${empty[2]}" does not say what is inside`;
}

function search(text: string, rules: readonly LineRule[]): Fault[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      rules
        .filter((rule) => rule.pattern.test(line))
        .map((rule) => ({ line: index + 1, message: rule.message })),
    );
}

function word(...words: string[]): RegExp {
  return new RegExp(`\\b(${words.join("|")})\\b`);
}
