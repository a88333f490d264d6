/**
 * The serial ports that pcscd keeps open, by its configuration (wraps node:fs; reader.conf(5)). It locks no port, and
 * one byte that it misses puts it out of step for good: so no one else may open them.
 */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "/etc/reader.conf.d";
const FILE_MAX = 100_000;

/** @returns paths of the ports, links resolved; empty where there is no such configuration */
export function pcscdPorts(folder = FOLDER): readonly string[] {
  const ports: string[] = [];
  for (const name of orEmpty(() => readdirSync(folder))) {
    const lines = orEmpty(() => readFileSync(join(folder, name), "latin1").slice(0, FILE_MAX).split(/\r?\n/));
    for (const line of lines) {
      const device = /^\s*DEVICENAME\s+"?([^"\s]+)"?/.exec(line)?.[1];
      // What stands behind the colon is the type of the reader.
      if (device?.startsWith("/dev/") === true) ports.push(realPath(device.replace(/:[^:/]*$/, "")));
    }
  }
  return ports.filter((port) => port !== "/dev/null");
}

function realPath(path: string): string {
  return orEmpty(() => [realpathSync(path)])[0] ?? path;
}

/** What cannot be read says nothing. */
function orEmpty(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}
