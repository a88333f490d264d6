/**
 * The speed of this end of the host line: that of the address, or a higher one that the reader has agreed on. The
 * reader stays at a higher one only while all that it hears is good, so any trouble takes this end back first, and
 * whatever is sent again is sent at the speed at which the reader can always be found.
 */
import { live } from "@duka/protocol/data/live";
import type { Clock, Link } from "@duka/protocol/transport";
import { HOST_SPEED_IDLE_MS } from "@duka/protocol/wire/escape";

/** What is asked for, one after the other: ports and readers make them exactly. */
const FASTER_BAUDS = [1_000_000, 500_000, 250_000];
/** After so long without a word the reader may have gone back by itself. */
const PAUSE_MS = (HOST_SPEED_IDLE_MS * 2) / 3;
/** So often a word keeps it from that. */
export const KEEP_SPEED_MS = PAUSE_MS / 2;
/** So many times a speed is lost, each within so many answers of the one before, until it counts as too fast. */
const FALLS_MAX = 3;
const ANSWERS_BETWEEN_FALLS = 1000;

export type LineSpeed = {
  /**
   * Of now, as this end was told last. The link is not asked for it: one that a program has put together around it may
   * still name the speed of the beginning.
   */
  readonly baud: number;
  readonly bitsPerByte: number;
  /** Faster than in the address. */
  readonly isRaised: boolean;
  /** What is worth asking the reader for: undefined when the line has it already, or carries nothing faster. */
  readonly wantedBaud: number | undefined;
  /** The speed of the address. */
  readonly firstBaud: number;
  /** @throws Error of the system for a speed that the port cannot have */
  raise(baud: number): Promise<void>;
  /** What was wanted is too fast for port, line or reader: from now on the next lower one is. */
  wantLess(): void;
  /** An answer has come as it should. */
  heardAnswer(): void;
  /** Since the last such answer. */
  quietMs(): number;
  /** Before a frame after a pause: goes back. Undefined when there is nothing to do. */
  afterPause(): Promise<void> | undefined;
  /** Something was damaged or missing: goes back. Undefined when there is nothing to do. */
  fall(): Promise<void> | undefined;
  /** Goes back because the reader was told to. */
  lower(): Promise<void>;
};

export function createLineSpeed(link: Link, clock: Clock): LineSpeed {
  const firstBaud = link.baud;
  const bauds = link.setBaud === undefined ? [] : FASTER_BAUDS.filter((baud) => baud > firstBaud);
  let baud = firstBaud;
  let isRaised = false;
  /** On its way back. */
  let lowering: Promise<void> | undefined;
  let heardMs = clock.nowMs();
  let falls = 0;
  let answers = 0;

  const speed: Omit<LineSpeed, "baud" | "isRaised" | "wantedBaud"> = {
    firstBaud,
    bitsPerByte: link.bitsPerByte,
    async raise(next) {
      await change(next);
      isRaised = true;
      heardMs = clock.nowMs();
    },
    wantLess,
    heardAnswer() {
      heardMs = clock.nowMs();
      answers++;
    },
    quietMs,
    afterPause: () => (isRaised && hasPaused() ? lower() : lowering),
    fall() {
      if (!isRaised) return lowering;
      falls = answers > ANSWERS_BETWEEN_FALLS ? 1 : falls + 1;
      answers = 0;
      if (falls >= FALLS_MAX) wantLess();
      return lower();
    },
    lower,
  };
  return live<LineSpeed, "baud" | "isRaised" | "wantedBaud">(speed, {
    baud: () => baud,
    isRaised: () => isRaised,
    wantedBaud: () => (isRaised && !hasPaused() ? undefined : bauds[0]),
  });

  function quietMs(): number {
    return clock.nowMs() - heardMs;
  }

  function hasPaused(): boolean {
    return quietMs() > PAUSE_MS;
  }

  function wantLess(): void {
    bauds.shift();
    falls = 0;
  }

  async function change(next: number): Promise<void> {
    await link.setBaud?.(next);
    baud = next;
  }

  async function lower(): Promise<void> {
    if (isRaised) {
      isRaised = false;
      const done = (): void => {
        lowering = undefined;
      };
      // A port that does not even do that is lost, and says so itself.
      lowering = change(firstBaud).then(done, done);
    }
    await lowering;
  }
}
