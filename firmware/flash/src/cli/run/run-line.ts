/** `duka-flash line`: a batch file, a pattern of ports and a person become a production line. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { listSerialPorts, realClock } from "@duka/driver/reader";
import { EXIT_NO_READER, EXIT_REFUSED, type Input, type Output } from "@duka/protocol/command-line";
import { readFirmwareFolder } from "../../build/firmware-folder.js";
import { readKey } from "../../build/signature.js";
import { type Batch, batchSchema, readBatch } from "../../line/batch.js";
import { labelSvg, labelZpl } from "../../line/label.js";
import { type Guide, type LineEnd, runLine } from "../../line/line.js";
import { placesBy } from "../../line/places.js";
import { headOf, openRecords, type Records } from "../../line/records.js";
import { stationRange } from "../../line/serial-range.js";
import { unitProcesses } from "../../line/unit-process.js";
import { csvOf, type UnitRecord } from "../../line/unit-record.js";
import { unitSecrets } from "../../line/unit-secrets.js";
import { createLineTable } from "../line-table.js";
import { testerAt } from "../tester.js";

export type LineOutput = Output & { readonly input?: Input };

export type LineWords = {
  readonly batch?: string;
  readonly ports?: readonly string[];
  readonly records?: string;
  readonly csv?: string;
  readonly labels?: string;
  readonly from?: string;
  readonly to?: string;
  readonly operator?: string;
  readonly parallel: string;
  readonly units?: string;
  readonly once?: true;
  readonly json?: true;
};

export async function runLineCommand(
  words: LineWords,
  output: LineOutput,
  exit: (code: number) => void,
): Promise<void> {
  if (words.batch === undefined || words.ports === undefined)
    throw new RangeError("name a batch file with --batch and the ports with --ports");
  const file = words.batch;
  const batch = readBatch(file);
  const range = stationRange(batch.serialNumbers, numberOf("--from", words.from), numberOf("--to", words.to));
  const parallel = countOf("--parallel", words.parallel);
  const units = words.units === undefined ? undefined : countOf("--units", words.units);
  const places = placesBy(words.ports, async () =>
    (await listSerialPorts(realClock)).map(({ path }) => path),
  );
  const secrets = unitSecrets(batch);
  if (words.labels !== undefined) makeFolder(words.labels);
  const recordsFile = words.records ?? recordsBeside(file, batch, words);
  const records = openRecords(recordsFile, headOf(batch.name, range, firmwareOf(batch)), batch.serialNumbers);
  const ending = endings(output);
  const table = createLineTable(output);
  try {
    tellUnfinished(records, output);
    writeCsv(words.csv, records);
    const end = await runLine({
      batch,
      range,
      records,
      secrets,
      places,
      flashUnit: unitProcesses(jobOf(batch), ending.atOnce.signal),
      guide: guideOf(batch, output),
      clock: realClock,
      now: () => new Date(realClock.nowMs()).toISOString(),
      operator: words.operator,
      parallel,
      units,
      once: words.once === true,
      signal: ending.soon.signal,
      onChange: table.show,
      onRecord(record) {
        writeCsv(words.csv, records);
        if (words.labels !== undefined) writeLabel(words.labels, record);
      },
    });
    table.end();
    tellEnd(end, words, recordsFile, records, output);
    if (end.why === "no-board") exit(EXIT_NO_READER);
    else if (end.failedPlaces.length > 0) exit(EXIT_REFUSED);
  } finally {
    table.end();
    ending.stopListening();
    records.close();
  }
}

export function showBatchSchema(output: Output): void {
  output.out(`${JSON.stringify(batchSchema(), undefined, 2)}\n`);
}

function jobOf({ firmware, board, persona, trust }: Batch) {
  return { folder: firmware, board, persona, trust };
}

/** Read once here, so that a wrong one is told before a board is there. @returns its SHA-256 */
function firmwareOf({ firmware, board, persona, trust }: Batch): string {
  return readFirmwareFolder(firmware, {
    ...(board === undefined ? {} : { board }),
    ...(persona === undefined ? {} : { persona }),
    ...(trust === undefined ? {} : { trustedKey: readKey(trust) }),
  }).manifest.sha256;
}

/** The same station finds its own again, wherever it is started; two stations of one batch have a file each. */
function recordsBeside(file: string, batch: Batch, { from, to }: LineWords): string {
  const station =
    from === undefined && to === undefined
      ? ""
      : `.${from ?? batch.serialNumbers.from}-${to ?? batch.serialNumbers.to}`;
  return join(dirname(file), `${basename(file).replace(/\.json$/, "")}${station}.records.jsonl`);
}

/** The first Ctrl-C: no other board. The second: those at work end too. */
function endings(output: Output) {
  const soon = new AbortController();
  const atOnce = new AbortController();
  const stopListening = output.onInterrupt?.(() => {
    if (soon.signal.aborted) atOnce.abort();
    else output.tell("no other board is begun; press Ctrl-C again to end those at work\n");
    soon.abort();
  });
  return { soon, atOnce, stopListening: stopListening ?? (() => undefined) };
}

function guideOf({ guidedTest: steps = [] }: Batch, output: LineOutput): Guide | undefined {
  if (steps.length === 0) return undefined;
  if (output.input === undefined)
    throw new RangeError("a guided test needs a person: start it at a terminal");
  const tester = testerAt(output.input, output);
  return async (unit) => {
    const { guidedTest } = await import("../../line/guided-test.js");
    return guidedTest(steps, unit, tester);
  };
}

function writeCsv(file: string | undefined, { units }: Records): void {
  if (file !== undefined) write(file, csvOf(units));
}

function writeLabel(folder: string, record: UnitRecord): void {
  const { verdict, serialNumber, board, boardRevision, firmwareVersion, sha256 } = record;
  if (verdict !== "passed" || serialNumber === undefined) return;
  const label = {
    serialNumber,
    board: board ?? "",
    boardRevision,
    firmwareVersion: firmwareVersion ?? "",
    sha256: sha256 ?? "",
  };
  write(join(folder, `${serialNumber}.svg`), labelSvg(label));
  write(join(folder, `${serialNumber}.zpl`), labelZpl(label));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new RangeError(`${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new RangeError(
      `the folder ${folder} cannot be made: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function tellUnfinished(records: Records, output: Output): void {
  for (const { serialNumber, chip } of records.unfinished())
    output.tell(`${serialNumber} was given and has not passed: plug the board with chip ${chip} in again\n`);
}

const WHY: { readonly [why in LineEnd["why"]]: string } = {
  asked: "ended on request",
  units: "the wanted number has passed",
  numbers: "all numbers are given",
  once: "each board that was there has been on the line",
  "no-board": "no board is there",
};

function tellEnd(end: LineEnd, words: LineWords, file: string, records: Records, output: Output): void {
  const unfinished = records.unfinished();
  if (words.json === true) {
    output.out(`${JSON.stringify({ ...end, unfinished, records: file, units: records.units })}\n`);
    return;
  }
  const failed = end.failedPlaces.length;
  output.out(`${WHY[end.why]}: ${end.passed} passed, ${failed} failed; records in ${file}\n`);
  if (failed > 0) output.out(`again: ${retryLine(end, words)}\n`);
}

/** A line to paste. */
function retryLine({ failedPlaces }: LineEnd, words: LineWords): string {
  const given = ["batch", "records", "csv", "labels", "from", "to", "operator"] as const;
  const options = given.flatMap((name) =>
    words[name] === undefined ? [] : [`--${name}`, quoted(words[name])],
  );
  const ports = failedPlaces.map((place) => quoted(place.replace(/^serial:/, "")));
  return ["duka-flash line", ...options, "--ports", ...ports, "--once"].join(" ");
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text))
    throw new RangeError(`${option} "${text.slice(0, 40)}": expected a number of the batch`);
  return Number(text);
}

function countOf(option: string, text: string): number {
  const count = numberOf(option, text) ?? 0;
  if (count < 1) throw new RangeError(`${option} ${text}: expected 1 or more`);
  return count;
}
