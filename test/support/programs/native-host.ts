/** `duka native-messaging` in this process, spoken to as a browser does: frames in, frames out. */
import { EventEmitter } from "node:events";
import { endianness } from "node:os";
import { join } from "node:path";
import { runNative } from "@duka/driver/cli/run/run-native";
import { isMethod } from "@duka/driver/serve/requests";
import type { Input, Terminal } from "@duka/protocol/command-line";
import type { ExecutionContext } from "ava";
import { folderOf } from "../values/folder.js";
import { checkResult } from "./declared-result.js";

export const EXTENSION = "ppbconjpnnmdpmbieabhhckpdeeajbda";
const CHROMIUM_WORDS = [`chrome-extension://${EXTENSION}/`];

export type Said = { readonly [member: string]: unknown };

/** 4 bytes length in this machine's byte order, then the bytes. */
export function frame(body: string | Uint8Array, length?: number): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  if (endianness() === "LE") head.writeUInt32LE(length ?? bytes.length);
  else head.writeUInt32BE(length ?? bytes.length);
  return Buffer.concat([head, bytes]);
}

export function lengthOf(bytes: Buffer): number {
  return endianness() === "LE" ? bytes.readUInt32LE() : bytes.readUInt32BE();
}

/** Keeps what comes before it is read, as a pipe does. */
class Pipe extends EventEmitter implements Input {
  readonly #held: Uint8Array[] = [];

  write(chunk: Uint8Array): void {
    if (this.listenerCount("data") === 0) this.#held.push(chunk);
    else this.emit("data", chunk);
  }

  resume(): void {
    for (const chunk of this.#held.splice(0)) this.emit("data", chunk);
  }

  pause(): void {}
}

type NativeHost = {
  /** Bytes as they come from the pipe; an object is sent as a frame. */
  say(message: object | Uint8Array): void;
  /** The next message that `fits` and was not told before. */
  next(fits?: (message: Said) => boolean): Promise<Said>;
  /** The answer to a page's call. */
  ask(id: number, method: string, params?: object, page?: object): Promise<Said>;
  /** All that came so far. */
  readonly heard: readonly Said[];
  /** The browser goes; resolves with the exit code, rejects with what was thrown. */
  end(): Promise<number>;
  readonly ended: Promise<number>;
};

export const PAGE = { key: "tab-1", origin: "https://his.example" };

export function startNativeHost(
  t: ExecutionContext,
  more: object = {},
  words: readonly string[] = CHROMIUM_WORDS,
): NativeHost {
  const input = new Pipe();
  const heard: Said[] = [];
  const waiting = new Set<() => void>();
  let held = Buffer.alloc(0);
  const taken = new Set<Said>();
  const terminal: Terminal = {
    ...{ env: {}, input, isTerminal: false },
    out: (text) => t.fail(`data that is no frame: ${text}`),
    outBytes(bytes) {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 4 && held.length >= 4 + lengthOf(held)) {
        const end = 4 + lengthOf(held);
        heard.push(JSON.parse(held.toString("utf8", 4, end)));
        held = held.subarray(end);
      }
      for (const wake of [...waiting]) wake();
    },
    tell: () => undefined,
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  };
  const journal = join(folderOf(t), "j.db");
  const options = { reader: "sim:", lang: "both", journal, extension: [EXTENSION], ...more } as const;
  const ended = runNative(terminal, words, options, () => new Promise(() => undefined));
  ended.catch(() => undefined);
  const say = (message: object | Uint8Array): void => {
    input.write(message instanceof Uint8Array ? Buffer.from(message) : frame(JSON.stringify(message)));
  };
  const next = async (fits: (message: Said) => boolean = () => true): Promise<Said> => {
    for (;;) {
      const found = heard.find((message) => !taken.has(message) && fits(message));
      if (found !== undefined) {
        taken.add(found);
        return found;
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  const end = (): Promise<number> => {
    input.emit("end");
    return ended;
  };
  t.teardown(() => end().catch(() => undefined));
  return {
    ...{ say, next, heard, end, ended },
    async ask(id, method, params = {}, page = PAGE) {
      say({ id, page, method, params });
      const answered = await next((message) => message.id === id);
      if ("result" in answered && isMethod(method)) checkResult(method, answered.result);
      return answered;
    },
  };
}
