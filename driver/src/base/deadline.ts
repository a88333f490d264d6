/**
 * One end for a whole operation, passed down, so that no step of it can wait longer than what is left, or after it was
 * given up.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Cancel, Clock } from "@duka/protocol/transport";
import { checkSignal, shown, shownZh } from "./argument.js";
import { ReaderError } from "./errors.js";

export type Deadline = {
  readonly atMs: number;
  /** Ends the operation sooner. */
  readonly signal?: AbortSignal | undefined;
};

/** What a caller may say about the end of a call. */
export type Limits = {
  /** Above 0 and at most 3600000. */
  readonly deadlineMs?: number | undefined;
  /** Gives the call up: it ends with the error `aborted`. */
  readonly signal?: AbortSignal | undefined;
};

/** Longest time that a caller may ask for: an hour. */
export const DEADLINE_MAX_MS = 3_600_000;

/** @throws RangeError unless 0 < `deadlineMs` <= `DEADLINE_MAX_MS`; TypeError for a signal that is not one */
export function deadlineAfter(clock: Clock, deadlineMs: number, signal?: AbortSignal): Deadline {
  if (typeof deadlineMs !== "number" || !(deadlineMs > 0 && deadlineMs <= DEADLINE_MAX_MS)) {
    throw rangeError(
      `deadlineMs must be above 0 and at most ${DEADLINE_MAX_MS}, not ${shown(deadlineMs)}`,
      `deadlineMs 必须大于 0 且不超过 ${DEADLINE_MAX_MS}，不能是 ${shownZh(deadlineMs)}`,
    );
  }
  if (signal !== undefined) checkSignal("signal", signal);
  return { atMs: clock.nowMs() + deadlineMs, signal };
}

/** @throws RangeError as `deadlineAfter` */
export function deadlineOf(clock: Clock, limits: Limits, usualMs: number): Deadline {
  return deadlineAfter(clock, limits.deadlineMs ?? usualMs, limits.signal);
}

/** The nearer of a deadline and one that a single step has of its own. */
export function nearer(clock: Clock, deadline: Deadline, stepMs: number): Deadline {
  return { atMs: Math.min(deadline.atMs, clock.nowMs() + stepMs), signal: deadline.signal };
}

/** What is left, 0 when it has passed. */
export function remainingMs(clock: Clock, deadline: Deadline): number {
  return Math.max(0, deadline.atMs - clock.nowMs());
}

/** Calls `then` once: when the deadline has passed or the operation was given up, whichever comes first. */
export function onEnd(clock: Clock, deadline: Deadline, then: (code: "timeout" | "aborted") => void): Cancel {
  const { signal } = deadline;
  let isOver = false;
  const stopTimer = clock.after(remainingMs(clock, deadline), () => end("timeout"));
  const giveUp = () => end("aborted");
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) queueMicrotask(giveUp);
  return stop;

  function end(code: "timeout" | "aborted"): void {
    if (isOver) return;
    stop();
    then(code);
  }

  function stop(): void {
    isOver = true;
    stopTimer();
    signal?.removeEventListener("abort", giveUp);
  }
}

/**
 * Waits for work that has no end of its own, no longer than the deadline allows; the work itself goes on.
 * @param attempt for the message
 * @param late gets what the work brings after no one waits for it any more
 * @throws ReaderError `timeout` or `aborted`; what the work throws
 */
export function waitWithin<T>(
  clock: Clock,
  deadline: Deadline,
  attempt: string,
  work: Promise<T>,
  late: (value: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isWaiting = true;
    const stop = onEnd(clock, deadline, (code) => {
      isWaiting = false;
      reject(endedAt(attempt, code));
    });
    work.then(
      (value) => {
        stop();
        if (isWaiting) resolve(value);
        else late(value);
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}

function endedAt(attempt: string, code: "timeout" | "aborted"): ReaderError {
  const why = code === "timeout" ? "not done by the deadline" : "given up by the caller";
  return new ReaderError({ message: `${attempt}: ${why}`, code, layer: "link", delivery: "not-sent" });
}
