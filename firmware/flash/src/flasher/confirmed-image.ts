/** Which image of a board has answered last: the one that it starts. */
import type { BoardConsole } from "./board-console.js";
import { readFile } from "./board-storage.js";
import { confirmationFile, confirmationNumber, type Image } from "./boot-loader.js";

/** @returns undefined where none has answered yet */
export async function confirmedImage(console: BoardConsole): Promise<Image | undefined> {
  const a = confirmationNumber(await readFile(console, confirmationFile("a")));
  const b = confirmationNumber(await readFile(console, confirmationFile("b")));
  if (a === 0 && b === 0) return undefined;
  return a > b ? "a" : "b";
}
