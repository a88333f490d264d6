/** What the reader's display says during an entry, and no longer. */
import { ReaderError } from "../base/errors.js";
import type { DukaEscapes } from "../reader/duka-escapes.js";

/** @param show what the display says; a reader without `duka` uses words of its own @throws what `entry` throws */
export async function withDisplay<T>(
  duka: DukaEscapes | undefined,
  show: (duka: DukaEscapes) => Promise<unknown>,
  entry: () => Promise<T>,
): Promise<T> {
  if (duka === undefined) return entry();
  await show(duka);
  try {
    return await entry();
  } finally {
    await duka.prompt(undefined).catch(asUnimportant);
  }
}

/** What came of the entry counts, not whether a display was cleared after it. */
function asUnimportant(error: unknown): void {
  if (!(error instanceof ReaderError)) throw error;
}
