/** From a place in a bundle back to the TypeScript that it came from. */
import { relative, resolve } from "node:path";
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";

type SourcePosition = {
  /** Path relative to the working directory, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
};

/**
 * @param map source map of the bundle, as JSON
 * @param folder the folder that the map's sources are relative to
 * @returns a function from line and column, both from 1, and length; `undefined` for text that no source stands behind
 */
export function sourcePositions(
  map: string,
  folder: string,
): (line: number, column: number, length: number) => SourcePosition | undefined {
  const trace = new TraceMap(map);
  const lines = decodedMappings(trace);
  return (line, column, length) => {
    const start = column - 1;
    const segments = lines[line - 1] ?? [];
    const at = segments.filter((segment) => segment[0] <= start).length - 1;
    // A map has no entry for every token: what begins inside the piece is nearer than what stands before it.
    const next = segments[at + 1];
    const nearest = segments[at]?.[0] !== start && next && next[0] < start + length ? next : segments[at];
    const source = nearest?.[1] === undefined ? undefined : trace.sources[nearest[1]];
    if (nearest?.[2] === undefined || typeof source !== "string") return undefined;
    const file = relative(process.cwd(), resolve(folder, source)).replaceAll("\\", "/");
    return { file, line: nearest[2] + 1 };
  };
}
