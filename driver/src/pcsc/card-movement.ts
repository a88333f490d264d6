/** Card movement as PC/SC tells it, for all slots of a reader, only while somebody listens. */
import type { Cancel, CardEvent } from "@duka/protocol/transport";
import {
  type PcscContext,
  type PcscReaderState,
  type PcscService,
  STATE_CHANGED,
  STATE_PRESENT,
} from "./pcsc-service.js";

/** A wait that nobody cancels ends by itself. */
const WAIT_MS = 1000;
const COUNTER_SHIFT = 16;

export type CardMovement = {
  /** Movement from now on. @param name of the slot */
  add(name: string, listener: (event: CardEvent) => void): Cancel;
  /** Nobody is told anything any more. Done when PC/SC has let go. */
  close(): Promise<void>;
};

type Listener = { readonly name: string; tell(event: CardEvent): void };

export function watchMovement(service: PcscService): CardMovement {
  const listeners = new Set<Listener>();
  let context: PcscContext | undefined;
  let running: Promise<void> | undefined;

  return {
    add(name, listener) {
      const entry: Listener = { name, tell: listener };
      listeners.add(entry);
      running ??= run().finally(() => {
        running = undefined;
      });
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) context?.cancel();
      };
    },
    async close() {
      listeners.clear();
      context?.cancel();
      await running;
    },
  };

  /** A service that fails ends the watch: the next command to the card says why. */
  async function run(): Promise<void> {
    try {
      context = service.establish();
      await watch(context);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    } finally {
      context?.close();
      context = undefined;
    }
  }

  async function watch(open: PcscContext): Promise<void> {
    let known = open.readers();
    while (listeners.size > 0) {
      const changed = await open.waitForChange(known.map(withoutChanged), WAIT_MS);
      if (changed === undefined) continue;
      for (const now of changed) report(known.find((each) => each.name === now.name)?.state ?? 0, now);
      known = changed;
    }
  }

  function report(before: number, now: PcscReaderState): void {
    const events = eventsBetween(before, now.state);
    for (const entry of [...listeners]) {
      if (entry.name === now.name) for (const event of events) entry.tell(event);
    }
  }
}

/** A card that was there before and is there now was changed in between when the counter of events moved on. */
export function eventsBetween(before: number, now: number): readonly CardEvent[] {
  const wasPresent = (before & STATE_PRESENT) !== 0;
  const isPresent = (now & STATE_PRESENT) !== 0;
  if (wasPresent && !isPresent) return ["removed"];
  if (!wasPresent && isPresent) return ["inserted"];
  const isOther = isPresent && before >>> COUNTER_SHIFT !== now >>> COUNTER_SHIFT;
  return isOther ? ["removed", "inserted"] : [];
}

function withoutChanged({ name, state }: PcscReaderState): PcscReaderState {
  return { name, state: state & ~STATE_CHANGED };
}
