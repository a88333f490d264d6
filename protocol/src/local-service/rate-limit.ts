/** How often a caller may ask: a token bucket each, for a bounded number of callers. */

export type RateLimit = {
  /** @returns 0 when the caller may ask now, else after how many milliseconds it may */
  take(caller: string, nowMs: number): number;
};

type Bucket = { left: number; sinceMs: number };

/**
 * @param perSecond on the whole
 * @param burst at once, by one that was silent
 * @param callersMax the one that asked longest ago is forgotten, which is full again by then or floods under many names
 */
export function createRateLimit(perSecond: number, burst: number, callersMax: number): RateLimit {
  // In the order of their last question.
  const buckets = new Map<string, Bucket>();
  return {
    take(caller, nowMs) {
      const { left, sinceMs } = buckets.get(caller) ?? { left: burst, sinceMs: nowMs };
      const filled = Math.min(burst, left + ((nowMs - sinceMs) * perSecond) / 1000);
      const isLetIn = filled >= 1;
      buckets.delete(caller);
      buckets.set(caller, { left: isLetIn ? filled - 1 : filled, sinceMs: nowMs });
      if (buckets.size > callersMax) buckets.delete(buckets.keys().next().value!);
      return isLetIn ? 0 : Math.ceil(((1 - filled) * 1000) / perSecond);
    },
  };
}
