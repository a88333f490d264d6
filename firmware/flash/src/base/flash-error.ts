/** What a flash that did not succeed ends with: where it stopped, and what the board runs now. */

export type FlashStage =
  | "open"
  | "detect"
  | "prepare"
  | "upload"
  | "verify"
  | "boot-loader"
  | "restart"
  | "self-test"
  | "confirm";

/**
 * What the board runs: `previous` is whatever ran before, `on-trial` the new firmware until the next start and then
 * what ran before; `unknown` where the new firmware has answered and no one could ask any more whether it stays, and
 * where the board was moving its files.
 */
export type Running = "previous" | "on-trial" | "new" | "none" | "unknown";

export type FlashErrorCode =
  | "refused-firmware"
  | "no-board"
  | "wrong-board"
  | "old-interpreter"
  | "older-firmware"
  | "no-firmware"
  | "compaction"
  | "identity"
  | "no-number"
  | "no-room"
  | "locked"
  | "link-lost"
  | "interrupted"
  | "garbled"
  | "board-error"
  | "self-test-failed";

type FlashErrorDetails = {
  readonly message: string;
  readonly code: FlashErrorCode;
  readonly remedy: string;
  readonly cause?: unknown;
};

/** Thrown by a step; the flash adds its stage and what runs. */
export class BoardError extends Error {
  readonly code: FlashErrorCode;
  readonly remedy: string;

  constructor(details: FlashErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "BoardError";
    this.code = details.code;
    this.remedy = details.remedy;
  }
}

export class FlashError extends Error {
  readonly code: FlashErrorCode;
  readonly remedy: string;
  readonly stage: FlashStage;
  readonly running: Running;

  constructor(failure: BoardError, stage: FlashStage, running: Running) {
    super(`${stage}: ${failure.message}; ${RUNS[running]}`, { cause: failure });
    this.name = "FlashError";
    this.code = failure.code;
    this.remedy = failure.remedy;
    this.stage = stage;
    this.running = running;
  }
}

const RUNS: { readonly [running in Running]: string } = {
  previous: "the board runs what it ran before",
  "on-trial": "the board runs the new firmware once, on trial, and after its next start what it ran before",
  new: "the board runs the new firmware",
  none: "the board has no firmware: its console waits for one",
  unknown: "what the board runs could not be asked any more",
};

/** Bundle, manifest and signature do not belong together, or another has signed: the board saw nothing of it. */
export function refusedFirmware(cause: Error): FlashError {
  const { message } = cause;
  const remedy = "get the folder anew from the one who built it, and do not flash this one";
  return new FlashError(
    new BoardError({ message, code: "refused-firmware", remedy, cause }),
    "open",
    "previous",
  );
}

export function linkLost(where: string, cause: unknown): BoardError {
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new BoardError({
    message: `the connection to ${where} is lost${why}`,
    code: "link-lost",
    remedy: "check cable and power, then repeat the command",
    cause,
  });
}

export function consoleIsLocked(where: string, hadSecret: boolean): BoardError {
  return new BoardError({
    message: hadSecret
      ? `the reader at ${where} refuses the secret, or has none, or its interpreter has no SHA-256`
      : `a reader runs at ${where}, and its console is closed`,
    code: "locked",
    remedy:
      "give the secret of the unit with --console-secret, or hold the board's button while the power comes, and repeat",
  });
}
