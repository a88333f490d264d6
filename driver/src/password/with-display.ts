/** What the reader's display says during an entry, and no longer. */
import { ReaderError } from "../base/errors.js";
import type { OwnEscapes } from "../reader/duka-escapes.js";

/** @param show what the display says; a reader without `own` uses words of its own @throws what `entry` throws */
export async function withDisplay<T>(
  own: OwnEscapes | undefined,
  show: (own: OwnEscapes) => Promise<unknown>,
  entry: () => Promise<T>,
): Promise<T> {
  if (own === undefined) return entry();
  await show(own);
  try {
    return await entry();
  } finally {
    await own.prompt(undefined).catch(asUnimportant);
  }
}

/** What came of the entry counts, not whether a display was cleared after it. */
function asUnimportant(error: unknown): void {
  if (!(error instanceof ReaderError)) throw error;
}
