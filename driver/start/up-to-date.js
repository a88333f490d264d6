/** Whether a built file has to be made anew. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * @param made the built file
 * @param inputs a JSON file with the paths, from the folder, of all that it was made of
 */
export function isUpToDate(made, inputs, folder) {
  try {
    const madeMs = statSync(made).mtimeMs;
    const paths = JSON.parse(readFileSync(inputs, "utf8"));
    return paths.every((path) => statSync(join(folder, path)).mtimeMs < madeMs);
  } catch {
    // One that is gone, or was never there.
    return false;
  }
}
