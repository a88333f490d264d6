/**
 * The records of a station, as JSON Lines. A serial number is written down for a chip, and is on the disk, before the
 * board is told of it: so no number is given twice, whenever the process is killed, and a board that comes again gets
 * its own. Each line is whole or, the last one, cut off by whatever ended the process.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { SerialNumbers } from "./batch.js";
import { takeLock } from "./owner-lock.js";
import { type Range, serialNumberOf, serialNumberText } from "./serial-range.js";
import type { UnitRecord } from "./unit-record.js";

const FORMAT = 1;

type Head = {
  readonly line: typeof FORMAT;
  readonly batch: string;
  readonly from: number;
  readonly to: number;
  /** SHA-256 of the firmware that all of its units get. */
  readonly firmware: string;
};

type Reserved = { readonly reserved: string; readonly chip: string; readonly at: string };

export type Records = {
  /** In the order in which they ended. */
  readonly units: readonly UnitRecord[];
  /** Given to a chip, and no unit with it has passed. */
  unfinished(): readonly { readonly serialNumber: string; readonly chip: string }[];
  /**
   * The chip's number: the one that it was given before, or the next.
   * @returns undefined when all are given
   */
  numberFor(chip: string, at: string): string | undefined;
  /** The chip that was given this number. */
  chipOf(serialNumber: string): string | undefined;
  add(record: UnitRecord): void;
  close(): void;
};

export function headOf(batch: string, { from, to }: Range, firmware: string): Head {
  return { line: FORMAT, batch, from, to, firmware };
}

/** @throws RangeError when the file is another batch's, is damaged, cannot be made, or another process has it */
export function openRecords(file: string, head: Head, numbers: SerialNumbers): Records {
  const giveBack = takeLock(file);
  try {
    return recordsIn(file, head, numbers, giveBack);
  } catch (error) {
    giveBack();
    throw error;
  }
}

function recordsIn(file: string, head: Head, numbers: SerialNumbers, giveBack: () => void): Records {
  const isNew = !existsSync(file);
  const units: UnitRecord[] = [];
  const byChip = new Map<string, string>();
  const byNumber = new Map<string, string>();
  let next = head.from;
  const descriptor = open(file);

  const reserve = ({ reserved, chip }: Reserved): void => {
    byChip.set(chip, reserved);
    byNumber.set(reserved, chip);
    next = Math.max(next, (serialNumberOf(numbers, reserved) ?? -1) + 1);
  };
  if (!isNew) {
    const { lines, bytes } = wholeLines(file);
    // Cut off while the head was written: nothing was given yet.
    if (lines.length > 0) checkHead(file, head, parsed(file, 1, lines[0] ?? "") as Partial<Head>);
    for (const [at, line] of lines.slice(1).entries()) {
      const one = parsed(file, at + 2, line) as Partial<Reserved> & { readonly unit?: UnitRecord };
      if (typeof one.reserved === "string" && typeof one.chip === "string") reserve(one as Reserved);
      else if (typeof one.unit === "object") units.push(one.unit);
      else throw damaged(file, at + 2);
    }
    truncateSync(file, bytes);
    if (lines.length === 0) append(head);
  } else {
    append(head);
    syncFolder(file);
  }

  function append(value: object): void {
    writeSync(descriptor, `${JSON.stringify(value)}\n`);
    fsyncSync(descriptor);
  }

  return {
    units,
    unfinished() {
      const passed = new Set(
        units.filter(({ verdict }) => verdict === "passed").map((unit) => unit.serialNumber),
      );
      return [...byNumber]
        .filter(([serialNumber]) => !passed.has(serialNumber))
        .map(([serialNumber, chip]) => ({ serialNumber, chip }));
    },
    numberFor(chip, at) {
      const had = byChip.get(chip);
      if (had !== undefined) return had;
      if (next > head.to) return undefined;
      const one: Reserved = { reserved: serialNumberText(numbers, next), chip, at };
      append(one);
      reserve(one);
      return one.reserved;
    },
    chipOf: (serialNumber) => byNumber.get(serialNumber),
    add(record) {
      append({ unit: record });
      units.push(record);
    },
    close() {
      closeSync(descriptor);
      giveBack();
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, "a", 0o644);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`the records ${file} cannot be written: ${why}`, { cause: error });
  }
}

function wholeLines(file: string): { readonly lines: readonly string[]; readonly bytes: number } {
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return { lines: whole.split("\n").filter((line) => line !== ""), bytes: Buffer.byteLength(whole) };
}

function checkHead(file: string, head: Head, found: Partial<Head>): void {
  if (found.line !== FORMAT) throw damaged(file, 1);
  for (const [member, what] of [
    ["batch", "batch"],
    ["from", "first number"],
    ["to", "last number"],
    ["firmware", "firmware (SHA-256)"],
  ] as const) {
    if (found[member] === head[member]) continue;
    throw new RangeError(
      `${file} has another ${what}: ${found[member]}, and not ${head[member]}; ` +
        "go on as it was begun, or begin a batch of its own, with numbers of its own",
    );
  }
}

function parsed(file: string, at: number, line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw damaged(file, at);
}

function damaged(file: string, at: number): RangeError {
  return new RangeError(
    `${file} is no file of records, or it is damaged (line ${at}): numbers could be given twice, so nothing is done; ` +
      "bring it back from a copy",
  );
}

/** Where folders can be synced: else the file itself could be gone after a power cut. */
function syncFolder(file: string): void {
  let folder: number;
  try {
    folder = openSync(dirname(file), "r");
  } catch {
    return;
  }
  try {
    fsyncSync(folder);
  } catch {
    // Windows and some network file systems cannot.
  } finally {
    closeSync(folder);
  }
}
