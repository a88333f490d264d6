/**
 * Keys in their order, so that a list reads only what it answers: sorting a whole table for each request makes
 * enrolling a city quadratic. They lie in short runs, each cut in two when it grows: a change moves few keys.
 */

/** Keys in a run, at most. */
const RUN_MAX = 512;

export class SortedKeys {
  /** None of them empty. */
  readonly #runs: string[][] = [];

  /** A key that is there already stays once. */
  add(key: string): void {
    const at = this.#runOf(key);
    const run = this.#runs[at];
    if (run === undefined) {
      this.#runs.push([key]);
      return;
    }
    const place = placeOf(run, key);
    if (run[place] === key) return;
    run.splice(place, 0, key);
    if (run.length > RUN_MAX) this.#runs.splice(at + 1, 0, run.splice(RUN_MAX / 2));
  }

  remove(key: string): void {
    const at = this.#runOf(key);
    const run = this.#runs[at];
    const place = run === undefined ? 0 : placeOf(run, key);
    if (run?.[place] !== key) return;
    run.splice(place, 1);
    if (run.length === 0) this.#runs.splice(at, 1);
  }

  /** Those that begin with `prefix` and come after `after`, at most `limit`. */
  list(prefix: string, after: string, limit: number): string[] {
    const found: string[] = [];
    const from = after > prefix ? after : prefix;
    let at = this.#runOf(from);
    let place = placeOf(this.#runs[at] ?? [], from);
    for (let run = this.#runs[at]; run !== undefined && found.length < limit; run = this.#runs[++at]) {
      for (; place < run.length && found.length < limit; place++) {
        const key = run[place]!;
        if (!key.startsWith(prefix)) return found;
        if (key > after) found.push(key);
      }
      place = 0;
    }
    return found;
  }

  /** The run where the key is or belongs: the last that begins at or before it. */
  #runOf(key: string): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#runs[middle]![0]! <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }
}

/** Of the key, or of the first one after it. */
function placeOf(run: readonly string[], key: string): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
