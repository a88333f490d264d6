/**
 * Faults as data: one closed vocabulary. What goes wrong, and at which protocol position; each strikes once, the first
 * time that the run comes there.
 */
import { type DataOf, type JsonSchema, jsonSchemaOf, readData } from "@duka/protocol/data/read-data";
import {
  described,
  flag,
  integer,
  listOf,
  members,
  oneOf,
  withRules,
  words,
} from "@duka/protocol/data/values";
import type { JournalMoment, Point } from "../point.js";
import { parsePoint } from "./parse-point.js";

type Place = Point["of"];
const ANYWHERE: readonly Place[] = ["character", "command", "memory", "frame", "journal", "centre"];

/** Each kind with the positions at which it can strike, and what it does. */
export const FAULT_KINDS = {
  "byte-lost": { at: ["character", "frame"], does: "the byte never arrives" },
  "byte-flipped": { at: ["character", "frame"], does: "`bits` of the byte are turned" },
  "byte-doubled": { at: ["frame"], does: "the byte arrives twice" },
  "byte-delayed": { at: ["frame"], does: "the byte, and all behind it, arrive `ms` later" },
  "noise-burst": {
    at: ["frame"],
    does: "both wires of the cable are disturbed: the byte is another one, and the reader's input overflows with `bytes` bytes of noise, 3000 unless given",
  },
  "parity-error": { at: ["character"], does: "the character arrives with wrong parity" },
  "cable-out": { at: ANYWHERE, does: "the cable is pulled; put back after `ms`" },
  "reader-restarted": { at: ANYWHERE, does: "the reader loses its power and has it again at once" },
  "reader-browned-out": { at: ANYWHERE, does: "the reader has no power for `ms`" },
  "card-mute": {
    at: ["command"],
    does: "the chip does not do the command and is silent until its next reset",
  },
  "answer-withheld": {
    at: ["command"],
    does: "the chip does the command and is silent until its next reset",
  },
  "card-slow": { at: ["command"], does: "the chip computes for `ms` (NULL bytes, or WTX of T=1)" },
  "card-removed": { at: ANYWHERE, does: "the card is pulled; put back after `ms`" },
  "card-swapped": {
    at: ANYWHERE,
    does: "another card of the city stands in the slot; the first one back after `ms`",
  },
  "psam-removed": { at: ANYWHERE, does: "the PSAM is pulled; put back after `ms`" },
  "memory-torn": {
    at: ["memory"],
    does: "power goes while the cell is written: it is left with `left`, or as it was; the chip is silent until its next reset",
  },
  "disk-full": { at: ["journal"], when: "before", does: "the disk has no room for the step" },
  "sync-failed": {
    at: ["journal"],
    when: "before",
    does: "the sync fails; with `kept` what was written is there all the same",
  },
  "process-killed": {
    at: ANYWHERE,
    does: "the till's process and its machine die: of what was not synced `bytes` bytes are on the disk",
  },
  "centre-down": { at: ["centre"], does: "the centre cannot be reached for this call" },
  "centre-slow": { at: ["centre"], does: "the centre answers `ms` later" },
  "centre-500": { at: ["centre"], does: "the centre fails with status 500 and has done nothing" },
  "answer-lost": { at: ["centre"], does: "the centre does it, and its answer is lost" },
  "answered-twice": { at: ["centre"], does: "the request arrives twice, and is answered twice" },
  "wrong-mac": { at: ["centre"], does: "a bit of the MAC in the answer is wrong" },
  "clock-jumped": { at: ANYWHERE, does: "the till's date jumps by `ms`, back if it is negative" },
} as const satisfies {
  readonly [kind: string]: {
    readonly at: readonly Place[];
    /** At which moment of a journal's step, where it is one. */
    readonly when?: JournalMoment;
    readonly does: string;
  };
};

export type FaultKind = keyof typeof FAULT_KINDS;

const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];
const YEAR_MS = 366 * 24 * 3_600_000;

export const faultShape = members({
  kind: described(oneOf(...KINDS), KINDS.map((kind) => `${kind}: ${FAULT_KINDS[kind].does}`).join("; ")),
  at: described(words, 'the position, such as "second VERIFY, answer byte 3"; see the README'),
  ms: described(integer(-YEAR_MS, YEAR_MS), "how long it lasts, or by how much").optional(),
  bits: described(integer(1, 255), "which bits are turned; 1 by default").optional(),
  left: described(integer(0, 0xffffffff), "what the cell is left with").optional(),
  kept: described(flag, "what was written is there, though its sync failed").optional(),
  bytes: described(
    integer(0, 1_000_000),
    "of a killed process: how many bytes that were not synced are on the disk, 0 by default; of noise: how many",
  ).optional(),
});

const FAULTS_MAX = 1000;
const faultList = listOf(faultShape, 0, FAULTS_MAX);

/** The same, with the position and what may strike there as a rule of its own: a reader of files tells the place. */
export const placedFaults = listOf(
  withRules(faultShape, (fault) => {
    try {
      pointOf(fault);
      return [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [{ path: ["at"], message: `does not fit: ${error.message}` }];
    }
  }),
  1,
  FAULTS_MAX,
);

export type Fault = DataOf<typeof faultShape>;

/**
 * Reads faults from outside: a file, a command line, a test.
 * @throws RangeError naming the fault and what it must be
 */
export function readFaults(value: unknown): readonly Fault[] {
  const faults = readData(faultList, value, "faults");
  for (const fault of faults) pointOf(fault);
  return faults;
}

/** Where it strikes. @throws RangeError when there is no such position, or the kind cannot strike there */
export function pointOf({ kind, at }: Fault): Point {
  const point = parsePoint(at);
  if (canStrike(kind, point)) return point;
  const places: readonly Place[] = FAULT_KINDS[kind].at;
  if (places.includes(point.of))
    throw new RangeError(
      `fault ${kind} at "${at}": it strikes before a step, as in "journal step intent, before"`,
    );
  throw new RangeError(
    `fault ${kind} at "${at}": it strikes at a ${places.join(", or a ")}, not at a ${point.of}`,
  );
}

/** Whether a fault of this kind does anything there. */
export function canStrike(kind: FaultKind, point: Point): boolean {
  const known: { readonly at: readonly Place[]; readonly when?: JournalMoment } = FAULT_KINDS[kind];
  if (!known.at.includes(point.of)) return false;
  return point.of !== "journal" || known.when === undefined || known.when === point.when;
}

/** For an editor, and for programs that make faults. */
export function faultsSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Faults of a Duka world",
    ...jsonSchemaOf(faultList),
  };
}
