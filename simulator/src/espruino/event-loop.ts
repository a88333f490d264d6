/**
 * The interpreter's one thread: events are executed one after the other, and each keeps it busy for a while. An event
 * takes effect at the end of that while; what comes meanwhile waits in the queue, or is lost when that is full.
 */
import type { SimulationClock } from "../time/clock.js";
import type { CpuCost } from "./board-model.js";
import { InputQueue } from "./input-queue.js";

/** Executes an input event with the bytes it brought. */
type Execute = (bytes: number[]) => void;

/** Whose events these are. */
export type EventSource = { readonly execute: Execute };

export class EventLoop {
  readonly #clock: SimulationClock;
  readonly #cpu: CpuCost;
  readonly #queue: InputQueue;
  /** Called after each event, as the interpreter looks for errors then. */
  readonly #afterEvent: () => void;
  readonly #guard: (run: () => void) => void;
  readonly #due: (() => void)[] = [];
  #isBusy = false;
  #isStopped = false;
  readonly errorFlags = new Set<string>();

  constructor(options: {
    clock: SimulationClock;
    cpu: CpuCost;
    queueBytes: number;
    guard: (run: () => void) => void;
    afterEvent: () => void;
  }) {
    this.#clock = options.clock;
    this.#cpu = options.cpu;
    this.#queue = new InputQueue(options.queueBytes);
    this.#guard = options.guard;
    this.#afterEvent = options.afterEvent;
  }

  /** A byte from a port. */
  byte(source: EventSource, byte: number): void {
    this.#accepted(this.#queue.pushByte(source, byte));
  }

  /** Anything else from outside: `size` bytes in the queue. */
  signal(source: EventSource, bytes: number[]): void {
    this.#accepted(this.#queue.push(source, bytes));
  }

  /** A timer is due; timers are not in the queue. */
  due(run: () => void): void {
    this.#due.push(run);
    this.#next();
  }

  stop(): void {
    this.#isStopped = true;
  }

  #accepted(fits: boolean): void {
    if (!fits) this.errorFlags.add("FIFO_FULL");
    this.#next();
  }

  #next(): void {
    if (this.#isBusy || this.#isStopped) return;
    const event = this.#queue.pop();
    if (event !== undefined) {
      const source = event.source as EventSource;
      this.#execute(event.bytes.length, () => source.execute(event.bytes));
      return;
    }
    const timer = this.#due.shift();
    if (timer !== undefined) this.#execute(0, timer);
  }

  #execute(bytes: number, run: () => void): void {
    this.#isBusy = true;
    this.#clock.after(this.#cpu.eventMs + this.#cpu.byteMs * bytes, () => {
      if (this.#isStopped) return;
      this.#guard(run);
      this.#afterEvent();
      this.#isBusy = false;
      this.#next();
    });
  }
}
