/** What a line on the console can ask: as much of the interpreter as tools that flash it use. */
import { createHash } from "node:crypto";
import vm from "node:vm";
import { BUILTINS_SCRIPT } from "../espruino/builtins.js";
import { crc32 } from "../espruino/interpreter-globals.js";
import { toBytes } from "../espruino/serial-ports.js";

export type ConsoleHost = {
  readonly modules: { readonly [name: string]: unknown };
  readonly environment: { readonly [name: string]: unknown };
  /** Real milliseconds that a line may take; Infinity: none is stopped. */
  readonly lineLimitMs: number;
  say(text: string): void;
  reboot(): void;
  after(delayMs: number, then: () => void): void;
};

const BUILTINS = new vm.Script(BUILTINS_SCRIPT, { filename: "builtins" });

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
    setTimeout: (code: unknown, delayMs: unknown) =>
      host.after(Number(delayMs), () => typeof code === "string" && run(code)),
    require: (name: unknown) => {
      const module = host.modules[String(name)];
      if (module === undefined) throw new Error(`Module ${String(name)} not found`);
      return module;
    },
  });
  BUILTINS.runInContext(context);
  const { lineLimitMs } = host;
  const limit = { filename: "console", ...(lineLimitMs < Infinity ? { timeout: lineLimitMs } : {}) };
  const run = (line: string): unknown => vm.runInContext(line, context, limit);
  return (line) => {
    let value: unknown;
    try {
      value = run(line);
    } catch (error) {
      if (!isSyntaxError(error)) throw error;
      const sense = beginningWithSense(line);
      if (sense !== "") run(sense);
      throw error;
    }
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  };
}

/** Errors of the sandbox are of another realm. */
function isSyntaxError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "SyntaxError";
}

/** The interpreter executes while it reads: what stands before a syntax error has been done when it finds that. */
function beginningWithSense(line: string): string {
  for (let end = line.length - 1; end > 0; end--) {
    const beginning = line.slice(0, end);
    // Only where a call ends something has been done.
    if (beginning.endsWith(")") && isScript(beginning)) return beginning;
  }
  return "";
}

function isScript(text: string): boolean {
  try {
    new vm.Script(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
