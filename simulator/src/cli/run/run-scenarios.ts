/** `duka-sim run`: scenario files one after the other; a line for each, for a person, or all as JSON. */
import { writeFileSync } from "node:fs";
import { EXIT_REFUSED, EXIT_USAGE, type Terminal } from "@duka/protocol/command-line";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { createPersonalMask } from "../../world/personal-mask.js";
import { junitXml } from "../../world/script/junit-xml.js";
import { type ReadScenario, readScenario } from "../../world/script/read-scenario.js";
import { runScenario, type ScenarioFailure, type ScenarioResult } from "../../world/script/run-scenario.js";
import { placeText, ScenarioError } from "../../world/script/scenario-error.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { simulatorVersion } from "../simulator-version.js";
import type { ReaderStage, ReaderWords } from "./reader-stage.js";
import type { TraceWords } from "./write-traces.js";

export type RunWords = TraceWords &
  ReaderWords & {
    readonly junit?: string;
    readonly html?: string;
    readonly withPersonalData?: true;
    readonly seed?: string;
    readonly json?: true;
  };

/** @throws RangeError naming the word that is wrong */
export async function runScenarios(
  terminal: Terminal,
  exit: (code: number) => void,
  files: readonly string[],
  words: RunWords,
): Promise<void> {
  const seed = words.seed === undefined ? undefined : parseSeed(words.seed);
  const read = files.map(readFile);
  const stage = await stageOf(terminal, words);
  const unread = read.filter((one) => one instanceof ScenarioError);
  const results: ScenarioResult[] = [];
  const mask = createPersonalMask();
  const shown = (text: string): string => (words.withPersonalData ? text : mask.text(text));
  const isTraced = [words.pcapng, words.perfetto, words.vcd].some((word) => word !== undefined);
  const isRecorded = isTraced || words.html !== undefined;
  let isEnded = false;
  const stopListening = terminal.onInterrupt(() => {
    isEnded = true;
  });
  if (!words.json) for (const { message } of unread) terminal.tell(`${message}\n`);
  for (const one of read) {
    if (one instanceof ScenarioError || isEnded) continue;
    const options = { seed, isRecorded, characters: words.vcd !== undefined, mask };
    const result = await (stage?.run(one, options) ?? runScenario(one, options));
    results.push(result);
    if (!words.json) terminal.out(shown(resultText(result)));
  }
  stopListening();
  stage?.close();
  const skipped = results.filter((result) => result.skipped.length > 0).length;
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (words.junit !== undefined) writeFileSync(words.junit, shown(junitXml(results, unread)));
  if (words.html !== undefined) {
    const { runPage } = await import("../../report/run-page.js");
    writeFileSync(
      words.html,
      runPage(results, unread, simulatorVersion(), !isEnded, words.withPersonalData ? undefined : mask),
    );
  }
  if (isTraced) {
    const { writeTraces } = await import("./write-traces.js");
    writeTraces(terminal, words, results, words.withPersonalData ? undefined : mask);
  }
  if (words.json)
    terminal.out(shown(`${JSON.stringify(resultsJson(results, unread, isEnded), undefined, 2)}\n`));
  else
    terminal.out(
      `${results.length - skipped} scenarios run, ${failed} failed, ${skipped === 0 ? "" : `${skipped} skipped, `}${unread.length} cannot be read\n`,
    );
  if (unread.length > 0) exit(EXIT_USAGE);
  else if (failed > 0 || isEnded) exit(EXIT_REFUSED);
}

const READER_WORDS = [
  "control",
  "controlToken",
  "realCard",
  "journal",
  "passwordFile",
  "passwordStdin",
  "allowSkipped",
  "patience",
] as const satisfies readonly (keyof ReaderWords)[];

/** "real-card" */
function optionOf(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Undefined: each scenario has a simulated world of its own. */
async function stageOf(terminal: Terminal, words: RunWords): Promise<ReaderStage | undefined> {
  if (words.reader === undefined) {
    const alone = READER_WORDS.find((word) => words[word] !== undefined);
    if (alone === undefined) return undefined;
    throw new RangeError(`--${optionOf(alone)}: it is for a reader that stands there; give --reader too`);
  }
  const reported = (["html", "pcapng", "vcd", "perfetto"] as const).find((word) => words[word] !== undefined);
  if (reported !== undefined)
    throw new RangeError(
      `--${reported}: it shows the inside of simulated cards; with --reader take --junit, or record with duka … --trace`,
    );
  const { openReaderStage } = await import("./reader-stage.js");
  return openReaderStage(terminal, { ...words, reader: words.reader });
}

/** Far more than a person writes; a device has no end. */
const SCENARIO_BYTES_MAX = 1_000_000;

function readFile(file: string): ReadScenario | ScenarioError {
  try {
    return readScenario(readRegularFile(file, SCENARIO_BYTES_MAX), file);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    const place = { file, line: 1, column: 1 };
    return new ScenarioError(
      place,
      `must be a file that can be read (${code ?? message})`,
      "see its name and its rights",
    );
  }
}

function resultText({ file, title, steps, failures, skipped, seed }: ScenarioResult): string {
  const head = failures.length > 0 ? "FAILED" : skipped.length > 0 ? "skipped" : "ok    ";
  const told = [...failures, ...skipped].map(({ place, message }) => `  ${placeText(place)}: ${message}\n`);
  const again = failures.length === 0 ? "" : `  with seed ${seed}\n`;
  return `${head} ${file}: ${title} (${steps.length} steps)\n${told.join("")}${again}`;
}

function resultsJson(results: readonly ScenarioResult[], unread: readonly ScenarioError[], isEnded: boolean) {
  return {
    isWhole: !isEnded,
    scenarios: results.map(({ file, title, seed, tookMs, steps, failures, skipped }) => ({
      file,
      title,
      seed,
      passed: failures.length === 0 && skipped.length === 0,
      ...(skipped.length === 0 ? {} : { skipped: skipped.map(placed) }),
      tookMs,
      steps: steps.map(({ place, action, became, tookMs }) => ({ line: place.line, action, became, tookMs })),
      failures: failures.map(placed),
    })),
    unread: unread.map(({ place, expected, remedy }) => ({ ...place, expected, remedy })),
  };
}

function placed({ place: { line, column }, message }: ScenarioFailure) {
  return { line, column, message };
}
