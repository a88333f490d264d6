/** Where the bridge keeps who is paired, for this user. */

import { join, resolve } from "node:path";
import { rangeError } from "@duka/protocol/data/bilingual";
import { dataFolder, type Env, isFixed } from "../../base/user-folder.js";

/**
 * --tokens, else DUKA_TOKENS, else `bridge-tokens.json` in the user's data directory.
 * @throws RangeError for a DUKA_TOKENS that is not absolute
 */
export function tokenFileName(named: string | undefined, env: Env): string {
  if (named !== undefined) return resolve(named);
  const chosen = env.DUKA_TOKENS ?? "";
  if (chosen === "") return join(dataFolder(env).folder, "bridge-tokens.json");
  if (isFixed(chosen)) return chosen;
  throw rangeError(
    `DUKA_TOKENS is a whole path, such as ${resolve("bridge-tokens.json")}, not ${chosen}`,
    `DUKA_TOKENS 须为完整路径，如 ${resolve("bridge-tokens.json")}，不能是 ${chosen}`,
  );
}

/** Where the native library looks for its token (driver/native). */
export function programTokenFileName(named: string | true, env: Env): string {
  return named === true ? join(dataFolder(env).folder, "sscard.token") : resolve(named);
}

/** The address of the operator's page with its key, behind `#`, which a browser sends to no one. */
export function operatorPage(url: string, operator: string): string {
  return `${url}/#${operator}`;
}
