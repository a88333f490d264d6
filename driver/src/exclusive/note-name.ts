/** The one name under which everybody notes himself who has the same reader (wraps node:fs). */
import { realpathSync } from "node:fs";
import type { ReaderAddress } from "../address.js";

/** The same for a port and for a link that leads to it, and whatever the speed. */
export function noteName(address: Exclude<ReaderAddress, { readonly kind: "pcsc" }>): string {
  switch (address.kind) {
    case "serial":
      return `serial:${realPath(address.path)}`;
    case "tcp":
      return `tcp://${address.host.toLowerCase()}:${address.port}`;
    case "sim":
      return `sim:${address.spec}`;
  }
}

/** Windows' ports are no files, and a port that is gone is none any more. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error) return path;
    throw error;
  }
}
