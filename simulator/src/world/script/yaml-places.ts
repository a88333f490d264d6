/** A text of YAML 1.2 as data, with the place of each of its members. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from "yaml";
import { type Place, ScenarioError } from "./scenario-error.js";

/** An alias that stands for itself many times over would fill the memory. */
const ALIASES_MAX = 50;

const REMEDIES: { readonly [code: string]: string } = {
  TAB_AS_INDENT: "indent with spaces, two for each level",
  BAD_INDENT: "indent members of one level alike, with two spaces more than the level above",
  DUPLICATE_KEY: "leave one of the two out",
  MULTIPLE_DOCS: "write each scenario into a file of its own",
  BLOCK_AS_IMPLICIT_KEY: "write what follows the colon on the same line, or indent it on the next",
  MISSING_CHAR: "close what was opened: a quote, a bracket, or a colon and a space behind a name",
  BAD_ALIAS: "name an anchor that stands before it",
  TAG_RESOLVE_FAILED: "leave the tag out",
};
const SEE_YAML = "see that indentation, quotes and colons are those of YAML 1.2";

export type PlacedYaml = {
  readonly value: unknown;
  /** Of a member; where it is missing, of what it is missing in. @param name of a member in it: the name's own place */
  place(path: readonly PropertyKey[], name?: string): Place;
  /** Whether a number or a truth value stands where there might have been a text. */
  isPlain(path: readonly PropertyKey[]): boolean;
  has(path: readonly PropertyKey[]): boolean;
};

/** @throws ScenarioError where it is no YAML */
export function readPlacedYaml(text: string, file: string): PlacedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [fault] = [...document.errors, ...document.warnings] as readonly YAMLError[];
  if (fault !== undefined) {
    const expected = `must be YAML: ${fault.message}`;
    throw new ScenarioError(placeAt(fault.pos[0]), expected, REMEDIES[fault.code] ?? SEE_YAML);
  }
  const startOf = (node: Node | null | undefined): Place => placeAt(node?.range?.[0] ?? 0);
  return {
    value: dataOf(document, () => placeAt(0)),
    place(path, name) {
      const { node } = walk(document, path);
      const pair = name === undefined ? undefined : pairOf(node, name);
      return startOf(pair === undefined ? node : (pair.key as Node));
    },
    isPlain(path) {
      const { node } = walk(document, path);
      return isScalar(node) && (typeof node.value === "number" || typeof node.value === "boolean");
    },
    has: (path) => walk(document, path).isWhole,
  };
}

function dataOf(document: Document, place: () => Place): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ScenarioError(place(), "must not use aliases again and again", "write out what they stand for");
  }
}

/** As far as the path goes. */
function walk(document: Document, path: readonly PropertyKey[]): { node: Node | null; isWhole: boolean } {
  let node = document.contents as Node | null;
  for (const step of path) {
    const within = isAlias(node) ? (node.resolve(document) ?? null) : node;
    const next = isSeq(within) ? within.items[Number(step)] : pairOf(within, String(step))?.value;
    if (next === undefined || next === null) return { node, isWhole: false };
    node = next as Node;
  }
  return { node, isWhole: true };
}

function pairOf(node: unknown, name: string) {
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => (isScalar(key) ? String(key.value) : "") === name);
}
