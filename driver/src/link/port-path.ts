/**
 * What the file system says of the path of a serial port. The library's own words differ by system; the codes of the
 * file system do not.
 */
import type { Stats } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import type { NoPort } from "./serial-port-failure.js";

type PathSeen = {
  /** Such as "ENOENT" or "EACCES"; undefined when it may be read and written, and for a name such as COM3. */
  readonly accessCode: string | undefined;
  /** Undefined for what may be a port. */
  readonly noPort: NoPort | undefined;
};

/** Always answers. */
export async function lookAtPath(
  path: string,
  system: NodeJS.Platform = process.platform,
): Promise<PathSeen> {
  // On Windows COM3 and \\.\COM12 are no paths.
  if (system === "win32" && (!/[\\/]/.test(path) || path.startsWith("\\\\.\\")))
    return { accessCode: undefined, noPort: undefined };
  const accessCode = await access(path, constants.R_OK | constants.W_OK).then(() => undefined, codeOf);
  const noPort = await stat(path).then(noPortOf, () => undefined);
  return { accessCode, noPort };
}

function noPortOf(found: Stats): NoPort | undefined {
  if (found.isCharacterDevice()) return undefined;
  if (found.isDirectory()) return "folder";
  return found.isFile() ? "file" : "device";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
