/** The files of a user of the library: sscard.conf and the token. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { type RunningBridge, startBridge } from "../../support/programs/bridge.js";
import { folderOf } from "../../support/values/folder.js";
import { type CallerKind, pathFor } from "./callers.js";

/** @param lines of sscard.conf */
export function writeConfig(folder: string, lines: readonly string[]): string {
  const file = join(folder, "sscard.conf");
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** A service in this process, paired with a program of this kind. */
export async function configured(
  t: ExecutionContext,
  kind: CallerKind,
  more: { readonly [option: string]: unknown } = {},
): Promise<{ readonly bridge: RunningBridge; readonly config: string; readonly token: string }> {
  const bridge = await startBridge(t, more);
  const folder = folderOf(t);
  const tokenFile = join(folder, "sscard.token");
  await bridge.dukaPair("--program", "HIS", "--save", tokenFile);
  const config = writeConfig(folder, [
    `address = 127.0.0.1:${bridge.port}`,
    `token-file = ${pathFor(kind, tokenFile)}`,
    "name = window 3",
  ]);
  return { bridge, config, token: readFileSync(tokenFile, "utf8").trim() };
}
