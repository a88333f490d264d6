/** Notices card movement by polling the slot, only while someone listens. */
import type { Cancel, CardEvent, Clock } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import type { SlotStatus } from "./ccid-frame.js";

/** As often as stock drivers ask. */
const POLL_MS = 400;

type CardWatch = {
  /** Movement from now on; what is in the slot at the first poll is no event. */
  add(listener: (event: CardEvent) => void): Cancel;
};

/** @param poll asks the slot; "swapped" when another card may be in it although one was there each time */
export function watchCard(clock: Clock, poll: () => Promise<SlotStatus | "swapped">): CardWatch {
  const listeners = new Set<{ tell(event: CardEvent): void }>();
  let wasPresent: boolean | undefined;
  let stopTimer: Cancel | undefined;

  return {
    add(listener) {
      const entry = { tell: listener };
      listeners.add(entry);
      if (stopTimer === undefined) start(0);
      return () => {
        listeners.delete(entry);
        if (listeners.size > 0) return;
        stopTimer?.();
        stopTimer = undefined;
        wasPresent = undefined;
      };
    },
  };

  function start(delayMs: number): void {
    stopTimer = clock.after(delayMs, () => {
      poll().then(onStatus, onFailure).then(next);
    });
  }

  function next(isOver: boolean): void {
    if (isOver) stopTimer = undefined;
    else if (stopTimer !== undefined) start(POLL_MS);
  }

  function onStatus(status: SlotStatus | "swapped"): boolean {
    const isPresent = status !== "absent";
    if (wasPresent === true && (status === "swapped" || !isPresent)) tell("removed");
    if ((wasPresent === false || status === "swapped") && isPresent) tell("inserted");
    wasPresent = isPresent;
    return false;
  }

  /** A reader that is late is asked again; one that is gone is not. */
  function onFailure(error: unknown): boolean {
    return !(error instanceof ReaderError) || error.code === "link-lost" || error.code === "unsupported";
  }

  function tell(event: CardEvent): void {
    for (const entry of [...listeners]) entry.tell(event);
  }
}
