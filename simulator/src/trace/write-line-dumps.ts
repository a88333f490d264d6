/** Writes the card lines of a run into a folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LinedScenario, lineDumps } from "./line-dumps.js";

/** @returns of each file the command that decodes it */
export function writeLineDumps(folder: string, scenarios: readonly LinedScenario[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const commands: string[] = [];
  const pathOf = (name: string): string => join(folder, name);
  for (const { name, text, command } of lineDumps(scenarios, pathOf)) {
    writeFileSync(pathOf(name), text);
    commands.push(command);
  }
  return commands;
}
