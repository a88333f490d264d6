/** `duka serve --stdio` in this process: lines in, lines out. */

import { EventEmitter } from "node:events";
import { runDuka } from "@duka/driver/cli/duka";
import { isMethod, type MethodName } from "@duka/driver/serve/requests";
import { replies } from "@duka/driver/serve/serve-schema";
import type { Input, Terminal } from "@duka/protocol/command-line";
import { HOME } from "../values/home.js";
import { checkResult } from "./declared-result.js";

export type Reply = {
  readonly id?: number | string | null;
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    readonly remedy: object;
  };
  readonly ask?: string;
  readonly question?: { readonly [name: string]: unknown };
  readonly event?: string;
};

export type Served = {
  /** Bytes or a line without its end. */
  say(what: string | Uint8Array): void;
  /** The next line that comes, or that has come and was not asked for. */
  next(): Promise<Reply>;
  /** Ends the input; the exit code. */
  end(): Promise<number>;
  /** All that was written, both outputs. */
  written(): string;
};

class Pipe extends EventEmitter implements Input {
  resume(): void {}
  pause(): void {}
}

export function serve(words: readonly string[], env: { readonly [name: string]: string } = {}): Served {
  const input = new Pipe();
  const lines: Reply[] = [];
  const waiting: ((reply: Reply) => void)[] = [];
  /** Of each request by its id: what it answers is held to its schema. */
  const methods = new Map<number | string, MethodName>();
  let written = "";
  const terminal: Terminal = {
    env: { HOME, ...env },
    input,
    out(text) {
      written += text;
      const reply = JSON.parse(text) as Reply;
      replies.parse(reply);
      const method = methods.get(reply.id ?? "");
      if (reply.result !== undefined && method !== undefined) checkResult(method, reply.result);
      const next = waiting.shift();
      if (next === undefined) lines.push(reply);
      else next(reply);
    },
    outBytes: () => undefined,
    tell(text) {
      written += text;
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  };
  const listening = new Promise<void>((resolve) => {
    input.on("newListener", (event) => {
      if (event === "end") resolve();
    });
  });
  const ended = runDuka(["serve", "--stdio", ...words], terminal);
  const feed = async (bytes: Uint8Array) => {
    await listening;
    input.emit("data", bytes);
  };
  let fed: Promise<void> = Promise.resolve();
  const note = (line: string): void => {
    const [, id, method] = /^\{"id":(\d+|"[^"]*"),"method":"(\w+)"/.exec(line) ?? [];
    if (id !== undefined && isMethod(method)) methods.set(JSON.parse(id), method);
  };
  return {
    say(what) {
      if (typeof what === "string") note(what);
      const bytes = typeof what === "string" ? new TextEncoder().encode(`${what}\n`) : what;
      fed = fed.then(() => feed(bytes));
    },
    next() {
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      return new Promise((resolve) => waiting.push(resolve));
    },
    async end() {
      await Promise.race([fed, ended]);
      input.emit("end");
      return ended;
    },
    written: () => written,
  };
}
