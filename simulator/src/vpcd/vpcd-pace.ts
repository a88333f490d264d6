/**
 * Finds out whether the vpcd at the other end is the slow one that some distributions package: it sends length and
 * payload apart and waits in between until the first is acknowledged, which takes this machine some 40 ms.
 */

/** An acknowledgement is delayed by 40 ms; two packets that follow each other are less than a millisecond apart. */
const SLOW_MS = 25;
/** A machine that is busy for once is no slow vpcd. */
const IN_A_ROW = 5;

const EXPLANATION =
  "this vpcd is slow: it sends the length of each command and the command apart, and the second one waits some 40 ms for the " +
  "acknowledgement of the first. Commands work, but each takes that long. A newer vsmartcard has it mended; on this machine it helps to " +
  "run, as root: ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1";

export type VpcdPace = {
  /** @param gapMs between the length of a command and its last byte; 0 when they came together */
  command(gapMs: number): void;
};

/** @param say told once, when it is slow */
export function watchPace(say: (message: string) => void): VpcdPace {
  let slowOnes = 0;
  return {
    command(gapMs) {
      if (slowOnes === IN_A_ROW) return;
      slowOnes = gapMs >= SLOW_MS ? slowOnes + 1 : 0;
      if (slowOnes === IN_A_ROW) say(EXPLANATION);
    },
  };
}
