/** `duka trace show` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { inBoth } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { createTraceReader, type ShownLine } from "../../trace/show-trace.js";
import { isTraceHeading } from "../../trace/trace-line.js";

const BYTES_MAX = 64 * 1024 * 1024;
/** So many lines that are not of a trace are named; the rest are counted. */
const NAMED_MAX = 5;

export type TraceShowOptions = { readonly lang: ReceiptLanguage; readonly json?: boolean };

export function runTraceShow(
  terminal: Terminal,
  file: string,
  { lang, json: isJson = false }: TraceShowOptions,
): number {
  const lines = readTrace(file);
  let read = createTraceReader();
  const shown: ShownLine[] = [];
  let strangers = 0;
  for (const [index, text] of lines.entries()) {
    if (isTraceHeading(text)) {
      read = createTraceReader();
      if (!isJson) terminal.out(`${text}\n`);
    } else if (text !== "") {
      const line = read(text);
      if (line !== undefined && isJson) shown.push(line);
      else if (line !== undefined) terminal.out(`${shownText(line)}\n`);
      else if (++strangers <= NAMED_MAX) {
        const place = `${file}:${index + 1}`;
        terminal.tell(inBoth({ en: `${place}: no line of a trace`, zh: `${place}：不是跟踪记录` }, lang));
      }
    }
  }
  if (isJson) terminal.out(`${JSON.stringify({ lines: shown, strangers })}\n`);
  if (strangers > NAMED_MAX) {
    const [en, zh] = [`${strangers} lines are not of a trace`, `共 ${strangers} 行不是跟踪记录`];
    terminal.tell(inBoth({ en: `${file}: ${en}`, zh: `${file}：${zh}` }, lang));
  }
  return strangers === 0 ? EXIT_DONE : EXIT_REFUSED;
}

/** @throws RangeError when the file cannot be read or holds no trace */
function readTrace(file: string): string[] {
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFile(file, BYTES_MAX));
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${file}: ${en}`, `${file}：${zh}`);
  }
  const lines = text.split(/\r?\n/);
  if (!isTraceHeading(lines[0] ?? ""))
    throw rangeError(
      `${file} is no trace: its first line is not "# duka trace 1"`,
      `${file} 不是跟踪记录：首行不是“# duka trace 1”`,
    );
  return lines;
}

function shownText({ ms, where, kind, text, words }: ShownLine): string {
  const what = words === "" ? text : words;
  const bytes = words === "" ? "" : `\n${" ".repeat(14)}${text}`;
  return `${ms.toFixed(3).padStart(12)} ${where} ${kind} ${what}${bytes}`.trimEnd();
}
