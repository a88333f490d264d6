/** One call after the other. Whoever waits for his turn longer than he wants leaves the line; nobody behind him waits longer for it. */
import type { Clock } from "@duka/protocol/transport";
import { deadlineOf, remainingMs, waitWithin } from "../deadline.js";
import { ReaderError } from "../errors.js";
import type { CallLimits } from "./call-limits.js";

/** Of a whole call, of which a person may need most. */
export const CALL_DEADLINE_MS = 600_000;

/** @throws RangeError when the deadline is none; ReaderError `timeout` or `aborted` when the turn did not come */
export type InTurn = <T>(limits: CallLimits, work: (left: CallLimits) => Promise<T>) => Promise<T>;

export function turns(clock: Clock): InTurn {
  /** Settles when everybody who has come by now is done. */
  let last: Promise<void> = Promise.resolve();
  return async (limits, work) => {
    const deadline = deadlineOf(clock, limits, CALL_DEADLINE_MS);
    const before = last;
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    last = before.then(() => left);
    try {
      await waitWithin(clock, deadline, "account", before).catch(notMyTurn);
      return await work({ signal: limits.signal, deadlineMs: Math.max(1, remainingMs(clock, deadline)) });
    } finally {
      leave();
    }
  };
}

/** No fault of the reader's. */
function notMyTurn(error: unknown): never {
  if (!(error instanceof ReaderError)) throw error;
  throw new ReaderError({
    message: "account: given up while another call of this account was under way",
    code: error.code,
    layer: "apdu",
    delivery: "not-sent",
    remedy: "call again",
    cause: error,
  });
}
