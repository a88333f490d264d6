/** The version of this package. */
import { packageVersion } from "@duka/protocol/command-line";

export function programVersion(): string {
  return packageVersion(new URL("../../package.json", import.meta.url));
}
