/** The version of this package. */
import { packageVersion } from "@duka/protocol/command-line";

export function flashVersion(): string {
  return packageVersion(new URL("../../package.json", import.meta.url));
}
