/** Real time for a simulated world that lives faster: a person at its keypad need not be waited for. */
import type { SimulationClock } from "@duka/simulator/time/clock";

/** @param factor how many seconds of the world one real second is */
export function fastClock(real: SimulationClock, factor: number): SimulationClock {
  const clock: SimulationClock = {
    nowMs: () => real.nowMs() * factor,
    wallMs: () => real.wallMs(),
    after: (delayMs, then) => real.after(delayMs / factor, then),
    outside: (work) => real.outside(work),
    crossed: () => real.crossed(),
    get driver() {
      return clock;
    },
  };
  return clock;
}
