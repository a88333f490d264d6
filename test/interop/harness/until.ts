/** Waiting for something that other processes do, with an end. */
import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 25;

/**
 * Looks again and again until `look` answers something else than undefined.
 * @throws Error naming `what` and, after it, what `hint` says, when `limitMs` is over
 */
export async function until<T>(
  what: string,
  limitMs: number,
  look: () => T | undefined | Promise<T | undefined>,
  hint: () => string = () => "",
): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > endMs) throw new Error(`${what}: not within ${limitMs} ms\n${hint()}`);
    await pause(LOOK_EVERY_MS);
  }
}
