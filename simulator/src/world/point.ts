/**
 * A protocol position: where in a sale something happens, said in the words of the protocols and not by an index that
 * moves with every change. "second VERIFY, answer byte 3" is the same byte of the same sale in every build.
 */

export type ChipName = "card" | "psam";
export type JournalMoment = "before" | "before sync" | "after sync";

export type Point =
  /** A character on the card line, of a command or its answer: procedure bytes and GET RESPONSE count too. From 1. */
  | {
      readonly of: "character";
      readonly chip: ChipName;
      readonly command: string;
      readonly nth: number;
      readonly part: "command" | "answer";
      readonly byte: number;
    }
  /** The chip has the whole command, and has done nothing. */
  | { readonly of: "command"; readonly chip: ChipName; readonly command: string; readonly nth: number }
  /** One cell of its memory is to be written, from 1 within the command. */
  | {
      readonly of: "memory";
      readonly chip: ChipName;
      readonly command: string;
      readonly nth: number;
      readonly step: number;
    }
  /** A byte of the host line; frames and bytes are counted from 1 in each direction, NAKs and repetitions too. */
  | { readonly of: "frame"; readonly frame: number; readonly to: "reader" | "host"; readonly byte: number }
  | { readonly of: "journal"; readonly step: string; readonly nth: number; readonly when: JournalMoment }
  | { readonly of: "centre"; readonly operation: string; readonly nth: number };

/** The command of a point that is a chip's power-on. */
export const POWER_ON = "POWER ON";

export const ORDINALS = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
];

/** In the words of a fault's `at`. */
export function pointText(point: Point): string {
  switch (point.of) {
    case "character":
      return `${commandText(point)}, ${point.part} byte ${point.byte}`;
    case "command":
      return commandText(point);
    case "memory":
      return `${point.chip === "card" ? "card" : "PSAM"} memory step ${point.step} of ${nthText(point.nth)}${point.command}`;
    case "frame":
      return `host frame ${point.frame} to ${point.to}, byte ${point.byte}`;
    case "journal":
      return `journal step ${nthText(point.nth)}${point.step}, ${point.when}`;
    case "centre":
      return `centre ${nthText(point.nth)}${point.operation}`;
  }
}

function commandText({ chip, nth, command }: Extract<Point, { of: "command" | "character" }>): string {
  return `${chip === "psam" ? "PSAM " : ""}${nthText(nth)}${command}`;
}

/** The first one needs no word. */
function nthText(nth: number): string {
  if (nth === 1) return "";
  return `${ORDINALS[nth - 1] ?? `${nth}th`} `;
}
