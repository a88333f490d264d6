/** Pins: digitalWrite and its kin, the timer that makes the card clock, and watches of edges. */
import type { SimulationClock } from "../time/clock.js";
import type { EventLoop, EventSource } from "./event-loop.js";
import type { PinWire } from "./wiring.js";

const PIN_NAME = /^[A-I]\d{1,2}$|^D\d{1,2}$/;

type Watch = {
  readonly pin: string;
  readonly then: (edge: { state: boolean; time: number; lastTime: number }) => void;
  readonly repeat: boolean;
  readonly edge: unknown;
  lastTime: number;
};

export class Pins {
  readonly #wires: { readonly [name: string]: PinWire };
  readonly #loop: EventLoop;
  readonly #clock: SimulationClock;
  readonly #timerClockHz: number;
  readonly #clocked = new Set<string>();
  /** The level of each pin that was written to. */
  readonly #driven = new Map<string, 0 | 1>();
  readonly #modes = new Map<string, string>();
  readonly #watches = new Map<number, Watch>();
  readonly #watchedPins = new Set<string>();
  #lastWatch = 0;

  constructor(
    wires: { readonly [name: string]: PinWire },
    loop: EventLoop,
    clock: SimulationClock,
    timerClockHz: number,
  ) {
    this.#wires = wires;
    this.#loop = loop;
    this.#clock = clock;
    this.#timerClockHz = timerClockHz;
  }

  /** What the sandbox sees; a pin is its name, as every call of the interpreter takes it. */
  globals(): { [name: string]: unknown } {
    const names = Object.fromEntries(Object.keys(this.#wires).map((name) => [name, name]));
    return {
      ...names,
      pinMode: (pin: unknown, mode: unknown) => void this.#modes.set(pinName(pin), String(mode)),
      digitalWrite: (pins: unknown, value: unknown) => this.#writeAll(pins, value),
      digitalRead: (pins: unknown) => this.#readAll(pins),
      analogWrite: (pin: unknown, duty: unknown, options?: { freq?: unknown }) =>
        this.#pulse(pinName(pin), Number(duty), Number(options?.freq ?? 0)),
      setWatch: (then: Watch["then"], pin: unknown, options?: { repeat?: unknown; edge?: unknown }) =>
        this.#watch(then, pinName(pin), options ?? {}),
      clearWatch: (id?: unknown) => {
        if (id === undefined) this.#watches.clear();
        else this.#watches.delete(Number(id));
      },
    };
  }

  /**
   * As after a reset: nothing is driven any more, and boards pull their contacts down; what was open already stays
   * open.
   */
  release(): void {
    this.#watches.clear();
    for (const [name, level] of this.#driven) {
      if (level === 0 || this.#modes.get(name) !== "opendrain") this.#write(name, 0);
    }
    this.#driven.clear();
    this.#modes.clear();
  }

  /** Of several pins the last one takes the lowest bit, and is written first. */
  #writeAll(pins: unknown, value: unknown): void {
    if (!Array.isArray(pins)) {
      this.#write(pinName(pins), value ? 1 : 0);
      return;
    }
    for (let at = pins.length - 1, rest = Number(value); at >= 0; at--, rest >>= 1) {
      this.#write(pinName(pins[at]), (rest & 1) === 1 ? 1 : 0);
    }
  }

  #readAll(pins: unknown): number {
    if (!Array.isArray(pins)) return this.#read(pinName(pins));
    return pins.reduce((value: number, pin) => 2 * value + this.#read(pinName(pin)), 0);
  }

  /** A pin that leads nowhere is as its resistor inside the chip pulls it. */
  #read(name: string): 0 | 1 {
    return this.#wires[name]?.read() ?? (this.#modes.get(name) === "input_pullup" ? 1 : 0);
  }

  #write(name: string, level: 0 | 1): void {
    const wire = this.#wires[name];
    if (wire === undefined) return;
    this.#driven.set(name, level);
    // At once, since what is written may be read in the same event.
    this.#loop.works("pins");
    if (this.#clocked.delete(name)) wire.clock(0);
    wire.drive(level);
  }

  /** The timer counts whole ticks: what comes out is not quite what was asked for. */
  #pulse(name: string, duty: number, askedHz: number): void {
    const wire = this.#wires[name];
    if (wire === undefined) return;
    this.#driven.set(name, 0);
    const ticks = Math.floor(this.#timerClockHz / askedHz) + 1;
    const frequencyHz = this.#timerClockHz === 0 ? askedHz : this.#timerClockHz / ticks;
    const isRunning = askedHz > 0 && duty > 0 && duty < 1;
    if (isRunning) this.#clocked.add(name);
    wire.clock(isRunning ? frequencyHz : 0);
  }

  #watch(then: Watch["then"], pin: string, options: { repeat?: unknown; edge?: unknown }): number {
    const id = ++this.#lastWatch;
    this.#watches.set(id, {
      pin,
      then,
      repeat: options.repeat === true,
      edge: options.edge ?? "both",
      lastTime: this.#clock.nowMs() / 1000,
    });
    if (!this.#watchedPins.has(pin)) {
      this.#watchedPins.add(pin);
      const source: EventSource = { execute: (bytes) => this.#edge(pin, bytes[0] === 1) };
      // An edge carries a time of four bytes; its level stands in the first here.
      this.#wires[pin]?.onEdge((level) => this.#loop.signal(source, [level, 0, 0, 0]));
    }
    return id;
  }

  #edge(pin: string, state: boolean): void {
    const time = this.#clock.nowMs() / 1000;
    for (const [id, watch] of [...this.#watches]) {
      const isMeant = watch.edge === "both" || watch.edge === (state ? "rising" : "falling");
      if (watch.pin !== pin || !isMeant) continue;
      if (!watch.repeat) this.#watches.delete(id);
      const lastTime = watch.lastTime;
      watch.lastTime = time;
      watch.then({ state, time, lastTime });
    }
  }
}

/** @throws Error as the interpreter does for what is no pin */
function pinName(pin: unknown): string {
  if (typeof pin !== "string" || !PIN_NAME.test(pin)) throw new Error("Invalid pin");
  return pin;
}
