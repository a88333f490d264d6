/** SELECT and the reading and writing of files (ISO/IEC 7816-4, 7.1 to 7.3), without secure messaging. */

import {
  appendRecord,
  readBinary,
  readRecord,
  selectByFileId,
  selectByName,
  selectElementaryFile,
  selectNextByName,
  updateBinary,
  updateRecord,
} from "@duka/protocol/commands";
import type { Response } from "@duka/protocol/layout";
import {
  SW_FILE_NOT_FOUND,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_RECORD_NOT_FOUND,
  SW_SECURITY_STATUS_NOT_SATISFIED,
  SW_WRONG_LENGTH,
  SW_WRONG_OFFSET,
} from "@duka/protocol/wire/status-word";
import type { CommandBinding } from "../chip/dispatch.js";
import { on, Warned, wrongLe } from "../chip/dispatch.js";
import type { Nvm } from "../memory/nvm.js";
import { fileControlInformation, joined } from "./fci.js";
import { PREVIOUS, recordFile, recordNumbers, SEVERAL, transparentTarget } from "./file-targets.js";
import type { Directory, FileTree } from "./file-tree.js";
import { appendTo, replaceRecord, writeBinary } from "./file-writing.js";
import type { Access, ElementaryFile } from "./files.js";

/** A Le of 00. */
const EVERYTHING = 256;

/** What the file commands work on. */
type FileAccess = {
  readonly memory: Nvm;
  readonly tree: FileTree;
  /** Does the present security status satisfy this condition? */
  isAllowed(access: Access): boolean;
  /** What SELECT of this directory adds: 0, a warning (62xx), or the status word that takes the place of the FCI. */
  lockWord?(directory: Directory | ElementaryFile): number;
};

export function fileCommands(access: FileAccess): CommandBinding[] {
  const { tree } = access;
  return [
    on(selectByFileId, ({ fileId }) => selected(access, tree.selectById(fileId))),
    on(selectElementaryFile, ({ fileId }) => {
      const file = tree.currentDirectory().files.find((one) => one.fileId === fileId);
      if (file === undefined) return SW_FILE_NOT_FOUND;
      const refused = selected(access, tree.selectById(fileId));
      return typeof refused === "number" ? refused : { fci: new Uint8Array(0) };
    }),
    on(selectByName, ({ applicationName }) => selected(access, tree.selectByName(applicationName))),
    on(selectNextByName, ({ applicationName }) => selected(access, tree.selectNextByName(applicationName))),
    ...binaryCommands(access),
    ...recordCommands(access),
  ];
}

function selected(
  { memory, lockWord }: FileAccess,
  found: Directory | ElementaryFile | undefined,
): Response<typeof selectByName> | Warned<Response<typeof selectByName>> | number {
  if (found === undefined) return SW_FILE_NOT_FOUND;
  const word = lockWord?.(found) ?? 0;
  if (word !== 0 && word >> 8 !== 0x62) return word;
  const response = { fci: fileControlInformation(found, memory.revision) };
  return word === 0 ? response : new Warned(word, response);
}

function binaryCommands({ memory, tree, isAllowed }: FileAccess): CommandBinding[] {
  return [
    on(readBinary, ({ p1, p2, le }) => {
      const target = transparentTarget(tree, p1, p2);
      if (typeof target === "number") return target;
      const { file, offset } = target;
      if (!isAllowed(file.read)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      if (offset >= file.size) return SW_WRONG_OFFSET;
      const available = Math.min(file.size - offset, EVERYTHING);
      if (le === EVERYTHING) return { data: file.bytes(offset, available) };
      return le > available ? wrongLe(available) : { data: file.bytes(offset, le) };
    }),
    on(updateBinary, ({ p1, p2, data }) => {
      const target = transparentTarget(tree, p1, p2);
      if (typeof target === "number") return target;
      if (!isAllowed(target.file.update)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      return data.length === 0 ? SW_WRONG_LENGTH : writeBinary(memory, target, data);
    }),
  ];
}

function recordCommands({ memory, tree, isAllowed }: FileAccess): CommandBinding[] {
  return [
    on(readRecord, ({ p1, p2, le }) => {
      const file = recordFile(tree, p2, SEVERAL);
      if (typeof file === "number") return file;
      if (!isAllowed(file.read)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      const numbers = recordNumbers(file, p1, p2);
      if (numbers.length === 0) return SW_RECORD_NOT_FOUND;
      // No more than one answer holds.
      const record = joined(...numbers.map((number) => file.record(number))).slice(0, EVERYTHING);
      return le === EVERYTHING || le === record.length ? { record } : wrongLe(record.length);
    }),
    on(updateRecord, ({ p1, p2, record }) => {
      const file = recordFile(tree, p2, [PREVIOUS]);
      if (typeof file === "number") return file;
      const isNew = (p2 & 0x07) === PREVIOUS;
      if (isNew && file.kind !== "cyclic") return SW_FUNCTION_NOT_SUPPORTED;
      if (!isAllowed(file.update)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      if (record.length === 0) return SW_WRONG_LENGTH;
      return isNew ? appendTo(memory, file, record) : replaceRecord(memory, file, p1, p2, record);
    }),
    on(appendRecord, ({ p2, record }) => {
      const file = recordFile(tree, p2);
      if (typeof file === "number") return file;
      if (!isAllowed(file.update)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      return record.length === 0 ? SW_WRONG_LENGTH : appendTo(memory, file, record);
    }),
  ];
}
