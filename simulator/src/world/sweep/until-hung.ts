/** What waits for nothing would end the process without a word, or never. */
import type { Cancel, Clock } from "@duka/protocol/transport";
import { RealClock } from "../../time/real-clock.js";

/** A run takes a fraction of a second. */
const LOOKS_MAX = 120;
/**
 * Of the machine's time, from one look to the next. A machine that was suspended, or whose processor others had, is
 * late for one look and not for all: its run was not waiting for nothing.
 */
const LOOK_MS = 1000;

/** @param then what the run came to, when it is not over after 120 looks, one a second */
export async function untilHung<T>(
  running: Promise<T>,
  then: (why: string) => T,
  clock: Pick<Clock, "after"> = new RealClock(),
): Promise<T> {
  let stop: Cancel = () => undefined;
  const hung = new Promise<T>((resolve) => {
    const look = (times: number): void => {
      if (times > LOOKS_MAX) {
        resolve(then(`hung: it was not over after ${(LOOKS_MAX * LOOK_MS) / 1000} seconds`));
        return;
      }
      stop = clock.after(LOOK_MS, () => look(times + 1));
    };
    look(1);
  });
  try {
    return await Promise.race([running, hung]);
  } finally {
    stop();
  }
}
