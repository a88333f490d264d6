/** Writes the card lines of a run into a folder. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LinedScenario, lineDumps } from "./line-dumps.js";

/** Of an earlier run: as it is named here. */
const OWN_FILE = /^[0-9]{3,}-.*-(?:card|psam)-[0-9]+-baud\.vcd$/;

/** Files of an earlier run in the folder are removed; others stay. @returns of each file the command that decodes it */
export function writeLineDumps(folder: string, scenarios: readonly LinedScenario[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (OWN_FILE.test(name)) rmSync(join(folder, name));
  const commands: string[] = [];
  const pathOf = (name: string): string => join(folder, name);
  for (const { name, text, command } of lineDumps(scenarios, pathOf)) {
    writeFileSync(pathOf(name), text);
    commands.push(command);
  }
  return commands;
}
