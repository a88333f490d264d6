/** In which way a session failed: two failures of one way are one defect, as far as anyone can see. */

export type Way = {
  /** "lost", "doubled", "undecided", "hung", "crashed", "broke off", or "broken" for every other invariant. */
  readonly kind: string;
  /** What should have held, without refs and numbers. */
  readonly invariant: string;
  /** What the till had said of it, where it said anything. */
  readonly place: string;
};

/** "broken" is every other rule. */
export const KINDS_OF_FAILURES = ["lost", "doubled", "undecided", "hung", "crashed", "broke off", "broken"];

const KINDS = /^(lost|doubled|undecided|hung|crashed|broke off)\b/;
const REFS: readonly (readonly [ref: RegExp, kind: string])[] = [
  [/\bS-(?:last|[0-9]+)/g, "a sale"],
  [/\bL-[0-9]+/g, "a load"],
  [/\bR-[0-9]+/g, "a reversal"],
];

/** @param broken what did not hold; the first is the failure's own, others follow from it */
export function wayOf([first = ""]: readonly string[]): Way {
  const kind = KINDS.exec(first)?.[1] ?? "broken";
  const place = /"([^"]*)"/.exec(first)?.[1] ?? "";
  let invariant = first;
  for (const [ref, name] of REFS) invariant = invariant.replace(ref, name);
  return { kind, place, invariant: invariant.replace(/(?<![A-Za-z])-?[0-9]+/g, "n") };
}

export function isSameWay(one: Way, other: Way): boolean {
  return one.kind === other.kind && one.invariant === other.invariant && one.place === other.place;
}
