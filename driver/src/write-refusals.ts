/** `npm run build`: the refusals of all declared commands in one file, for `explain`. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { allCommands } from "@duka/protocol/commands";
import { type DeclaredRefusals, REFUSALS_FILE } from "./explain/declared-refusals.js";

const declared: readonly DeclaredRefusals[] = allCommands.map(({ name, refusals }) => ({ name, refusals }));
const text = `${JSON.stringify(declared)}\n`;
if (written() !== text) {
  // Whole or not at all.
  writeFileSync(`${REFUSALS_FILE}.new`, text);
  renameSync(`${REFUSALS_FILE}.new`, REFUSALS_FILE);
}

function written(): string | undefined {
  try {
    return readFileSync(REFUSALS_FILE, "utf8");
  } catch {
    return undefined;
  }
}
