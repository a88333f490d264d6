/** The time of this machine: the only file of the driver that names timers, `performance` or `Date`. */
import type { Clock } from "@duka/protocol/transport";

export const realClock: Clock = {
  nowMs() {
    return performance.now();
  },
  wallMs() {
    return Date.now();
  },
  after(delayMs, then) {
    const timer = setTimeout(then, delayMs);
    return () => clearTimeout(timer);
  },
  background(delayMs, then) {
    const timer = setTimeout(then, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  outside(work) {
    return work();
  },
};
