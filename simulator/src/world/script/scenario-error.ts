/** A scenario file cannot be read: where, what was expected there, and what to do. */

export type Place = { readonly file: string; readonly line: number; readonly column: number };

export class ScenarioError extends Error {
  readonly place: Place;
  /** What was expected there. */
  readonly expected: string;
  /** What to do. */
  readonly remedy: string;

  constructor(place: Place, expected: string, remedy: string) {
    super(`${placeText(place)}: ${expected}; ${remedy}`);
    this.name = "ScenarioError";
    this.place = place;
    this.expected = expected;
    this.remedy = remedy;
  }
}

/** As compilers write it, so that an editor jumps there. Lines and columns count from 1. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
