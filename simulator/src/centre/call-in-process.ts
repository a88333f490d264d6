/** The centre as a function in the same process: under virtual time, where no socket may be. */
import type { CallCentre, CentreResponse, OperationName } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre";
import type { Clock } from "@duka/protocol/transport";
import type { CentreAnswer } from "./centre.js";
import type { FaultyEntry } from "./faulty-entry.js";

const DEADLINE_MS = 10_000;

/** @param clock whose time passes while the centre is slow; the driver's, under virtual time */
export function callInProcess(entry: FaultyEntry, clock: Clock): CallCentre {
  return async (operation, request, deadlineMs = DEADLINE_MS) => {
    const { isDown, answers, delayMs } = entry.receive(operation, request);
    if (isDown) {
      throw new CentreError({
        message: "the centre cannot be reached",
        code: "down",
        status: 0,
        delivery: "not-sent",
      });
    }
    // Of two answers the last is read: it has to say the same as the first.
    const answer = answers.at(-1);
    const isLate = answer === undefined || delayMs > deadlineMs;
    await pause(clock, isLate ? deadlineMs : delayMs);
    if (isLate) {
      const message = `the centre has not answered within ${deadlineMs} ms`;
      throw new CentreError({ message, code: "timeout", status: 0, delivery: "unknown" });
    }
    return responseOf(operation, answer);
  };
}

function responseOf<N extends OperationName>(_operation: N, answer: CentreAnswer): CentreResponse<N> {
  if (answer.ok) return answer.body as CentreResponse<N>;
  throw new CentreError({ ...answer.body, status: answer.status, delivery: "answered" });
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return delayMs === 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(delayMs, resolve));
}
