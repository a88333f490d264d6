/** `duka serve --stdio` in this process: lines in, lines out. */

import { EventEmitter } from "node:events";
import { runDuka } from "@duka/driver/cli/duka";
import { replies } from "@duka/driver/serve/serve-schema";
import type { Input, Terminal } from "@duka/protocol/command-line";
import { HOME } from "../values/home.js";

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
  let written = "";
  const terminal: Terminal = {
    env: { HOME, ...env },
    input,
    out(text) {
      written += text;
      const reply = JSON.parse(text) as Reply;
      replies.parse(reply);
      const next = waiting.shift();
      if (next === undefined) lines.push(reply);
      else next(reply);
    },
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
  return {
    say(what) {
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
