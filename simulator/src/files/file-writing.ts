/** Writing into files, once the caller may: in one transaction, wholly or not at all. */
import {
  SW_OK,
  SW_RECORD_NOT_FOUND,
  SW_WRONG_LENGTH,
  SW_WRONG_OFFSET,
} from "@duka/protocol/wire/status-word";
import type { Nvm } from "../memory/nvm.js";
import { recordNumber } from "./file-targets.js";
import type { RecordFile, TransparentFile } from "./files.js";

const SW_NOT_ENOUGH_SPACE = 0x6a84;

export function writeBinary(
  memory: Nvm,
  { file, offset }: { readonly file: TransparentFile; readonly offset: number },
  data: Uint8Array,
): number {
  if (offset >= file.size) return SW_WRONG_OFFSET;
  if (offset + data.length > file.size) return SW_NOT_ENOUGH_SPACE;
  memory.transaction(() => file.write(offset, data));
  return SW_OK;
}

/** The record keeps its length, and its tag where it has one. */
export function replaceRecord(
  memory: Nvm,
  file: RecordFile,
  p1: number,
  p2: number,
  record: Uint8Array,
): number {
  const number = recordNumber(file, p1, p2);
  if (number === 0) return SW_RECORD_NOT_FOUND;
  const length = file.record(number).length;
  if (record.length > length) return SW_NOT_ENOUGH_SPACE;
  if (record.length < length) return SW_WRONG_LENGTH;
  memory.transaction(() => file.replace(number, record));
  return SW_OK;
}

export function appendTo(memory: Nvm, file: RecordFile, record: Uint8Array): number {
  if (!file.takes(record.length)) return SW_NOT_ENOUGH_SPACE;
  memory.transaction(() => file.append(record));
  return SW_OK;
}
