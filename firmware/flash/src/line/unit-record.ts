/** What is kept of each unit that was on the line. */
import type { SelfTest } from "../flasher/self-test.js";
import type { GuidedStep } from "./batch.js";

export type GuidedResult = { readonly step: GuidedStep; readonly passed: boolean; readonly note?: string };

export type UnitRecord = {
  readonly verdict: "passed" | "failed";
  /** Undefined where it failed before the board was known. */
  readonly serialNumber?: string | undefined;
  /** Serial number of its chip. */
  readonly chip?: string | undefined;
  /** Where it was plugged in. */
  readonly place: string;
  readonly board?: string;
  readonly interpreter?: string;
  readonly boardRevision?: string | undefined;
  readonly firmwareVersion?: string;
  /** Of the firmware, as the board has read it back. */
  readonly sha256?: string;
  readonly selfTest?: SelfTest;
  readonly guidedTest?: readonly GuidedResult[];
  readonly error?: { readonly code: string; readonly message: string; readonly remedy: string };
  readonly operator?: string | undefined;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
};

const COLUMNS: readonly (readonly [title: string, of: (record: UnitRecord) => string | undefined])[] = [
  ["serial number", (record) => record.serialNumber],
  ["verdict", (record) => record.verdict],
  ["started", (record) => record.startedAt],
  ["ended", (record) => record.endedAt],
  ["operator", (record) => record.operator],
  ["port", (record) => record.place],
  ["chip", (record) => record.chip],
  ["board", (record) => record.board],
  ["board revision", (record) => record.boardRevision],
  ["interpreter", (record) => record.interpreter],
  ["firmware", (record) => record.firmwareVersion],
  ["SHA-256", (record) => record.sha256],
  [
    "guided test",
    (record) =>
      record.guidedTest?.map(({ step, passed }) => `${step} ${passed ? "passed" : "failed"}`).join("; "),
  ],
  ["error", (record) => record.error?.message],
];

/** RFC 4180. */
export function csvOf(records: readonly UnitRecord[]): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...records.map((record) => COLUMNS.map(([, of]) => of(record) ?? "")),
  ];
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A spreadsheet takes what begins with one of these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
