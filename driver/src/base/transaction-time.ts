/**
 * Date and time as a card writes them into its log: China Standard Time (UTC+8, no summer time), whatever zone the till
 * is in.
 */

const UTC_OFFSET_MS = 8 * 3_600_000;

/** @param wallMs milliseconds since 1970 @returns YYYYMMDD and HHMMSS */
export function transactionTime(wallMs: number): { date: string; time: string } {
  const iso = new Date(wallMs + UTC_OFFSET_MS).toISOString();
  return { date: iso.slice(0, 10).replaceAll("-", ""), time: iso.slice(11, 19).replaceAll(":", "") };
}
