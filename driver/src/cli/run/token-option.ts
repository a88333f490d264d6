/** Where the bridge keeps who is paired, for this user. */
import { join } from "node:path";
import envPaths from "env-paths";

/** --tokens, else DUKA_TOKENS, else `bridge-tokens.json` in the user's data directory. */
export function tokenFileName(
  named: string | undefined,
  env: { readonly [name: string]: string | undefined },
): string {
  const chosen = named ?? (env.DUKA_TOKENS === "" ? undefined : env.DUKA_TOKENS);
  return chosen ?? join(envPaths("duka", { suffix: "" }).data, "bridge-tokens.json");
}

/** The address of the operator's page with its key, behind `#`, which a browser sends to no one. */
export function operatorPage(url: string, operator: string): string {
  return `${url}/#${operator}`;
}
