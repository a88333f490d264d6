/**
 * What every command of the card may refuse with, and what that means there: taken from the declarations when the
 * driver was built. Loading all of them to explain one status word costs more than all the rest of `duka explain`.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyCommand } from "@duka/protocol/layout";

export type DeclaredRefusals = Pick<AnyCommand, "name" | "refusals">;

/** Found from `dist/cli` too, where this module is part of one file. */
export const REFUSALS_FILE = fileURLToPath(new URL("../explain/declared-refusals.json", import.meta.url));

let read: readonly DeclaredRefusals[] | undefined;

/** In the order of the declarations. @throws Error when the driver was compiled and not built */
export function declaredRefusals(): readonly DeclaredRefusals[] {
  read ??= readAll();
  return read;
}

function readAll(): readonly DeclaredRefusals[] {
  try {
    return JSON.parse(readFileSync(REFUSALS_FILE, "utf8")) as readonly DeclaredRefusals[];
  } catch (cause) {
    throw new Error(`${REFUSALS_FILE} cannot be read: build it with "npm run build"`, { cause });
  }
}
