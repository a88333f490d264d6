/**
 * The file that keeps the flash of a simulated board: with the board's name and a checksum, so that a damaged one is
 * refused.
 */
import { readData } from "@duka/protocol/data/read-data";
import { integer, listOf, members, oneOf, text } from "@duka/protocol/data/values";
import { crc32 } from "../memory/crc32.js";
import type { FlashContents } from "./flash-storage.js";

const FORMAT = "duka simulated board";
const COUNT_MAX = 0x7fff_ffff;

const boardState = members({
  format: oneOf(FORMAT),
  version: oneOf(1),
  board: text,
  trashBytes: integer(0, COUNT_MAX),
  trashFiles: integer(0, COUNT_MAX),
  files: listOf(members({ name: text, base64: text })),
  checksum: integer(0, 0xffff_ffff),
});

/** The same contents always give the same text. */
export function writeBoardState(board: string, { files, trashBytes, trashFiles }: FlashContents): string {
  const body = {
    format: FORMAT,
    version: 1,
    board,
    trashBytes,
    trashFiles,
    files: [...files].map(([name, bytes]) => ({ name, base64: Buffer.from(bytes).toString("base64") })),
  };
  return `${JSON.stringify({ ...body, checksum: checksumOf(body) }, null, 2)}\n`;
}

/**
 * @throws RangeError naming what is wrong with the text, or which board it is of
 */
export function readBoardState(board: string, written: string): FlashContents {
  let read: unknown;
  try {
    read = JSON.parse(written);
  } catch (cause) {
    throw new RangeError("it is no JSON", { cause });
  }
  const { checksum, ...body } = readData(boardState, read, "the state");
  if (checksum !== checksumOf(body))
    throw new RangeError("its checksum is wrong: the file was changed or cut");
  if (body.board !== board) throw new RangeError(`it holds the flash of a ${body.board}, not of a ${board}`);
  const { files, trashBytes, trashFiles } = body;
  return {
    files: new Map(files.map(({ name, base64 }) => [name, new Uint8Array(Buffer.from(base64, "base64"))])),
    trashBytes,
    trashFiles,
  };
}

function checksumOf(body: object): number {
  return crc32(new TextEncoder().encode(JSON.stringify(body)));
}
