/**
 * Names of PC/SC readers. A reader with several slots is several readers to PC/SC; on Linux and macOS their names end
 * with the number of the reader and of the slot, two hexadecimal digits each: "Duka 00 00", "Duka 00 01".
 */

const NUMBERED = /^(.* [0-9A-F]{2}) ([0-9A-F]{2})$/i;

/**
 * The slots of the reader whose name contains `wanted`: from the first slot that does, in order of slot number. A slot
 * named in full is slot 0, and the one after it slot 1.
 * @returns empty when no name contains it
 * @throws RangeError when different readers do, listing them
 */
export function slotNames(names: readonly string[], wanted: string): readonly string[] {
  const matching = names.filter((name) => name.includes(wanted));
  const readers = [...new Set(matching.map(readerOf))];
  const reader = readers[0];
  if (reader === undefined) return [];
  if (readers.length > 1) {
    throw new RangeError(
      `pcsc:${wanted} is the name of several readers: ${readers.join(", ")}; name one of them`,
    );
  }
  const first = Math.min(...matching.map(slotNumberOf));
  return names
    .filter((name) => readerOf(name) === reader && slotNumberOf(name) >= first)
    .sort((a, b) => slotNumberOf(a) - slotNumberOf(b));
}

/** The name without its slot number. */
function readerOf(name: string): string {
  return NUMBERED.exec(name)?.[1] ?? name;
}

function slotNumberOf(name: string): number {
  const digits = NUMBERED.exec(name)?.[2];
  return digits === undefined ? 0 : Number.parseInt(digits, 16);
}
