const LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Waits for what another process does. */
export async function until(what: string, isSo: () => boolean, limitMs = LIMIT_MS): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
