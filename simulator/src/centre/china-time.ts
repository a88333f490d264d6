/** The calendar of the cards: China has one time zone, UTC+8, and sets no clock forward. */

const OFFSET_MS = 8 * 3_600_000;

export const DAY_MS = 24 * 3_600_000;

/** YYYYMMDD. @param wallMs milliseconds since 1970-01-01T00:00:00Z */
export function chinaDate(wallMs: number): string {
  return new Date(wallMs + OFFSET_MS).toISOString().slice(0, 10).replaceAll("-", "");
}

/** HHMMSS. */
export function chinaTime(wallMs: number): string {
  return new Date(wallMs + OFFSET_MS).toISOString().slice(11, 19).replaceAll(":", "");
}

/** @param date YYYYMMDD @param time HHMMSS */
export function chinaInstantMs(date: string, time: string): number {
  const part = (text: string, at: number, length: number): number => Number(text.slice(at, at + length));
  return (
    Date.UTC(
      part(date, 0, 4),
      part(date, 4, 2) - 1,
      part(date, 6, 2),
      part(time, 0, 2),
      part(time, 2, 2),
      part(time, 4, 2),
    ) - OFFSET_MS
  );
}
