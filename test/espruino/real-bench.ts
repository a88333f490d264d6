/** The bench of the conformance suite at a reader whose firmware runs on the real interpreter. */
import { realClock } from "@duka/driver";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { openSerialLink } from "@duka/driver/link/link-serialport";
import type { Bench, CardControls, OpenBench } from "@duka/simulator/certify/bench";
import { createCcidHost, openReader } from "@duka/simulator/certify/ccid-host";
import { cardControls } from "@duka/simulator/certify/simulated-bench";
import type { RealReader } from "./real-reader.js";

const BAUD = 115_200;
const OPEN_MS = 5000;
/**
 * Contacts and commands come over different pseudo-terminals: after a card has moved, so long until the reader has
 * surely heard of it.
 */
const HEARD_MS = 300;

/** Opens benches one after the other on the same reader: each begins with an empty slot and a host that opens anew. */
export function realBenches(real: RealReader): OpenBench {
  let movedMs = Number.NEGATIVE_INFINITY;
  const controls = cardControls(real.sockets[0]!);
  const moved = (move: () => void): void => {
    move();
    movedMs = realClock.nowMs();
  };
  const card: CardControls = {
    insert: (behaviour) => moved(() => controls.insert(behaviour)),
    remove: () => moved(controls.remove),
    swap: () => moved(controls.swap),
    // Over a pseudo-terminal the reader's characters have no times that could be judged.
    violations: () => [],
  };
  const heard = (): Promise<void> =>
    new Promise((resolve) => realClock.after(movedMs + HEARD_MS - realClock.nowMs(), resolve));
  return () => openRealBench(real, card, heard);
}

async function openRealBench(
  real: RealReader,
  card: CardControls,
  heard: () => Promise<void>,
): Promise<Bench & { close(): Promise<void> }> {
  const link = await openSerialLink(
    { path: real.hostPath, baud: BAUD },
    realClock,
    deadlineAfter(realClock, OPEN_MS),
  );
  const host = createCcidHost(link, realClock);
  await openReader(host);
  return {
    host: {
      ...host,
      async ask(message) {
        await heard();
        return host.ask(message);
      },
    },
    clock: realClock,
    card,
    async close() {
      card.remove();
      await link.close();
    },
  };
}
