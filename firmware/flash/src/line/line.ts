/**
 * A production line: boards are flashed side by side as they are plugged in, each gets its number, is tested, and is
 * written down. It ends when it is asked to, when enough have passed, or when no number is left.
 */
import type { Clock } from "@duka/protocol/transport";
import { BoardError, FlashError } from "../base/flash-error.js";
import type { Unit } from "../build/unit.js";
import type { FlashResult, Progress } from "../flasher/flashing.js";
import type { BoardFound } from "../flasher/unit-files.js";
import type { Batch } from "./batch.js";
import type { Records } from "./records.js";
import { type Range, serialNumberOf } from "./serial-range.js";
import type { GuidedResult, UnitRecord } from "./unit-record.js";
import type { UnitSecrets } from "./unit-secrets.js";

/** What a flash asks the line while it runs. */
export type FlashQuestions = {
  /** @throws BoardError for a board that may get no number here */
  identify(found: BoardFound): Unit;
  secretOf(serialNumber: string): Uint8Array | undefined;
  progress(progress: Progress): void;
};

export type FlashUnit = (
  addresses: { readonly consoleAddress: string; readonly readerAddress: string },
  questions: FlashQuestions,
) => Promise<FlashResult>;

export type Guide = (unit: {
  readonly serialNumber: string;
  readonly readerAddress: string;
}) => Promise<readonly GuidedResult[]>;

/** A board on the line, for a person to see. */
export type PlaceState = {
  readonly place: string;
  readonly state: "working" | "testing" | "passed" | "failed";
  readonly serialNumber?: string | undefined;
  readonly progress?: Progress | undefined;
  readonly record?: UnitRecord | undefined;
};

type LineOptions = {
  readonly batch: Batch;
  readonly range: Range;
  readonly records: Records;
  readonly secrets: UnitSecrets;
  readonly places: () => Promise<readonly string[]>;
  readonly flashUnit: FlashUnit;
  /** Undefined where the batch has no guided test. */
  readonly guide: Guide | undefined;
  readonly clock: Clock;
  /** ISO 8601, UTC. */
  readonly now: () => string;
  readonly operator: string | undefined;
  /** Boards at work at the same time. */
  readonly parallel: number;
  /** It ends when so many have passed. */
  readonly units: number | undefined;
  /** It ends when each board that is there has been on it. */
  readonly once: boolean;
  /** No other board is begun; those at work are finished. */
  readonly signal: AbortSignal;
  readonly onChange: (state: PlaceState) => void;
  /** A unit is written down. */
  readonly onRecord: (record: UnitRecord) => void;
};

export type LineEnd = {
  readonly why: "asked" | "units" | "numbers" | "once" | "no-board";
  /** Of this run. */
  readonly passed: number;
  /** Places whose last board failed. */
  readonly failedPlaces: readonly string[];
};

const LOOK_EVERY_MS = 500;
/** A port that is gone for so many looks was pulled: USB ports come and go while a board restarts. */
const GONE_AFTER = 2;

export async function runLine(options: LineOptions): Promise<LineEnd> {
  const { clock, records, signal } = options;
  const onLine = new Map<string, { isDone: boolean; missed: number }>();
  const failed = new Set<string>();
  const works = new Set<Promise<void>>();
  let passed = 0;
  let numbersAreGone = false;
  /** What could not be written down: nothing is begun any more. */
  let broken: unknown;
  /** One person leads one board at a time. */
  let guiding: Promise<unknown> = Promise.resolve();

  async function work(place: string): Promise<void> {
    const record = await recordOf(place);
    records.add(record);
    if (record.verdict === "passed") {
      passed++;
      failed.delete(place);
    } else {
      failed.add(place);
      if (record.error?.code === NO_NUMBER) numbersAreGone = true;
    }
    options.onRecord(record);
    options.onChange({ place, state: record.verdict, serialNumber: record.serialNumber, record });
  }

  async function recordOf(place: string): Promise<UnitRecord> {
    const startedAt = options.now();
    let chip: string | undefined;
    let serialNumber: string | undefined;
    const readerAddress = options.batch.readers?.[place.replace(/^serial:/, "")] ?? place;
    options.onChange({ place, state: "working" });
    const ended = () => ({
      place,
      chip,
      serialNumber,
      operator: options.operator,
      startedAt,
      endedAt: options.now(),
    });
    try {
      const result = await options.flashUnit(
        { consoleAddress: place, readerAddress },
        {
          identify(found) {
            chip = found.chip;
            const unit = unitFor(found, options);
            serialNumber = unit.serialNumber;
            return unit;
          },
          secretOf: (running) => options.secrets.of(running),
          progress: (progress) => options.onChange({ place, state: "working", serialNumber, progress }),
        },
      );
      const guidedTest = await guided(result.selfTest.serialNumber, place, readerAddress);
      const { board, interpreter, boardRevision, sha256, selfTest } = result;
      return {
        verdict: guidedTest?.some((step) => !step.passed) === true ? "failed" : "passed",
        ...ended(),
        serialNumber: selfTest.serialNumber,
        board,
        interpreter,
        boardRevision,
        firmwareVersion: selfTest.firmwareVersion,
        sha256,
        selfTest,
        ...(guidedTest === undefined ? {} : { guidedTest }),
      };
    } catch (error) {
      return { verdict: "failed", ...ended(), error: errorOf(error) };
    }
  }

  function guided(
    serialNumber: string,
    place: string,
    readerAddress: string,
  ): Promise<readonly GuidedResult[] | undefined> {
    const { guide } = options;
    if (guide === undefined) return Promise.resolve(undefined);
    options.onChange({ place, state: "testing", serialNumber });
    const turn = guiding.then(() => guide({ serialNumber, readerAddress }));
    guiding = turn.catch(() => undefined);
    return turn;
  }

  function begin(place: string): void {
    const one = { isDone: false, missed: 0 };
    onLine.set(place, one);
    const promise: Promise<void> = work(place)
      .catch((error: unknown) => {
        broken ??= error;
      })
      .finally(() => {
        one.isDone = true;
        works.delete(promise);
      });
    works.add(promise);
  }

  const why = (there: readonly string[]): LineEnd["why"] | undefined => {
    if (signal.aborted) return "asked";
    if (options.units !== undefined && passed >= options.units) return "units";
    if (numbersAreGone) return "numbers";
    if (!options.once) return undefined;
    if (there.length === 0 && onLine.size === 0) return "no-board";
    return there.every((place) => onLine.get(place)?.isDone === true) ? "once" : undefined;
  };

  for (;;) {
    const there = await options.places();
    const end = broken === undefined ? why(there) : "asked";
    if (end !== undefined) {
      await Promise.all(works);
      if (broken !== undefined) throw broken;
      return { why: end, passed, failedPlaces: [...failed].sort() };
    }
    for (const [place, one] of onLine) {
      one.missed = there.includes(place) || !one.isDone ? 0 : one.missed + 1;
      if (one.missed >= GONE_AFTER) onLine.delete(place);
    }
    for (const place of there) {
      const mayBegin = options.units === undefined || passed + works.size < options.units;
      if (!onLine.has(place) && works.size < options.parallel && mayBegin) begin(place);
    }
    await pause(clock, signal);
  }
}

const NO_NUMBER = "no-number";

/** What the board is to be: what it has stays, and what it has not got is given to its chip. */
function unitFor({ chip, has }: BoardFound, options: LineOptions): Unit {
  const { batch, records, range } = options;
  const serialNumber = has.serialNumber ?? records.numberFor(chip, options.now());
  if (serialNumber === undefined)
    throw refused(
      `all numbers of this station are given (${range.from} to ${range.to})`,
      "begin a batch with numbers of its own, or give the station others with --from and --to",
      NO_NUMBER,
    );
  if (has.serialNumber !== undefined) refuseStray(has.serialNumber, chip, options);
  return {
    serialNumber,
    boardRevision: batch.boardRevision,
    consoleSecretSha256: options.secrets.hashFor(serialNumber),
  };
}

/** A number that is ours to give stands on a board that did not get it here. */
function refuseStray(serialNumber: string, chip: string, { batch, records, range }: LineOptions): void {
  const given = records.chipOf(serialNumber);
  if (given === chip) return;
  const number = serialNumberOf(batch.serialNumbers, serialNumber);
  const isOurs = number !== undefined && number >= range.from && number <= range.to;
  if (given === undefined && !isOurs) return;
  throw refused(
    given === undefined
      ? `the board has number ${serialNumber}, which this station has not given yet`
      : `the board has number ${serialNumber}, which was given to another board (chip ${given})`,
    "find out where it got it: two readers of one number must not leave the house",
    "identity",
  );
}

function refused(message: string, remedy: string, code: "identity" | typeof NO_NUMBER): BoardError {
  return new BoardError({ message, remedy, code });
}

function errorOf(error: unknown): NonNullable<UnitRecord["error"]> {
  if (error instanceof FlashError || error instanceof BoardError) {
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "failed", message, remedy: "plug the board in again" };
}

/** Until the next look, or the wish to end. */
function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = clock.after(LOOK_EVERY_MS, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
