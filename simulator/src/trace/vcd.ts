/** Wires over time as a Value Change Dump (IEEE 1364-2005, clause 18). A wire is what it rests at, but for spans. */

export type Span = { readonly fromUs: number; readonly toUs: number };

type Wire = {
  readonly name: string;
  readonly rest: 0 | 1;
  /** When it is the opposite; spans may overlap. */
  readonly spans: readonly Span[];
};

/** By these are the wires known in the file. */
const FIRST_IDENTIFIER = 0x21;
const TICKS_PER_US = 10;

/**
 * @param fine true: ticks of 100 ns, not of a microsecond. What reads a file keeps each tick as a sample.
 * @param endUs how long it is
 * @returns begins at the time 0
 */
export function valueChangeDump(
  comment: string,
  wires: readonly Wire[],
  endUs: number,
  isFine: boolean,
): string {
  const perUs = isFine ? TICKS_PER_US : 1;
  const changes = new Map<number, string[]>([[0, []]]);
  const change = (tick: number, level: number, wire: number): void => {
    const told = changes.get(tick) ?? [];
    changes.set(tick, told);
    told.push(`${level}${String.fromCharCode(FIRST_IDENTIFIER + wire)}`);
  };
  wires.forEach(({ rest, spans }, wire) => {
    change(0, rest, wire);
    for (const { from, to } of merged(spans, perUs)) {
      change(from, 1 - rest, wire);
      change(to, rest, wire);
    }
  });
  const end = Math.round(endUs * perUs);
  if (!changes.has(end)) changes.set(end, []);
  const sorted = [...changes].sort(([one], [other]) => one - other);
  return [
    `$comment ${comment.replaceAll("$", "_")} $end`,
    `$timescale ${isFine ? "100 ns" : "1 us"} $end`,
    "$scope module line $end",
    ...wires.map(
      ({ name }, wire) => `$var wire 1 ${String.fromCharCode(FIRST_IDENTIFIER + wire)} ${name} $end`,
    ),
    "$upscope $end",
    "$enddefinitions $end",
    ...sorted.flatMap(([tick, told]) => [`#${tick}`, ...told]),
    "",
  ].join("\n");
}

/** In ticks, one after the other; those that touch are one. */
function merged(
  spans: readonly Span[],
  perUs: number,
): readonly { readonly from: number; readonly to: number }[] {
  const sorted = spans
    .map(({ fromUs, toUs }) => ({ from: Math.round(fromUs * perUs), to: Math.round(toUs * perUs) }))
    .sort((one, other) => one.from - other.from);
  const whole: { from: number; to: number }[] = [];
  for (const span of sorted) {
    const last = whole[whole.length - 1];
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else whole.push(span);
  }
  return whole;
}
