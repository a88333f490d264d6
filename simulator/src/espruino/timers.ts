/** setTimeout and its kin on the simulation's clock, with the interpreter's refusal to clear `undefined`. */
import type { Cancel } from "@duka/protocol/transport";
import type { SimulationClock } from "../time/clock.js";
import type { EventLoop } from "./event-loop.js";

type Callback = (...parameters: unknown[]) => void;

export class Timers {
  readonly #clock: SimulationClock;
  readonly #loop: EventLoop;
  readonly #pending = new Map<number, Cancel>();
  #lastId = 0;

  constructor(clock: SimulationClock, loop: EventLoop) {
    this.#clock = clock;
    this.#loop = loop;
  }

  /** What the sandbox sees. */
  globals(): { [name: string]: unknown } {
    const clear = (name: string) => (id: unknown) => {
      if (id === undefined) throw new Error(`${name}(undefined) not allowed. Use ${name}() instead`);
      this.#clear(Number(id));
    };
    return {
      setTimeout: (then: Callback, delayMs: unknown, ...parameters: unknown[]) =>
        this.#start(then, Number(delayMs ?? 0), undefined, parameters),
      setInterval: (then: Callback, delayMs: unknown, ...parameters: unknown[]) =>
        this.#start(then, Number(delayMs ?? 0), Number(delayMs ?? 0), parameters),
      clearTimeout: clear("clearTimeout"),
      clearInterval: clear("clearInterval"),
    };
  }

  stop(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
  }

  #start(then: Callback, delayMs: number, intervalMs: number | undefined, parameters: unknown[]): number {
    if (typeof then !== "function") throw new Error("Function or String not supplied!");
    const id = ++this.#lastId;
    const arm = (afterMs: number): void => {
      this.#pending.set(
        id,
        this.#clock.after(afterMs, () => this.#loop.due(() => fire())),
      );
    };
    const fire = (): void => {
      // Cleared while it waited for the interpreter.
      if (!this.#pending.has(id)) return;
      if (intervalMs === undefined) this.#pending.delete(id);
      else arm(Math.max(intervalMs, 1));
      then(...parameters);
    };
    arm(delayMs);
    return id;
  }

  #clear(id: number): void {
    this.#pending.get(id)?.();
    this.#pending.delete(id);
  }
}
