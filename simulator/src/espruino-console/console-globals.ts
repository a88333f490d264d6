/** What a line on the console can ask: as much of the interpreter as tools that flash it use. */
import { createHash } from "node:crypto";
import vm from "node:vm";
import { BUILTINS_SCRIPT } from "../espruino/builtins.js";
import { crc32 } from "../espruino/interpreter-globals.js";
import { toBytes } from "../espruino/serial-ports.js";

export type ConsoleHost = {
  readonly modules: { readonly [name: string]: unknown };
  readonly environment: { readonly [name: string]: unknown };
  say(text: string): void;
  reboot(): void;
};

/** No line of a tool takes so long. */
const LINE_LIMIT_MS = 5000;

/** Modules of the interpreter that need nothing of the board. */
export const CRYPTO = {
  SHA256: (data: unknown): ArrayBuffer =>
    new Uint8Array(
      createHash("sha256")
        .update(toBytes([data]))
        .digest(),
    ).buffer,
};

/** @returns what executes a line and answers its value in words */
export function consoleExecutor(host: ConsoleHost): (line: string) => string {
  const print = (...items: unknown[]): void => host.say(`${items.map(String).join(" ")}\r\n`);
  const context = vm.createContext({
    print,
    console: { log: print },
    process: { env: host.environment, memory: () => ({ usage: 100, total: 5000, free: 4900 }) },
    E: { CRC32: (data: unknown) => crc32(toBytes([data])), reboot: () => host.reboot() },
    require: (name: unknown) => {
      const module = host.modules[String(name)];
      if (module === undefined) throw new Error(`Module ${String(name)} not found`);
      return module;
    },
  });
  vm.runInContext(BUILTINS_SCRIPT, context, { filename: "builtins" });
  return (line) => {
    const value: unknown = vm.runInContext(line, context, { filename: "console", timeout: LINE_LIMIT_MS });
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  };
}
