/** `E`, `process`, `getTime`, the console and `require`: what the interpreter offers beside ports, pins and timers. */
import type { BoardModel } from "./board-model.js";
import type { Listeners } from "./listeners.js";
import { toBytes } from "./serial-ports.js";

/** What these globals do to the machine, and know of it. */
type InterpreterHost = {
  readonly board: BoardModel;
  readonly serialNumber: string;
  readonly interpreterListeners: Listeners;
  readonly processListeners: Listeners;
  /** Small files that survive a restart. */
  readonly storage: Map<string, string>;
  /** What `require` answers instead. */
  readonly modules?: { readonly [name: string]: unknown };
  timeSeconds(): number;
  /** Text for the console, wherever that is. */
  say(text: string): void;
  /** Moves the console to a port by its name; null is nowhere. */
  moveConsole(port: string | null): void;
  /** Reads and clears. */
  errorFlags(): string[];
  reboot(): void;
};

export function interpreterGlobals(host: InterpreterHost): { [name: string]: unknown } {
  const print = (...items: unknown[]): void => host.say(`${items.map(String).join(" ")}\r\n`);
  return {
    E: {
      CRC32: (data: unknown) => crc32(toBytes([data])),
      toUint8Array: (...items: unknown[]) => toBytes(items),
      toString: (...items: unknown[]) => String.fromCharCode(...toBytes(items)),
      setConsole: (port: unknown) => host.moveConsole(port === null ? null : String(port)),
      getErrorFlags: () => host.errorFlags(),
      reboot: () => host.reboot(),
      // The machine never hangs without its whole process hanging: there is nothing to bite.
      enableWatchdog: () => undefined,
      kickWatchdog: () => undefined,
      ...host.interpreterListeners.methods(),
    },
    process: {
      ...host.processListeners.methods(),
      // How many variables V8 would need is no answer to how many the interpreter needs.
      memory: () => ({ free: host.board.variables, usage: 0, total: host.board.variables }),
      env: { BOARD: host.board.name, SERIAL: host.serialNumber },
    },
    getTime: () => host.timeSeconds(),
    getSerial: () => host.serialNumber,
    print,
    console: { log: print },
    require: (name: unknown) => {
      const module = host.modules?.[String(name)];
      if (module !== undefined) return module;
      if (name !== "Storage") throw new Error(`Module ${String(name)} not found`);
      return storage(host.storage);
    },
  };
}

function storage(files: Map<string, string>): { [name: string]: unknown } {
  return {
    read: (name: string) => files.get(name),
    write: (name: string, data: unknown) => {
      files.set(name, String.fromCharCode(...toBytes([data])));
      return true;
    },
    erase: (name: string) => files.delete(name),
    list: () => [...files.keys()],
  };
}

/** CRC-32 of IEEE 802.3, as the interpreter computes it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
