/** The one name under which all note themselves who have the same reader (wraps node:fs). */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { ReaderAddress } from "./address.js";

/**
 * The same for a port and for a link that leads to it, and whatever the speed; of a simulated reader that of its card's
 * state file. Undefined where each process has a reader of its own.
 */
export function noteName(address: Exclude<ReaderAddress, { readonly kind: "pcsc" }>): string | undefined {
  switch (address.kind) {
    case "serial":
      return `serial:${realPath(address.path)}`;
    case "tcp":
      return `tcp://${address.host.toLowerCase()}:${address.port}`;
    case "sim":
      return stateFileName(address.spec);
  }
}

function stateFileName(spec: string): string | undefined {
  const file = /[?&]state=([^&]+)/.exec(spec)?.[1];
  return file === undefined ? undefined : `sim:${realPath(resolve(file))}`;
}

/** Windows' ports are no files, and a port that is gone is no file any more. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error) return path;
    throw error;
  }
}
