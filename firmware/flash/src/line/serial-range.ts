/** The serial numbers of a batch, and the part of them that one station gives out. */
import type { SerialNumbers } from "./batch.js";

/** Both included. */
export type Range = { readonly from: number; readonly to: number };

/** @throws RangeError when the station would give numbers that are not the batch's */
export function stationRange(
  numbers: SerialNumbers,
  from: number | undefined,
  to: number | undefined,
): Range {
  const range = { from: from ?? numbers.from, to: to ?? numbers.to };
  if (range.from < numbers.from || range.to > numbers.to) {
    throw new RangeError(
      `numbers ${range.from} to ${range.to}: the batch has ${numbers.from} to ${numbers.to}; give --from and --to inside of it`,
    );
  }
  if (range.to < range.from)
    throw new RangeError(`--to ${range.to} is below --from ${range.from}: give the lower number first`);
  return range;
}

/** "D26-000123" */
export function serialNumberText({ prefix, digits }: SerialNumbers, number: number): string {
  return prefix + String(number).padStart(digits, "0");
}

/** Its number; undefined when it is none of the batch. */
export function serialNumberOf({ prefix, digits }: SerialNumbers, text: string): number | undefined {
  const rest = text.slice(prefix.length);
  return text.startsWith(prefix) && new RegExp(`^[0-9]{${digits}}$`).test(rest) ? Number(rest) : undefined;
}
