/** Where a test failed, as the line of its source: the processes of groups read no maps. */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

/** A place in a compiled file. */
const PLACE = /(file:\/\/\/\S+?\.js):(\d+):(\d+)/g;

/** The line, each place in a compiled file as that of its source; those without a map as they are. */
export function withSources(line) {
  return line.replace(PLACE, (place, file, row, column) => sourceOf(file, row, column) ?? place);
}

function sourceOf(file, row, column) {
  let map;
  try {
    map = new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), "utf8")));
  } catch {
    return undefined;
  }
  // Both begin at 0.
  const { originalSource, originalLine, originalColumn } = map.findEntry(row - 1, column - 1);
  if (originalSource === undefined) return undefined;
  return `${fileURLToPath(new URL(originalSource, file))}:${originalLine + 1}:${originalColumn + 1}`;
}
