/** Where boards are plugged in: serial ports by pattern, or addresses that are always there. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { checkBoardAddress } from "../flasher/connect.js";

/** Names of the ports that the system lists, where they are no files: COM3. */
type ListPorts = () => Promise<readonly string[]>;

/**
 * @param patterns `/dev/ttyACM*`, `/dev/serial/by-path/*`, `COM*`, or an address (`tcp://127.0.0.1:4070`); `*` and `?`
 *   stand in the last part alone
 * @returns what answers which addresses are there now, sorted
 * @throws RangeError for a pattern that can never be there
 */
export function placesBy(
  patterns: readonly string[],
  listPorts: ListPorts,
): () => Promise<readonly string[]> {
  const sources = patterns.map((pattern) => sourceOf(pattern, listPorts));
  return async () => {
    const found = new Set<string>();
    for (const source of sources) for (const place of await source()) found.add(place);
    return [...found].sort();
  };
}

function sourceOf(pattern: string, listPorts: ListPorts): () => Promise<readonly string[]> {
  if (/^(tcp|serial):/.test(pattern)) {
    const address = checkBoardAddress(pattern);
    return async () => [address];
  }
  const folder = pattern.includes("/") ? dirname(pattern) : undefined;
  const last = pattern.slice(pattern.lastIndexOf("/") + 1);
  if (last === "" || (folder !== undefined && /[*?]/.test(folder))) {
    throw new RangeError(
      `--ports ${pattern}: * and ? may stand in the last part alone, as in '/dev/ttyACM*' or '/dev/serial/by-path/*'`,
    );
  }
  const isMeant = new RegExp(`^${[...last].map(sign).join("")}$`);
  return async () => {
    const names = folder === undefined ? await listPorts() : namesIn(folder);
    return names
      .filter((name) => isMeant.test(name))
      .map((name) => `serial:${folder === undefined ? name : `${folder === "/" ? "" : folder}/${name}`}`);
  };
}

function sign(character: string): string {
  if (character === "*") return ".*";
  return character === "?" ? "." : character.replace(/[.+^${}()|[\]\\]/g, "\\$&");
}

/** A folder that udev makes with the first board is not there before. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
