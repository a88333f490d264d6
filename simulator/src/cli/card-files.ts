/** The files of a card one by one, past their access conditions. They hold neither keys nor the password. */
import { formatHex } from "@duka/protocol/layout";
import type { Directory } from "../files/file-tree.js";
import type { Access, ElementaryFile, RecordFile, TransparentFile } from "../files/files.js";

export type FileContents = {
  /** Identifiers from the master file down: "3F00/3F01/0015". */
  readonly path: string;
  /** Short identifier; 0 for none. */
  readonly sfi: number;
  readonly kind: ElementaryFile["kind"];
  /** In words: "free", "pin or RK1DF04". */
  readonly read: string;
  readonly update: string;
  /** A transparent file is one piece; records in their order, of a cyclic file the newest first. In hexadecimal. */
  readonly contents: readonly string[];
};

export function filesOf(directory: Directory, above = ""): FileContents[] {
  const path = above + idText(directory.fileId);
  return [
    ...directory.files.map((file) => fileContents(file, `${path}/${idText(file.fileId)}`)),
    ...directory.directories.flatMap((child) => filesOf(child, `${path}/`)),
  ];
}

/** @throws Error when the card has no such file: its profile is another one */
export function transparentFile(master: Directory, directoryId: number, fileId: number): TransparentFile {
  const file = fileIn(master, directoryId, fileId);
  if (file.kind === "transparent") return file;
  throw new Error(`file ${idText(directoryId)}/${idText(fileId)} has records`);
}

/** @throws Error when the card has no such file */
export function recordFile(master: Directory, directoryId: number, fileId: number): RecordFile {
  const file = fileIn(master, directoryId, fileId);
  if (file.kind !== "transparent") return file;
  throw new Error(`file ${idText(directoryId)}/${idText(fileId)} has no records`);
}

function fileIn(master: Directory, directoryId: number, fileId: number): ElementaryFile {
  const directory = master.directories.find((child) => child.fileId === directoryId);
  const file = directory?.files.find((child) => child.fileId === fileId);
  if (file === undefined) throw new Error(`the card has no file ${idText(directoryId)}/${idText(fileId)}`);
  return file;
}

function fileContents(file: ElementaryFile, path: string): FileContents {
  const { sfi, kind, read, update } = file;
  const pieces =
    file.kind === "transparent"
      ? [file.bytes(0, file.size)]
      : Array.from({ length: file.count() }, (_, index) => file.record(index + 1));
  const contents = pieces.map((bytes) => formatHex(bytes).replaceAll(" ", ""));
  return { path, sfi, kind, read: accessText(read), update: accessText(update), contents };
}

function accessText(access: Access): string {
  if (typeof access === "string") return access;
  if ("key" in access) return access.key;
  return "all" in access ? access.all.map(accessText).join(" and ") : access.any.map(accessText).join(" or ");
}

function idText(fileId: number): string {
  return fileId.toString(16).toUpperCase().padStart(4, "0");
}
