/**
 * The text of a trace: a heading, then one line for each thing that happened.
 *
 *     # duka trace 1, 2026-11-21T06:05:59.000Z
 *          13.000 Duka PICO_R1_3 SIM-1 slot 0 | > 00 20 00 00 03 ·· ·· ··
 *          18.250 Duka PICO_R1_3 SIM-1 slot 0 | < 90 00
 *
 * Milliseconds since the heading, where, what, and the bytes or words of it.
 */

/**
 * `>` and `<` are a command to a card and its answer; `host` and `reader` are CCID messages, without their LRC, which
 * would tell what a hidden password adds up to; `!` is a conversation that broke.
 */
export const TRACE_KINDS = [
  "power",
  "atr",
  ">",
  "<",
  "!",
  "off",
  "inserted",
  "removed",
  "host",
  "reader",
  "closed",
] as const;

export type TraceKind = (typeof TRACE_KINDS)[number];

export type TraceLine = {
  readonly ms: number;
  readonly where: string;
  readonly kind: TraceKind;
  /** Bytes in hexadecimal with `··` for each hidden one, or words. */
  readonly text: string;
};

const WHERE_MAX = 80;
const TEXT_MAX = 2000;
const TIME_WIDTH = 12;

/** @param wallMs milliseconds since 1970 of its zero */
export function traceHeading(wallMs: number): string {
  return `# duka trace 1, ${new Date(wallMs).toISOString()}`;
}

export function isTraceHeading(line: string): boolean {
  return /^# duka trace 1\b/.test(line);
}

/** Never more than one line, whatever a reader calls itself. */
export function formatTraceLine({ ms, where, kind, text }: TraceLine): string {
  const time = ms.toFixed(3).padStart(TIME_WIDTH);
  const line = `${time} ${oneLine(where, WHERE_MAX)} | ${kind} ${oneLine(text, TEXT_MAX)}`;
  return line.trimEnd();
}

/** Undefined for what is no line of a trace. */
export function parseTraceLine(line: string): TraceLine | undefined {
  const parts = /^ *(\d{1,15}\.\d{3}) ([^|]{0,80}) \| (\S+)(?: (.{0,2000}))?$/.exec(line);
  const kind = TRACE_KINDS.find((one) => one === parts?.[3]);
  if (parts === null || kind === undefined) return undefined;
  return { ms: Number(parts[1]), where: parts[2] ?? "", kind, text: parts[4] ?? "" };
}

function oneLine(text: string, max: number): string {
  return text
    .slice(0, max)
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, "?")
    .replaceAll("|", "/");
}
