/** Records of cyclic files in fields. Only the medical log's are public; of every other file a record is one field. */

import { MEDICAL_LOG_SFI, medicalLogRecord } from "@duka/protocol/commands";
import { hexText, unpackRecord } from "@duka/protocol/layout";

const MEDICAL_LOG = `DF04EF0${MEDICAL_LOG_SFI}`;

/** As the card has them: sequence, type, terminal, time, three amounts; hexadecimal and BCD digits. */
export function recordFields(file: string, record: Uint8Array): string[] {
  const digits = hexText(record);
  if (file !== MEDICAL_LOG || record.length !== medicalLogRecord.size) return [digits];
  const ends = [4, 6, 18, 32, 40, 48, 56];
  return ends.map((end, at) => digits.slice(ends[at - 1] ?? 0, end));
}

/** Undefined for a record that was never written, or holds what no card writes. */
export function readMedicalLogEntry(record: Uint8Array) {
  try {
    return unpackRecord(medicalLogRecord, record);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
