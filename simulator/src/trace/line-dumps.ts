/** The card lines of runs as files for a logic analyser: one for each line and rate, numbered in the order of time. */
import type { ChipName } from "../world/point.js";
import type { LoggedEvent } from "../world/world-event.js";
import { baudOf, decodeWords, lineDump } from "./line-dump.js";
import { lineRecordings } from "./line-recordings.js";
import { shellWord } from "./shell-word.js";

const CHIPS: readonly ChipName[] = ["card", "psam"];
const DIGITS = 3;

export type LinedScenario = {
  readonly file: string;
  readonly title: string;
  readonly events: readonly LoggedEvent[];
};

type LineDump = {
  readonly name: string;
  readonly text: string;
  /** The command that decodes it. */
  readonly command: string;
};

/** @param pathOf where the file of that name will lie */
export function* lineDumps(
  scenarios: readonly LinedScenario[],
  pathOf: (name: string) => string,
): Generator<LineDump> {
  let count = 0;
  for (const { file, title, events } of scenarios) {
    const recordings = CHIPS.flatMap((chip) => lineRecordings(chip, events)).sort(
      (one, other) => one.characters[0]!.edgeUs - other.characters[0]!.edgeUs,
    );
    const scenario = file.replace(/^.*[/\\]/, "").replace(/\.ya?ml$/, "");
    for (const recording of recordings) {
      const number = String(++count).padStart(DIGITS, "0");
      const name = `${number}-${scenario}-${recording.chip}-${baudOf(recording)}-baud.vcd`;
      const command = `sigrok-cli -I vcd -i ${shellWord(pathOf(name))} ${decodeWords(recording)}`;
      yield { name, text: lineDump(recording, `${file}: ${title}. ${command}`), command };
    }
  }
}
