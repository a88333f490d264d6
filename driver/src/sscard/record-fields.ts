/** Records of cyclic files in fields. Only the medical log's are public; of every other file a record is one field. */

import { MEDICAL_LOG_SFI, medicalLogRecord, shortMedicalLogRecord } from "@duka/protocol/commands";
import { hexText, unpackRecord } from "@duka/protocol/layout";

const MEDICAL_LOG = `DF04EF0${MEDICAL_LOG_SFI}`;

/** Digits of a record of 28 bytes, and of 20 with one amount (P7 12). */
const ENDS = [
  [4, 6, 18, 32, 40, 48, 56],
  [4, 6, 18, 32, 40],
];

/** As the card has them: sequence, type, terminal, time, three amounts; hexadecimal and BCD digits. */
export function recordFields(file: string, record: Uint8Array): string[] {
  const digits = hexText(record);
  if (file !== MEDICAL_LOG) return [digits];
  const ends = ENDS.find((one) => one.at(-1) === digits.length) ?? [digits.length];
  return ends.map((end, at) => digits.slice(ends[at - 1] ?? 0, end));
}

/**
 * Of a record of 20 bytes the account's amount is all of the bill. Undefined for a record that was never written, or
 * holds what no card writes.
 */
export function readMedicalLogEntry(record: Uint8Array) {
  try {
    if (record.length === shortMedicalLogRecord.size) {
      const { amountFen, ...entry } = unpackRecord(shortMedicalLogRecord, record);
      return { ...entry, amount2Fen: amountFen, amount3Fen: amountFen };
    }
    return unpackRecord(medicalLogRecord, record);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
