/**
 * Real time for the simulated world: the one file of the simulator that asks the machine for time.
 *
 * Bytes and characters are shorter than a timer's millisecond. So events carry absolute times, those that
 * are due run together in one turn, and each sees the time it was due at: lateness never adds up.
 */
import { performance } from "node:perf_hooks";
import type { Cancel, Clock } from "@duka/protocol/transport";
import type { SimulationClock } from "./clock.js";
import { EventQueue } from "./event-queue.js";

/** After so many events in one turn sockets and signals get theirs. */
const EVENTS_PER_TURN = 10_000;

/** The machine's date now, for a virtual clock that should begin today. */
export function machineDateMs(): number {
  return Date.now();
}

/** Milliseconds since 1970 of an ISO 8601 date; NaN when it is not one. */
export function isoDateMs(text: string): number {
  return Date.parse(text);
}

export class RealClock implements SimulationClock {
  readonly driver: Clock = this;
  readonly #events = new EventQueue();
  /** The time that the running event was due at. */
  #dueMs: number | undefined;
  #disarm: (() => void) | undefined;

  nowMs(): number {
    return this.#dueMs ?? performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  after(delayMs: number, then: () => void): Cancel {
    const event = this.#events.push(this.nowMs() + Math.max(0, delayMs), then);
    if (this.#events.first() === event) this.#arm();
    return () => {
      if (this.#events.remove(event)) this.#arm();
    };
  }

  background(delayMs: number, then: () => void): Cancel {
    const timer = setTimeout(then, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  }

  outside<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** No one waits for the driver here. */
  crossed(): void {}

  #arm(): void {
    if (this.#dueMs !== undefined) return;
    this.#disarm?.();
    this.#disarm = undefined;
    const first = this.#events.first();
    if (first === undefined) return;
    const delayMs = first.atMs - performance.now();
    // A timer is never early, and a millisecond late is ten bytes late: the rest of a millisecond is waited
    // in turns.
    if (delayMs >= 1) {
      const timer = setTimeout(() => this.#turn(), Math.min(Math.floor(delayMs), 0x7fffffff));
      this.#disarm = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(() => this.#turn());
      this.#disarm = () => clearImmediate(immediate);
    }
  }

  #turn(): void {
    const nowMs = performance.now();
    try {
      for (let count = 0; count < EVENTS_PER_TURN; count++) {
        const event = this.#events.first();
        if (event === undefined || event.atMs > nowMs) break;
        this.#events.takeFirst();
        this.#dueMs = event.atMs;
        event.run();
      }
    } finally {
      this.#dueMs = undefined;
      this.#arm();
    }
  }
}
