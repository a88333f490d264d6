/**
 * Whether a caller has what it was answered last: it asks again after it had it. What a national function said of a
 * sale is due until then (`hasLastAnswer` of `duka serve`); one page does not acknowledge what another one was told.
 */

type OwedAnswers = {
  /** A caller asks. @returns true when no answer is owed to anyone */
  arrive(key: string): boolean;
  /** A national function begins for this caller. @returns what to call when its answer leaves */
  begin(key: string): () => void;
  /** The answer went out on a connection that was open. */
  delivered(key: string): void;
};

export function createOwedAnswers(): OwedAnswers {
  /** True once it was delivered. */
  const owed = new Map<string, boolean>();
  let running = 0;
  return {
    arrive(key) {
      if (owed.get(key) === true) owed.delete(key);
      return owed.size === 0 && running === 0;
    },
    begin(key) {
      running += 1;
      return () => {
        running -= 1;
        owed.set(key, false);
      };
    },
    delivered(key) {
      if (owed.has(key)) owed.set(key, true);
    },
  };
}
