/** What waits for nothing would end the process without a word, or never. */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../../time/real-clock.js";

/** Of the machine's time: a run takes a fraction of a second. */
const HUNG_MS = 120_000;

/** @param then what the run came to, when it is not over after two minutes */
export async function untilHung<T>(running: Promise<T>, then: (why: string) => T): Promise<T> {
  let stop: Cancel = () => undefined;
  const hung = new Promise<T>((resolve) => {
    stop = new RealClock().after(HUNG_MS, () =>
      resolve(then(`hung: it was not over after ${HUNG_MS / 1000} seconds`)),
    );
  });
  try {
    return await Promise.race([running, hung]);
  } finally {
    stop();
  }
}
