/** One HTML page that needs nothing beside it. Its data are JSON, which its script shows as text, never as HTML. */
import { readFileSync } from "node:fs";
import { allCommands } from "@duka/protocol/commands";
import { type PackedWorlds, packedText } from "./pack-worlds.js";
import type { ReportIndex } from "./report-index.js";

/** Made by `npm run build` of `src/page` and `page/report.css`. */
const SCRIPT = new URL("../page/report.js", import.meta.url);
const STYLE = new URL("../page/report.css", import.meta.url);

/** A page opens at once, and goes by mail. */
export const PAGE_BYTES_MAX = 1_990_000;

export function reportPage(index: Omit<ReportIndex, "clauses">, worlds: PackedWorlds): string {
  const whole: ReportIndex = { ...index, clauses: clausesOf(worlds) };
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
    `<title>${escaped(index.title)}</title><style>${readFileSync(STYLE, "utf8")}</style></head><body>`,
    "<noscript>This page needs JavaScript. 本页面需要 JavaScript。</noscript>",
    `<script type="application/json" id="index">${jsonText(whole)}</script>`,
    `<script type="text/plain" id="worlds">${packedText(worlds)}</script>`,
    `<script>${readFileSync(SCRIPT, "utf8")}</script></body></html>`,
    "",
  ].join("\n");
}

function clausesOf({ events }: PackedWorlds): ReportIndex["clauses"] {
  const used = new Set(events.flatMap((event) => ("command" in event ? [String(event.command)] : [])));
  return Object.fromEntries(
    allCommands.flatMap(({ name, clause }) => (used.has(name) ? [[name, clause]] : [])),
  );
}

/** No text of it ends the element that it stands in. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003C");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
