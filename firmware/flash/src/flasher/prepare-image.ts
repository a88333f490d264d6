/** Which of the two images is free, and room for it: nothing that has answered last is touched. */

import { BoardError, type Running } from "../base/flash-error.js";
import type { BoardConsole } from "./board-console.js";
import { copyFile, eraseFile, eraseIfThere, occupied, readFile, room } from "./board-storage.js";
import {
  BOOT_CODE,
  BOOT_LOADER,
  confirmationFile,
  confirmationNumber,
  counterFile,
  GUARD,
  type Image,
  imageFile,
  isBootLoader,
  isGuard,
  TRIAL,
} from "./boot-loader.js";
import type { Compaction } from "./compaction.js";
import { confirmedImage } from "./confirmed-image.js";
import { FILE_OVERHEAD, writeFile } from "./write-file.js";

type Wish = {
  readonly bytes: number;
  /** The image before may go, where there is no room for both. */
  readonly replace: boolean;
};

/** The marks, and a header for each file. */
const MARKS_BYTES = 200 + 10 * FILE_OVERHEAD;
/** Guard and boot loader, where another boot code is to be replaced. */
const GUARDED_BYTES = 2 * BOOT_LOADER.length + 400;

/** The security counter of the image that would be started now; 0 where none is known. */
export async function securityCounterOf(console: BoardConsole): Promise<number> {
  const image = await confirmedImage(console);
  return image === undefined ? 0 : confirmationNumber(await readFile(console, counterFile(image)));
}

/**
 * @param tell called when the board has no firmware of before, or has lost it
 * @returns the image to be written
 */
export async function prepareImage(
  console: BoardConsole,
  wish: Wish,
  compaction: Compaction,
  tell: (running: Running) => void,
): Promise<Image> {
  const numberOf = async (image: Image): Promise<number> =>
    confirmationNumber(await readFile(console, confirmationFile(image)));
  const a = await numberOf("a");
  const b = await numberOf("b");
  const bootCode = (await readFile(console, BOOT_CODE)) ?? "";
  // Where a guard stands, a strange boot code is one that was not written to its end.
  const isGuarded = isGuard(await readFile(console, GUARD));
  const isForeign = bootCode !== "" && !isBootLoader(bootCode) && !isGuarded;
  // A program that is no Duka is kept as image a, so that it runs again if the new one does not.
  const image: Image = isForeign || a > b ? "b" : "a";
  const runsNow: Running = !isForeign && a === 0 && b === 0 ? "none" : "previous";
  tell(runsNow);
  const foreignBytes = isForeign ? bootCode.length : 0;
  const needed = wish.bytes + foreignBytes + MARKS_BYTES + bootLoaderBytes(bootCode);
  if (await hasToCompact(console, needed, image, wish.replace)) await compaction.allow();
  await eraseIfThere(console, TRIAL);
  // The mark first: without it the image counts for nothing.
  await eraseIfThere(console, confirmationFile(image));
  await eraseIfThere(console, imageFile(image));
  await eraseIfThere(console, counterFile(image));
  const isKept = await makeRoom(console, { ...wish, bytes: needed }, foreignBytes, image, compaction, tell);
  if (isForeign && isKept) {
    await eraseIfThere(console, confirmationFile("a"));
    await copyFile(console, BOOT_CODE, imageFile("a"));
    await writeFile(console, confirmationFile("a"), "1;", compaction);
  }
  return image;
}

/** What comes to the boot code that is there. */
function bootLoaderBytes(bootCode: string): number {
  if (bootCode === BOOT_LOADER) return 0;
  return bootCode === "" ? BOOT_LOADER.length : GUARDED_BYTES;
}

/** What is erased becomes free only when the flash is compacted. False where not even that makes room. */
async function hasToCompact(
  console: BoardConsole,
  needed: number,
  image: Image,
  replace: boolean,
): Promise<boolean> {
  const { freeBytes, trashBytes } = await room(console);
  if (freeBytes >= needed) return false;
  let oldBytes = 0;
  for (const file of [imageFile(image), confirmationFile(image), counterFile(image), TRIAL]) {
    oldBytes += await occupied(console, file);
  }
  return replace || freeBytes + trashBytes + oldBytes >= needed;
}

/** @param wish with all bytes that are needed @returns false when what ran before had to go */
async function makeRoom(
  console: BoardConsole,
  wish: Wish,
  foreignBytes: number,
  image: Image,
  compaction: Compaction,
  tell: (running: Running) => void,
): Promise<boolean> {
  const needed = wish.bytes;
  let { freeBytes, trashBytes } = await room(console);
  let isKept = true;
  if (wish.replace && freeBytes + trashBytes < needed) {
    isKept = false;
    tell("none");
    const other: Image = image === "a" ? "b" : "a";
    await eraseIfThere(console, confirmationFile(other));
    await eraseIfThere(console, imageFile(other));
    await eraseIfThere(console, counterFile(other));
    if (foreignBytes > 0) await eraseFile(console, BOOT_CODE);
    ({ freeBytes, trashBytes } = await room(console));
  }
  if (freeBytes >= needed) return isKept;
  if (freeBytes + trashBytes < needed) throw noRoom(needed, freeBytes + trashBytes, wish.replace);
  await compaction.compact(console);
  ({ freeBytes } = await room(console));
  if (freeBytes < needed) throw noRoom(needed, freeBytes, wish.replace);
  return isKept;
}

function noRoom(needed: number, free: number, replace: boolean): BoardError {
  return new BoardError({
    message: `${needed} bytes of flash are needed, and ${free} can be had`,
    code: "no-room",
    remedy: replace
      ? 'erase the other files of the board: require("Storage").eraseAll() on its console'
      : "erase other files of the board, or give up the previous firmware before the new one has answered: duka-flash flash --replace",
  });
}
