/** `duka-sim certify`: a reader examined, and the report as text, JSON or JUnit. */
import { writeFileSync } from "node:fs";
import { EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { whyInBoth } from "@duka/protocol/data/bilingual";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { certify, type Report } from "../../certify/certify.js";
import { findDefect } from "../../certify/defects.js";
import { openTarget } from "../../certify/open-target.js";
import { reportHtml } from "../../certify/report-html.js";
import { reportJunit } from "../../certify/report-junit.js";
import { reportText } from "../../certify/report-text.js";
import { readSigningKey, signedReport } from "../../certify/signed-report.js";
import { simulatorVersion } from "../simulator-version.js";

export type CertifyWords = {
  readonly reader: string;
  readonly format: string;
  readonly json?: true;
  readonly out?: string;
  readonly sign?: string;
  readonly defect?: string;
};

type Key = ReturnType<typeof readSigningKey>;
type Writer = (report: Report, key: Key | undefined) => string;

const KEY_BYTES_MAX = 10_000;

const FORMATS: { readonly [format: string]: Writer } = {
  text: reportText,
  junit: reportJunit,
  html: reportHtml,
  json: (report, key) =>
    `${JSON.stringify(key === undefined ? { report } : signedReport(report, key), undefined, 2)}\n`,
};

/** @throws RangeError naming the word that is wrong; Error when the reader or a file cannot be had */
export async function runCertify(
  terminal: Terminal,
  exit: (code: number) => void,
  words: CertifyWords,
): Promise<void> {
  const format = words.json ? "json" : words.format;
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (write === undefined)
    throw new RangeError(`--format is ${Object.keys(FORMATS).join(", ")}, not "${format.slice(0, 40)}"`);
  if (words.sign !== undefined && format !== "json")
    throw new RangeError("--sign signs the report as JSON: give --json too");
  const key = words.sign === undefined ? undefined : readSigningKey(pemOf(words.sign));
  const target = await openTarget(
    words.reader,
    words.defect === undefined ? undefined : findDefect(words.defect),
  );
  let report: Report;
  try {
    report = await certify(target, simulatorVersion(), (done, of) => {
      if (terminal.isTerminal) terminal.tell(`\r${done} of ${of} cases`);
    });
  } finally {
    await target.close();
  }
  if (terminal.isTerminal) terminal.tell("\n");
  const text = write(report, key);
  if (words.out === undefined) terminal.out(text);
  else writeReport(terminal, words.out, text);
  if (report.counts.failed > 0) exit(EXIT_REFUSED);
}

function pemOf(path: string): string {
  return new TextDecoder().decode(readRegularFile(path, KEY_BYTES_MAX));
}

/** A report of before is someone's: it is not written over. @throws Error naming the file */
function writeReport(terminal: Terminal, path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (cause) {
    const isThere = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    const why = isThere ? "is there already" : `cannot be written: ${whyInBoth(cause).en}`;
    throw new Error(`${path} ${why}: name another file with --out`, { cause });
  }
  terminal.tell(`report written to ${path}\n`);
}
