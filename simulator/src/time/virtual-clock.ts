/**
 * Virtual time: a session of minutes runs in milliseconds, and the same events come in the same order every
 * time.
 *
 * Time stands still unless the driver waits, that is unless it has a timer pending and no work `outside` (but what is
 * `inside` after all).
 * Then events run one by one in one turn of the event loop, until the driver was given bytes or one of its
 * timers fired; its promises get the next turn, and so on. When the driver waits for nothing, nothing keeps
 * the process alive.
 */
import type { Cancel, Clock } from "@duka/protocol/transport";
import type { SimulationClock } from "./clock.js";
import { EventQueue } from "./event-queue.js";

/** 2026-01-05 09:00:00 in China (UTC+8): a Monday morning, when pharmacies open. */
export const WALL_START_MS = 1_767_574_800_000;

/** After so many events in one turn the process may look at its signals. */
const EVENTS_PER_TURN = 10_000;
/** So many events at one instant are a world that schedules itself without end. */
const EVENTS_AT_ONE_INSTANT_MAX = 1_000_000;

export class VirtualClock implements SimulationClock {
  readonly driver: Clock;
  readonly #events = new EventQueue();
  #nowMs = 0;
  #wallAtZeroMs: number;
  #driverTimers = 0;
  #outside = 0;
  #inside = 0;
  #turnComing = false;
  #running = false;
  #crossed = false;
  #atThisInstant = 0;

  /** @param wallMs what the wall clock shows at the beginning */
  constructor(wallMs: number = WALL_START_MS) {
    this.#wallAtZeroMs = wallMs;
    this.driver = {
      nowMs: () => this.nowMs(),
      wallMs: () => this.wallMs(),
      after: (delayMs, then) => this.#driverAfter(delayMs, then),
      background: (delayMs, then) => this.background(delayMs, then),
      outside: (work) => this.outside(work),
    };
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallAtZeroMs + this.#nowMs;
  }

  /** Sets the machine's date, forwards or back; `nowMs` is not moved. */
  setWallMs(wallMs: number): void {
    this.#wallAtZeroMs = wallMs - this.#nowMs;
  }

  after(delayMs: number, then: () => void): Cancel {
    const event = this.#events.push(this.#nowMs + Math.max(0, delayMs), then);
    return () => {
      this.#events.remove(event);
    };
  }

  /** Comes when time has gone so far for another's sake. */
  background(delayMs: number, then: () => void): Cancel {
    return this.after(delayMs, () => {
      this.#crossed = true;
      then();
    });
  }

  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside++;
    try {
      return await work();
    } finally {
      this.#outside--;
      this.#continue();
    }
  }

  /** What the world itself does for someone who thinks it outside, as a centre under the same clock: time goes on. */
  async inside<T>(work: () => Promise<T>): Promise<T> {
    this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
    }
  }

  crossed(): void {
    this.#crossed = true;
  }

  /** Without a driver: runs everything that is due until `untilMs`, and lets time come to rest there. */
  runUntil(untilMs: number): void {
    for (;;) {
      const event = this.#events.first();
      if (event === undefined || event.atMs > untilMs) break;
      this.#runFirst();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /**
   * Without a driver: runs until nothing is due any more.
   * @throws Error after `eventsMax` events: something in the world goes on for ever
   */
  runUntilIdle(eventsMax: number = EVENTS_PER_TURN): void {
    for (let count = 0; this.#events.size > 0; count++) {
      if (count >= eventsMax) throw new Error(`virtual clock: still not idle after ${eventsMax} events`);
      this.#runFirst();
    }
  }

  #driverAfter(delayMs: number, then: () => void): Cancel {
    const event = this.#events.push(this.#nowMs + Math.max(0, delayMs), () => {
      this.#driverTimers--;
      this.#crossed = true;
      then();
    });
    this.#driverTimers++;
    this.#continue();
    return () => {
      if (this.#events.remove(event)) this.#driverTimers--;
    };
  }

  #isDriverWaiting(): boolean {
    return this.#driverTimers > 0 && (this.#outside === 0 || this.#inside > 0);
  }

  #continue(): void {
    if (this.#turnComing || !this.#isDriverWaiting()) return;
    this.#turnComing = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#turnComing = false;
    this.#crossed = false;
    try {
      for (let count = 0; count < EVENTS_PER_TURN && !this.#crossed && this.#isDriverWaiting(); count++) {
        this.#runFirst();
      }
    } finally {
      this.#continue();
    }
  }

  #runFirst(): void {
    if (this.#running) throw new Error("virtual clock: an event may schedule, but not run the clock itself");
    const event = this.#events.takeFirst();
    if (event === undefined) return;
    this.#atThisInstant = event.atMs > this.#nowMs ? 0 : this.#atThisInstant + 1;
    if (this.#atThisInstant > EVENTS_AT_ONE_INSTANT_MAX) {
      throw new Error(`virtual clock: time does not move on from ${this.#nowMs} ms`);
    }
    this.#nowMs = event.atMs;
    this.#running = true;
    try {
      event.run();
    } finally {
      this.#running = false;
    }
  }
}
