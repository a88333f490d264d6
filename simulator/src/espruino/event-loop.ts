/**
 * The interpreter's one thread: events are executed one after the other, and each keeps it busy for a while. An event
 * takes effect at the end of that while, which is longer the more it does; what comes meanwhile waits in the queue, or
 * is lost when that is full.
 */
import type { SimulationClock } from "../time/clock.js";
import type { CpuCost } from "./board-model.js";
import { type InputEvent, InputQueue } from "./input-queue.js";

/** Executes an input event with the bytes it brought. */
type Execute = (bytes: number[]) => void;

/** Whose events these are. */
export type EventSource = { readonly execute: Execute; readonly isHostLine?: boolean };

/** Where something is done: the line to the host, one to a card, the pins. */
type Outside = "host" | "card" | "pins";

export class EventLoop {
  readonly #clock: SimulationClock;
  readonly #cpu: CpuCost;
  readonly #queue: InputQueue;
  /** Called after each event, as the interpreter looks for errors then. */
  readonly #afterEvent: () => void;
  readonly #guard: (run: () => void) => void;
  readonly #due: (() => void)[] = [];
  /** What is executed: an event of the queue, or else a timer that was due. */
  #event: InputEvent | undefined;
  #timer: (() => void) | undefined;
  #isBusy = false;
  /** An event runs, and it is one of the host line. */
  #isRunning = false;
  #isCommand = false;
  /** How much later that what the one that runs does comes out, and how long it goes on when that is out. */
  #outMs = 0;
  #restMs = 0;
  #hasLooked = false;
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

  /** The time that the event that runs finds when it looks at the clock: at first it has not done all it does. */
  lookAtClockMs(): number {
    const nowMs = this.#clock.nowMs();
    if (!this.#isRunning || this.#hasLooked) return nowMs;
    this.#hasLooked = true;
    return nowMs - (this.#cpu.lookMs ?? 0);
  }

  /** The event that runs does something outside, and takes longer for that. */
  works(on: Outside): void {
    if (!this.#isRunning) return;
    const { commandMs = 0, answerMs = 0, sentMs = 0 } = this.#cpu;
    if (on === "host") this.#outMs = Math.max(this.#outMs, answerMs);
    else if (this.#isCommand) this.#outMs = Math.max(this.#outMs, commandMs);
    if (on === "card") this.#restMs = sentMs;
  }

  /** When that which the event does comes out. */
  inTurn(change: () => void): void {
    if (this.#outMs === 0) change();
    else this.#later(this.#outMs, change);
  }

  #later(delayMs: number, run: () => void): void {
    this.#clock.after(delayMs, () => {
      if (!this.#isStopped) run();
    });
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
    this.#event = this.#queue.pop();
    this.#timer = this.#event === undefined ? this.#due.shift() : undefined;
    if (this.#event === undefined && this.#timer === undefined) return;
    this.#isBusy = true;
    this.#clock.after(this.#cpu.eventMs + this.#cpu.byteMs * (this.#event?.bytes.length ?? 0), this.#execute);
  }

  /** There are hundreds of events in a sale: this and what it does are made once. */
  readonly #execute = (): void => {
    if (this.#isStopped) return;
    this.#isCommand = (this.#event?.source as EventSource | undefined)?.isHostLine === true;
    this.#isRunning = true;
    this.#hasLooked = false;
    this.#guard(this.#run);
    this.#afterEvent();
    this.#isRunning = false;
    const moreMs = this.#outMs + this.#restMs;
    if (moreMs > 0) this.#later(moreMs, () => this.#over());
    else this.#over();
  };

  readonly #run = (): void => {
    const event = this.#event;
    if (event === undefined) this.#timer?.();
    else (event.source as EventSource).execute(event.bytes);
  };

  #over(): void {
    this.#outMs = this.#restMs = 0;
    this.#isBusy = false;
    this.#next();
  }
}
