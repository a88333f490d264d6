/** Reads a protocol position as it stands in a fault's `at`: the words that `pointText` writes. */
import { isOperation } from "@duka/protocol/centre";
import { allCommands } from "@duka/protocol/commands";
import { type ChipName, type JournalMoment, ORDINALS, POWER_ON, type Point } from "../point.js";

const MOMENTS: readonly JournalMoment[] = ["before", "before sync", "after sync"];
const NTH = `(?:(${ORDINALS.join("|")}|[0-9]{1,4}(?:st|nd|rd|th)) )?`;
/** A command that no declaration knows goes by its CLA and INS. */
const UNDECLARED = /^[0-9A-F]{2} [0-9A-F]{2}$/;

const FRAME = /^host frame ([0-9]{1,6}) to (reader|host)(?:, byte ([0-9]{1,3}))?$/;
const MEMORY = new RegExp(`^(card|PSAM) memory step ([0-9]{1,5}) of ${NTH}(.+)$`);
const JOURNAL = new RegExp(`^journal step ${NTH}([A-Za-z.]+), (.+)$`);
const CENTRE = new RegExp(`^centre ${NTH}([A-Za-z0-9]+)$`);
const CHARACTER = new RegExp(`^(PSAM )?${NTH}(.+), (command|answer) byte ([0-9]{1,5})$`);
const COMMAND = new RegExp(`^(PSAM )?${NTH}(.+)$`);

/** @throws RangeError saying what a position looks like */
export function parsePoint(at: string): Point {
  const frame = FRAME.exec(at);
  if (frame !== null) {
    const to = frame[2] === "reader" ? "reader" : "host";
    return { of: "frame", frame: fromOne(at, frame[1]), to, byte: fromOne(at, frame[3] ?? "1") };
  }
  const memory = MEMORY.exec(at);
  if (memory !== null) {
    const chip: ChipName = memory[1] === "PSAM" ? "psam" : "card";
    const [, , step, nth, command] = memory;
    return { of: "memory", chip, command: known(at, command), nth: nthOf(at, nth), step: fromOne(at, step) };
  }
  const journal = JOURNAL.exec(at);
  if (journal !== null) {
    const when = MOMENTS.find((moment) => moment === journal[3]);
    if (when === undefined) throw unread(at, `"${journal[3]}" is none of: ${MOMENTS.join(", ")}`);
    return { of: "journal", step: journal[2]!, nth: nthOf(at, journal[1]), when };
  }
  const centre = CENTRE.exec(at);
  if (centre !== null) {
    const operation = centre[2]!;
    if (!isOperation(operation))
      throw unread(at, `there is no operation "${operation}" of @duka/protocol/centre`);
    return { of: "centre", operation, nth: nthOf(at, centre[1]) };
  }
  const character = CHARACTER.exec(at);
  if (character !== null) {
    const [, psam, nth, command, part, byte] = character;
    return {
      of: "character",
      chip: psam === undefined ? "card" : "psam",
      command: known(at, command),
      nth: nthOf(at, nth),
      part: part === "command" ? "command" : "answer",
      byte: fromOne(at, byte),
    };
  }
  const [, psam, nth, command] = COMMAND.exec(at) ?? [];
  const chip = psam === undefined ? "card" : "psam";
  return { of: "command", chip, command: known(at, command), nth: nthOf(at, nth) };
}

function known(at: string, command = ""): string {
  if (command === POWER_ON || UNDECLARED.test(command)) return command;
  if (allCommands.some(({ name }) => name === command)) return command;
  const [first = ""] = /^\w+/.exec(command) ?? [];
  const near = allCommands.map(({ name }) => name).filter((name) => first !== "" && name.startsWith(first));
  const hint =
    near.length === 0 ? "its names are those of @duka/protocol/commands" : `known: ${near.join(", ")}`;
  throw unread(at, `there is no command "${command}"; ${hint}`);
}

function nthOf(at: string, word: string | undefined): number {
  if (word === undefined) return 1;
  const place = ORDINALS.indexOf(word);
  return place < 0 ? fromOne(at, word.slice(0, -2)) : place + 1;
}

function fromOne(at: string, digits = ""): number {
  const count = Number(digits);
  if (count >= 1) return count;
  throw unread(at, "positions count from 1");
}

function unread(at: string, why: string): RangeError {
  return new RangeError(
    `position "${at}": ${why}. Positions: "DEBIT FOR PURCHASE, answer byte 3", "second VERIFY", "PSAM POWER ON", ` +
      '"card memory step 4 of DEBIT FOR PURCHASE", "host frame 12 to reader, byte 5", ' +
      '"journal step intent, before sync", "centre settle"',
  );
}
