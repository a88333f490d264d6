/**
 * Serial1, Serial2, … : data events of at most 64 characters as strings, parity events before the byte they are about.
 */
import type { EventLoop, EventSource } from "./event-loop.js";
import { Listeners } from "./listeners.js";
import type { UartFormat, UartWire } from "./wiring.js";

/** Input without a listener is kept up to here, for `read`. */
const KEPT_MAX = 512;

type SetupOptions = { parity?: unknown; stopbits?: unknown; errors?: unknown };

export class SerialPort {
  readonly #wire: UartWire | undefined;
  readonly #loop: EventLoop;
  readonly #listeners: Listeners;
  readonly #data: EventSource;
  readonly #parity: EventSource;
  #isSetUp = false;
  #tellsErrors = false;
  #kept = "";

  constructor(wire: UartWire | undefined, loop: EventLoop) {
    this.#wire = wire;
    this.#loop = loop;
    this.#listeners = new Listeners();
    this.#data = {
      execute: (bytes) => this.#receive(String.fromCharCode(...bytes)),
      isHostLine: wire?.isHostLine === true,
    };
    this.#parity = { execute: () => this.#listeners.emit("parity", []) };
    wire?.onReceive((byte, parityError) => this.#fromWire(byte, parityError));
  }

  /** What the sandbox sees. */
  object(): { [name: string]: unknown } {
    return {
      setup: (baud: unknown, options?: SetupOptions) => this.#setup(Number(baud ?? 9600), options ?? {}),
      unsetup: () => {
        this.#isSetUp = false;
      },
      write: (...items: unknown[]) => this.#transmit(toBytes(items)),
      print: (text: unknown) => this.#transmit(toBytes([String(text)])),
      println: (text: unknown) => this.#transmit(toBytes([`${String(text)}\r\n`])),
      read: (length?: number) => this.#read(length),
      available: () => this.#kept.length,
      ...this.#listeners.methods(),
    };
  }

  #transmit(bytes: Uint8Array): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    this.#loop.works(wire.isHostLine === true ? "host" : "card");
    this.#loop.inTurn(() => wire.transmit(bytes));
  }

  /** What the interpreter itself says, when its console is here. */
  say(text: string): void {
    this.#wire?.transmit(toBytes([text]));
  }

  #setup(baud: number, options: SetupOptions): void {
    if (!(baud > 100 && baud <= 10_000_000)) throw new Error(`Invalid baud rate ${baud}`);
    const format: UartFormat = {
      baud,
      parity: parityOf(options.parity),
      stopBits: options.stopbits === 2 ? 2 : 1,
    };
    this.#isSetUp = true;
    this.#tellsErrors = options.errors === true;
    // Behind what was written before.
    this.#loop.inTurn(() => this.#wire?.setup(format));
  }

  #fromWire(byte: number, parityError: boolean): void {
    if (!this.#isSetUp) return;
    // A status event of four bytes, then the byte all the same.
    if (parityError && this.#tellsErrors) this.#loop.signal(this.#parity, [0, 0, 0, 0]);
    this.#loop.byte(this.#data, byte);
  }

  #receive(text: string): void {
    if (this.#listeners.has("data")) {
      this.#listeners.emit("data", [text]);
      return;
    }
    this.#kept += text;
    if (this.#kept.length <= KEPT_MAX) return;
    this.#kept = this.#kept.slice(0, KEPT_MAX);
    this.#loop.errorFlags.add("BUFFER_FULL");
  }

  #read(length = this.#kept.length): string {
    const text = this.#kept.slice(0, length);
    this.#kept = this.#kept.slice(length);
    return text;
  }
}

function parityOf(parity: unknown): "none" | "even" | "odd" {
  if (parity === "even" || parity === "e") return "even";
  return parity === "odd" || parity === "o" ? "odd" : "none";
}

/** Numbers, strings, arrays, typed arrays and `{ data, count }`, in order. */
export function toBytes(items: readonly unknown[]): Uint8Array {
  const bytes: number[] = [];
  for (const item of items) append(bytes, item, 0);
  return new Uint8Array(bytes);
}

function append(bytes: number[], item: unknown, depth: number): void {
  if (depth > 8) throw new Error("data nested too deep");
  if (typeof item === "number" || typeof item === "boolean") bytes.push(Number(item) & 0xff);
  else if (typeof item === "string")
    for (let at = 0; at < item.length; at++) bytes.push(item.charCodeAt(at) & 0xff);
  else if (ArrayBuffer.isView(item)) for (const value of item as Uint8Array) bytes.push(value & 0xff);
  else if (Array.isArray(item)) for (const value of item) append(bytes, value, depth + 1);
  else if (typeof item === "object" && item !== null && "data" in item && "count" in item) {
    for (let turn = 0; turn < Number(item.count); turn++) append(bytes, item.data, depth + 1);
  }
}
