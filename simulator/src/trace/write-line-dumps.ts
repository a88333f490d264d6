/** Writes the card lines of a run into a folder: a file for each line and rate, numbered in the order of time. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ChipName } from "../world/point.js";
import type { LoggedEvent } from "../world/world-event.js";
import { baudOf, decodeWords, lineDump } from "./line-dump.js";
import { lineRecordings } from "./line-recordings.js";
import { shellWord } from "./shell-word.js";

const CHIPS: readonly ChipName[] = ["card", "psam"];
const DIGITS = 3;

type Scenario = { readonly file: string; readonly title: string; readonly events: readonly LoggedEvent[] };

/** @returns of each file the command that decodes it */
export function writeLineDumps(folder: string, scenarios: readonly Scenario[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const commands: string[] = [];
  for (const { file, title, events } of scenarios) {
    const recordings = CHIPS.flatMap((chip) => lineRecordings(chip, events)).sort(
      (one, other) => one.characters[0]!.edgeUs - other.characters[0]!.edgeUs,
    );
    for (const recording of recordings) {
      const number = String(commands.length + 1).padStart(DIGITS, "0");
      const scenario = basename(file).replace(/\.ya?ml$/, "");
      const path = join(folder, `${number}-${scenario}-${recording.chip}-${baudOf(recording)}-baud.vcd`);
      const command = `sigrok-cli -I vcd -i ${shellWord(path)} ${decodeWords(recording)}`;
      writeFileSync(path, lineDump(recording, `${file}: ${title}. ${command}`));
      commands.push(command);
    }
  }
  return commands;
}
