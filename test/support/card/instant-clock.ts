import type { Clock } from "@duka/protocol/transport";
import { stillClock } from "./till.js";

/** Time stands still, and whoever waits has waited: for a centre that is late, or does not answer. */
export function instantClock(): Clock {
  return {
    ...stillClock(),
    after(_delayMs, work) {
      queueMicrotask(work);
      return () => undefined;
    },
  };
}
