/** The boards on the line: a table that a person watches, or a line for each change of a board. */
import type { Output } from "@duka/protocol/command-line";
import type { PlaceState } from "../line/line.js";
import { STAGE_WORDS } from "./progress.js";

export function createLineTable(output: Output): { show(state: PlaceState): void; end(): void } {
  const rows = new Map<string, string>();
  /** Rows that stand on the terminal and are written over. */
  let drawn = 0;

  function draw(): void {
    const up = drawn === 0 ? "" : `\x1b[${drawn}A`;
    const text = [...rows].map(([place, words]) => `\x1b[2K${place}  ${words}\n`).join("");
    output.tell(up + text);
    drawn = rows.size;
  }

  return {
    show(state) {
      const words = wordsFor(state);
      const place = shortName(state.place);
      if (output.isTerminal === true) {
        rows.set(place, words + percent(state));
        draw();
      } else if (rows.get(place) !== words) {
        rows.set(place, words);
        output.tell(`${place}  ${words}\n`);
      }
    },
    end() {
      drawn = 0;
    },
  };
}

function shortName(place: string): string {
  return place.replace(/^serial:/, "");
}

function wordsFor({ state, serialNumber = "", progress, record }: PlaceState): string {
  const number = serialNumber === "" ? "" : `${serialNumber}  `;
  if (state === "working")
    return `${number}${progress === undefined ? "a board is there" : STAGE_WORDS[progress.stage]}`;
  if (state === "testing") return `${number}guided test`;
  if (state === "passed") return `${number}passed: take it off`;
  const steps =
    record?.guidedTest?.filter((step) => !step.passed).map(({ step, note }) => note ?? step) ?? [];
  const why =
    record?.error === undefined ? steps.join("; ") : `${record.error.message}; ${record.error.remedy}`;
  return `${number}FAILED: ${why}`;
}

function percent({ progress, state }: PlaceState): string {
  if (state !== "working" || progress?.stage !== "upload") return "";
  return ` ${Math.round((100 * progress.doneBytes) / progress.totalBytes)} %`;
}
