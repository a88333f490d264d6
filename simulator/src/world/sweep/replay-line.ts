/**
 * One run in one line, to be run again anywhere: "purchase;hangzhou,T=0,purse;seed=7;cable-out@host frame 12 to
 * reader, byte 5". What a fault has besides stands behind a bar: "…|left=0,bytes=600".
 */
import { type Fault, readFaults } from "../faults/fault.js";
import { parseSeed } from "../simulated-spec.js";
import { type Combination, combinationText, parseCombination } from "./combination.js";
import { type ScenarioName, scenarioOf } from "./scenario-name.js";

export type Replay = {
  readonly scenario: ScenarioName;
  readonly combination: Combination;
  readonly seed: number;
  readonly faults: readonly Fault[];
};

export function replayLine({ scenario, combination, seed, faults }: Replay): string {
  return [scenario, combinationText(combination), `seed=${seed}`, ...faults.map(faultText)].join(";");
}

/** "kind@position|member=value" */
export function faultText({ kind, at, ...more }: Fault): string {
  const members = Object.entries(more).map(([name, value]) => `${name}=${value}`);
  return `${kind}@${at}${members.length === 0 ? "" : `|${members.join(",")}`}`;
}

/** @throws RangeError naming the part that cannot be read */
export function parseReplay(line: string): Replay {
  const [scenario = "", combination = "", seed = "", ...faults] = line.split(";");
  if (!seed.startsWith("seed=")) {
    throw new RangeError(
      `"${line.slice(0, 80)}" is no run: write 'purchase;hangzhou,T=0,purse;seed=7;card-mute@second VERIFY'`,
    );
  }
  return {
    scenario: scenarioOf(scenario),
    combination: parseCombination(combination),
    seed: parseSeed(seed.slice("seed=".length)),
    faults: readFaults(faults.map(parseFault)),
  };
}

/** Unchecked: `readFaults` says what is wrong. */
export function parseFault(text: string): unknown {
  const [head = "", more = ""] = text.split("|");
  const at = head.indexOf("@");
  const members =
    more === "" ? [] : more.split(",").map((member) => member.split("=", 2) as [string, string]);
  return {
    kind: head.slice(0, Math.max(at, 0)),
    at: head.slice(at + 1),
    ...Object.fromEntries(members.map(([name, value]) => [name, value === "true" ? true : Number(value)])),
  };
}
