/** Numbers on the command lines of sweeps, of campaigns and of their workers. */

const WORKERS_MAX = 256;

/** @throws RangeError */
export function parseWorkers(text: string): number {
  return numberOf("--workers", text, WORKERS_MAX);
}

/** @throws RangeError naming the option and what it takes */
export function numberOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && number >= 1 && number <= most) return number;
  throw new RangeError(`${option} is a whole number from 1 to ${most}, not "${text.slice(0, 40)}"`);
}
