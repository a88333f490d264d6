/** The version of a package, from its own package.json. */
import { readFileSync } from "node:fs";

/** @param packageFile the url of the package.json */
export function packageVersion(packageFile: URL): string {
  return String((JSON.parse(readFileSync(packageFile, "utf8")) as { version: unknown }).version);
}
