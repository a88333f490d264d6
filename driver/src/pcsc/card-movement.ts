/**
 * Card movement as PC/SC tells it, only while someone listens. All readers of a process share one watch: a call that
 * waits keeps one of the few threads that Node has for such calls. A service that goes away is looked for again, and
 * what has moved meanwhile told then.
 */
import type { Cancel, CardEvent, Clock } from "@duka/protocol/transport";
import { rowOf } from "./pcsc-failure.js";
import {
  type PcscContext,
  type PcscReaderState,
  type PcscService,
  STATE_CHANGED,
  STATE_PRESENT,
} from "./pcsc-service.js";

/** A wait that no one cancels ends by itself. */
const WAIT_MS = 1000;
/** Until a service that went away is looked for again. */
const RETRY_MS = 1000;
const COUNTER_SHIFT = 16;

export type CardMovement = {
  /**
   * Movement from now on.
   * @param name of the slot
   * @param state the slot's as it is known now: the watch takes a while to begin, and what moves meanwhile is told too
   */
  add(name: string, listener: (event: CardEvent) => void, state?: number): Cancel;
  /** No one who was added here is told anything any more. Done when PC/SC has let go, unless others listen. */
  close(): Promise<void>;
};

type Listener = { readonly name: string; readonly state: number | undefined; tell(event: CardEvent): void };

type Watch = {
  add(listener: Listener): Cancel;
  /** Settles when no one is watched for any more; at once while others listen. */
  ended(): Promise<void>;
};

const watches = new WeakMap<PcscService, Watch>();

/** @param clock of the first who watches this service counts for all */
export function watchMovement(service: PcscService, clock: Clock): CardMovement {
  const watch = watches.get(service) ?? createWatch(service, clock);
  watches.set(service, watch);
  const own = new Set<Cancel>();
  return {
    add(name, listener, state) {
      const stop = watch.add({ name, state, tell: listener });
      own.add(stop);
      return () => {
        own.delete(stop);
        stop();
      };
    },
    close() {
      for (const stop of own) stop();
      own.clear();
      return watch.ended();
    },
  };
}

function createWatch(service: PcscService, clock: Clock): Watch {
  const listeners = new Set<Listener>();
  let context: PcscContext | undefined;
  let endPause: (() => void) | undefined;
  let running: Promise<void> | undefined;
  /** State by the name of the slot. */
  const last = new Map<string, number>();

  return {
    add(listener) {
      listeners.add(listener);
      // A slot that is new since the wait began is not waited for.
      if (running !== undefined && !last.has(listener.name)) interrupt();
      running ??= run();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) interrupt();
      };
    },
    async ended() {
      if (listeners.size === 0) await running;
    },
  };

  /** A service that is gone cannot be told, and its wait has ended. */
  function interrupt(): void {
    endPause?.();
    try {
      context?.cancel();
    } catch (error) {
      if (rowOf(error) === undefined) throw error;
    }
  }

  async function run(): Promise<void> {
    while (listeners.size > 0) {
      try {
        const established = service.establish();
        // Where the service answers at once the first states are read at once: what moves from now on is told.
        context = established instanceof Promise ? await established : established;
        await watch(context);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      } finally {
        context?.close();
        context = undefined;
      }
      if (listeners.size > 0) await pause();
    }
    running = undefined;
    last.clear();
  }

  async function watch(open: PcscContext): Promise<void> {
    let states = open.readers();
    // A service that was started anew counts from 0 again: only presence can be compared.
    for (const { name, state } of states) {
      report(name, eventsBetween(uncounted(last.get(name) ?? firstOf(name) ?? state), uncounted(state)));
      last.set(name, state);
    }
    while (listeners.size > 0) {
      states = (await open.waitForChange(states.map(withoutChanged), WAIT_MS)) ?? open.readers();
      for (const { name, state } of states) {
        const before = last.get(name);
        if (before === undefined)
          report(name, eventsBetween(uncounted(firstOf(name) ?? state), uncounted(state)));
        else report(name, eventsBetween(before, state));
        last.set(name, state);
      }
    }
  }

  /** What was known of a slot when the first who still listens began: another context, whose counter is its own. */
  function firstOf(name: string): number | undefined {
    for (const listener of listeners)
      if (listener.name === name && listener.state !== undefined) return listener.state;
    return undefined;
  }

  function report(name: string, events: readonly CardEvent[]): void {
    for (const entry of [...listeners]) {
      if (entry.name === name) for (const event of events) entry.tell(event);
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(RETRY_MS, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** A card that was there before and is there now was changed in between when the counter of events moved on. */
function eventsBetween(before: number, now: number): readonly CardEvent[] {
  const wasPresent = (before & STATE_PRESENT) !== 0;
  const isPresent = (now & STATE_PRESENT) !== 0;
  if (wasPresent && !isPresent) return ["removed"];
  if (!wasPresent && isPresent) return ["inserted"];
  const isOther = isPresent && before >>> COUNTER_SHIFT !== now >>> COUNTER_SHIFT;
  return isOther ? ["removed", "inserted"] : [];
}

function uncounted(state: number): number {
  return state & ((1 << COUNTER_SHIFT) - 1);
}

function withoutChanged({ name, state }: PcscReaderState): PcscReaderState {
  return { name, state: state & ~STATE_CHANGED };
}
