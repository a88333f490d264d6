/** Stands where the npm package `pcsc-mini` would: the same names, two readers, and what was asked. */
import { EventEmitter } from "node:events";

export const asked: unknown[][] = [];

/** The next call of this name fails with this code. */
export const failing = new Map<string, string>();

function ask<T>(name: string, answer: T, ...words: unknown[]): Promise<T> {
  asked.push([name, ...words]);
  const code = failing.get(name);
  failing.delete(name);
  if (code === undefined) return Promise.resolve(answer);
  return Promise.reject(Object.assign(new Error("Async task error"), { code }));
}

class Reader extends EventEmitter {
  readonly label: string;
  constructor(label: string) {
    super();
    this.label = label;
  }
  name() {
    return this.label;
  }
  async connect(mode: number, protocol: number) {
    await ask("connect", undefined, this.label, mode, protocol);
    return {
      protocol: () => 2,
      state: () => ask("state", { atr: Uint8Array.of(0x3b, 0x00) }),
      transmit: (command: Uint8Array, into: ArrayBuffer) =>
        ask("transmit", Uint8Array.of(0x90, 0x00), [...command], into.byteLength),
      control: (code: number, data: Uint8Array) => ask("control", Uint8Array.of(7), code, [...data]),
      reconnect: (...words: number[]) => ask("reconnect", 2, ...words),
      disconnect: (disposition: number) => ask("disconnect", undefined, disposition),
    };
  }
}

export const clients: Client[] = [];

export class Client extends EventEmitter {
  readonly readers = ["Duka 00 00", "Duka 00 01"].map((label) => new Reader(label));

  constructor() {
    super();
    clients.push(this);
  }

  start() {
    const code = failing.get("start");
    failing.delete("start");
    if (code !== undefined) throw Object.assign(new Error("native"), { code });
    const untold = failing.get("tell");
    failing.delete("tell");
    queueMicrotask(() => {
      if (untold !== undefined) this.emit("error", Object.assign(new Error("no room"), { code: untold }));
      for (const reader of this.readers) {
        this.emit("reader", reader);
        reader.emit("change", { raw: 0x22 });
      }
    });
  }

  stop() {
    asked.push(["stop"]);
  }
}

export function controlCode(code: number): number {
  return 0x42000000 + code;
}
