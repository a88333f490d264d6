/** SELECT, READ BINARY, UPDATE BINARY and READ RECORD (ISO/IEC 7816-4, 7.1 to 7.3) on a file tree. */
import {
  readBinary,
  readRecord,
  selectByFileId,
  selectByName,
  updateBinary,
} from "@duka/protocol/commands/iso7816";
import {
  SW_FILE_NOT_FOUND,
  SW_INCORRECT_P1_P2,
  SW_NO_CURRENT_EF,
  SW_OK,
  SW_RECORD_NOT_FOUND,
  SW_SECURITY_STATUS_NOT_SATISFIED,
  SW_WRONG_LENGTH,
  SW_WRONG_OFFSET,
} from "@duka/protocol/wire/status-word";
import type { CommandBinding } from "./dispatch.js";
import { on, wrongLe } from "./dispatch.js";
import { fileControlInformation } from "./fci.js";
import type { FileTree } from "./file-tree.js";
import type { Access, ElementaryFile, RecordFile, TransparentFile } from "./files.js";
import type { Nvm } from "./nvm.js";

/** Command incompatible with file structure. */
const SW_FILE_STRUCTURE = 0x6981;
const SW_NOT_ENOUGH_SPACE = 0x6a84;
/** A Le of 00. */
const EVERYTHING = 256;

/** @param isAllowed does the present security status satisfy this condition? */
export function fileCommands(
  memory: Nvm,
  tree: FileTree,
  isAllowed: (access: Access) => boolean,
): CommandBinding[] {
  return [
    on(selectByFileId, ({ fileId }) => {
      const found = tree.selectById(fileId);
      return found === undefined ? SW_FILE_NOT_FOUND : { fci: fileControlInformation(found) };
    }),
    on(selectByName, ({ applicationName }) => {
      const found = tree.selectByName(applicationName);
      return found === undefined ? SW_FILE_NOT_FOUND : { fci: fileControlInformation(found) };
    }),
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
      const { file, offset } = target;
      if (!isAllowed(file.update)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      if (data.length === 0) return SW_WRONG_LENGTH;
      if (offset >= file.size) return SW_WRONG_OFFSET;
      if (offset + data.length > file.size) return SW_NOT_ENOUGH_SPACE;
      memory.transaction(() => file.write(offset, data));
      return SW_OK;
    }),
    on(readRecord, ({ p1, p2, le }) => {
      const file = recordTarget(tree, p2);
      if (typeof file === "number") return file;
      if (!isAllowed(file.read)) return SW_SECURITY_STATUS_NOT_SATISFIED;
      const number = p2 === BY_IDENTIFIER ? numberOfIdentifier(file, p1) : p1;
      if (number === 0 || number > file.count()) return SW_RECORD_NOT_FOUND;
      const record = file.record(number);
      return le === EVERYTHING || le === record.length ? { record } : wrongLe(record.length);
    }),
  ];
}

/** P2 of READ RECORD when P1 is the record's identifier, its first byte, in the selected file. */
const BY_IDENTIFIER = 0x00;
/** Low bits of P2 of READ RECORD when P1 is the record's number. */
const BY_NUMBER = 0x04;

/** P1 P2 of the binary commands: an offset of 15 bits in the selected file, or a short identifier and an offset of 8. */
function transparentTarget(
  tree: FileTree,
  p1: number,
  p2: number,
): { file: TransparentFile; offset: number } | number {
  const bySfi = (p1 & 0x80) !== 0;
  if (bySfi && ((p1 & 0x60) !== 0 || (p1 & 0x1f) === 0)) return SW_INCORRECT_P1_P2;
  const file: ElementaryFile | undefined = bySfi ? tree.selectBySfi(p1 & 0x1f) : tree.currentFile();
  if (file === undefined) return bySfi ? SW_FILE_NOT_FOUND : SW_NO_CURRENT_EF;
  if (file.kind !== "transparent") return SW_FILE_STRUCTURE;
  return { file, offset: bySfi ? p2 : (p1 << 8) | p2 };
}

function recordTarget(tree: FileTree, p2: number): RecordFile | number {
  if (p2 !== BY_IDENTIFIER && (p2 & 0x07) !== BY_NUMBER) return SW_INCORRECT_P1_P2;
  const sfi = p2 >> 3;
  const file = sfi === 0 ? tree.currentFile() : tree.selectBySfi(sfi);
  if (file === undefined) return sfi === 0 ? SW_NO_CURRENT_EF : SW_FILE_NOT_FOUND;
  return file.kind === "transparent" ? SW_FILE_STRUCTURE : file;
}

/** 0 when no record begins with this byte. */
function numberOfIdentifier(file: RecordFile, identifier: number): number {
  for (let number = 1; number <= file.count(); number++) {
    if (file.record(number)[0] === identifier) return number;
  }
  return 0;
}
