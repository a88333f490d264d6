/** A terminal for a command line in the same process: what it printed, what is typed, and Ctrl-C. */
import { EventEmitter } from "node:events";
import { runDuka } from "@duka/driver/cli/duka";
import type { Input, Terminal } from "@duka/protocol/command-line";
import { HOME } from "../values/home.js";

type Ran = {
  readonly code: number;
  readonly out: string;
  readonly told: string;
  /** Data that is no text. */
  readonly bytes: Uint8Array;
};

export class TypedInput extends EventEmitter implements Input {
  readonly isTTY: boolean;
  readonly raw: boolean[] = [];
  readonly #lines: string[];

  /** @param lines typed one after the other, each when it is waited for; the input ends after the last */
  constructor(isTTY: boolean, lines: readonly string[] = []) {
    super();
    this.isTTY = isTTY;
    this.#lines = [...lines];
  }

  setRawMode(raw: boolean): void {
    this.raw.push(raw);
  }

  resume(): void {
    queueMicrotask(() => {
      const line = this.#lines.shift();
      if (line === undefined) this.emit("end");
      else this.emit("data", new TextEncoder().encode(line));
    });
  }

  pause(): void {}
}

type TestTerminal = {
  readonly env?: { readonly [name: string]: string };
  readonly input?: TypedInput;
  /** A person watches the messages. */
  readonly isTerminal?: boolean;
  /** Called with the listener of Ctrl-C. */
  readonly onInterrupt?: (press: () => void) => void;
  /** Called with all data, as it comes out. */
  readonly onOut?: (text: string) => void;
  /** Called with every message, as it is told. */
  readonly onTell?: (text: string) => void;
};

/** Runs `duka` with these words and nothing of this machine's environment. */
export async function duka(words: readonly string[], test: TestTerminal = {}): Promise<Ran> {
  let out = "";
  let told = "";
  const printed: Uint8Array[] = [];
  const terminal: Terminal = {
    env: { HOME, ...test.env },
    input: test.input ?? new TypedInput(false),
    isTerminal: test.isTerminal ?? false,
    out(text) {
      out += text;
      test.onOut?.(text);
    },
    outBytes(bytes) {
      printed.push(bytes);
    },
    tell(text) {
      told += text;
      test.onTell?.(text);
    },
    onInterrupt(press) {
      test.onInterrupt?.(press);
      return () => undefined;
    },
    exit(code) {
      told += `exit ${code}`;
    },
  };
  const code = await runDuka(words, terminal);
  return { code, out, told, bytes: Buffer.concat(printed) };
}
