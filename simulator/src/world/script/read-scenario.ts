/** Reads a scenario from the text of its file; what is wrong is told with its place and what to do. */
import { type DataFault, readData } from "@duka/protocol/data/read-data";
import { type Place, ScenarioError } from "./scenario-error.js";
import { type Scenario, scenarioShape } from "./scenario-shape.js";
import { type PlacedYaml, readPlacedYaml } from "./yaml-places.js";

/** A scenario is written by a person. */
const LENGTH_MAX = 256 * 1024;
const SEE_SCHEMA = '"duka-sim schema scenario" lists what there may be';

export type ReadScenario = {
  readonly file: string;
  readonly scenario: Scenario;
  place(path: readonly PropertyKey[]): Place;
};

/** @param bytes of the file, UTF-8 @throws ScenarioError for the first thing that is wrong */
export function readScenario(bytes: Uint8Array, file: string): ReadScenario {
  const yaml = readPlacedYaml(textOf(bytes, file), file);
  if (yaml.value === null || yaml.value === undefined) {
    const start = { file, line: 1, column: 1 };
    throw new ScenarioError(start, "must be a scenario, and there is nothing", `write one: ${SEE_SCHEMA}`);
  }
  const scenario = readData(scenarioShape, yaml.value, "scenario", (fault) => refuse(fault, yaml));
  return { file, scenario, place: (path) => yaml.place(path) };
}

function refuse({ path, message, foreignName }: DataFault, yaml: PlacedYaml): never {
  throw new ScenarioError(yaml.place(path, foreignName), message, remedyOf(path, message, foreignName, yaml));
}

function remedyOf(
  path: readonly PropertyKey[],
  message: string,
  foreignName: string | undefined,
  yaml: PlacedYaml,
): string {
  if (foreignName !== undefined) {
    const known = message.split("known: ")[1]?.split(", ") ?? [];
    const near = known.find((name) => isNear(name, foreignName));
    return near === undefined ? `leave it out; ${SEE_SCHEMA}` : `did you mean ${near}?`;
  }
  if (!yaml.has(path)) return "add it";
  const wantsText = /must be (a text|[^;]*(digits|characters|quotes|as 2026))/.test(message);
  if (wantsText && yaml.isPlain(path)) return 'put it in quotes: "…"';
  return `correct it; ${SEE_SCHEMA}`;
}

function textOf(bytes: Uint8Array, file: string): string {
  const start = { file, line: 1, column: 1 };
  if (bytes.length > LENGTH_MAX)
    throw new ScenarioError(
      start,
      `must be at most ${LENGTH_MAX / 1024} KB long`,
      "split it into several files",
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ScenarioError(start, "must be text in UTF-8", "save it as UTF-8 in your editor");
  }
}

/** One letter more, less, other, or two of them changed about; small and capital letters are alike. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
