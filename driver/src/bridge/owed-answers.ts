/**
 * Whether a caller has what it was answered last: it asks again after it had it. What a national function said of a
 * sale is due until then (`hasLastAnswer` of `duka serve`); one page neither acknowledges what another one was told,
 * nor keeps it from doing so.
 */

type OwedAnswers = {
  /** A caller asks. @returns true when no answer is owed to it */
  arrive(key: string): boolean;
  /** A national function begins for this caller. @returns what to call when its answer leaves */
  begin(key: string): () => void;
  /** The answer went out on a connection that was open. */
  delivered(key: string): void;
};

export function createOwedAnswers(): OwedAnswers {
  /** Functions that run, by their caller; 0 once they have answered, until that answer is delivered. */
  const owed = new Map<string, number>();
  const add = (key: string, more: number) => owed.set(key, (owed.get(key) ?? 0) + more);
  return {
    arrive: (key) => !owed.has(key),
    begin(key) {
      add(key, 1);
      return () => void add(key, -1);
    },
    delivered(key) {
      if (owed.get(key) === 0) owed.delete(key);
    },
  };
}
