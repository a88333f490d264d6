/**
 * The conversation of `duka serve --stdio`: lines in, lines out. Requests that need the card wait for their turn; the
 * others are answered at once. Whatever comes in, every request gets exactly one answer, and nothing ends the server
 * but the end of its input.
 */

import type { Bilingual } from "@duka/protocol/data/bilingual";
import { parseJson } from "@duka/protocol/data/parse-json";
import type { Password } from "../base/password.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { errorLine, faultLine, type Id, questionLine, resultLine } from "./replies.js";
import { checkParams, isMethod, type MethodName, type Params, requestId } from "./requests.js";
import { createLineCutter, type ServeLine } from "./serve-line.js";

/** Requests that may wait at the same time. */
export const PENDING_MAX = 64;

/** What the methods are given besides their parameters. */
export type ServeContext = {
  /** Aborts when the request is cancelled. */
  readonly signal: AbortSignal;
  /** Who asks, where several share the reader. */
  readonly caller?: string;
  /** False: the program sent it before it had the answer to what the card was asked last. */
  readonly hasLastAnswer: boolean;
  /** True once the program cannot get the answer any more; never, where answers have one way. */
  readonly isGone?: () => boolean;
  /** Asks the program for the password of the card; undefined when no one will type it. */
  askPassword(question: PasswordQuestion): Promise<Password | undefined>;
};

export type ServeMethods = {
  /** Those that there are. */
  readonly names: readonly MethodName[];
  /** Those that use reader or card: one at a time. */
  readonly inTurn: readonly MethodName[];
  /** @throws RangeError for wrong parameters; whatever the driver throws */
  run(name: MethodName, params: unknown, context: ServeContext): Promise<unknown>;
};

export type ServeServer = {
  /** Bytes of the input; they are overwritten. */
  take(chunk: Uint8Array): void;
  /** The input has ended: resolves when every request was answered. */
  end(): Promise<void>;
};

type Question = { readonly id: Id; answer(password: Password | undefined): void };

export function createServer(methods: ServeMethods, send: (line: string) => void): ServeServer {
  const cutter = createLineCutter();
  const pending = new Map<Id, AbortController>();
  const running = new Set<Promise<void>>();
  let question: Question | undefined;
  let hasEnded = false;
  let turn: Promise<unknown> = Promise.resolve();
  /** Requests of the card that are not answered yet. */
  let turns = 0;

  return {
    take(chunk) {
      for (const line of cutter.take(chunk)) takeLine(line);
    },
    async end() {
      for (const line of cutter.end()) takeLine(line);
      hasEnded = true;
      question?.answer(undefined);
      while (running.size > 0) await Promise.all(running);
    },
  };

  function takeLine(line: ServeLine): void {
    if ("fault" in line) {
      send(faultLine(null, "line", line.fault, FAULTS[line.fault]));
      return;
    }
    const { text, password } = line;
    let message: unknown;
    try {
      message = parseJson(text);
    } catch (error) {
      password?.wipe();
      if (!(error instanceof SyntaxError)) throw error;
      send(faultLine(null, "line", "no-json", { en: "the line is no JSON", zh: "该行不是 JSON" }));
      return;
    }
    const { id, rest } = parted(message);
    if (id === null)
      refuse(null, password, "no-id", {
        en: "the line is no object with an id: a whole number or a text",
        zh: "该行不是带 id（整数或文本）的对象",
      });
    else if (Object.hasOwn(rest, "password")) takePassword(id, rest, password);
    else if (password !== undefined)
      refuse(id, password, "password-inside", {
        en: "a password has a line of its own",
        zh: "密码须单独一行",
      });
    else takeRequest(id, rest);
  }

  function refuse(id: Id | null, password: Password | undefined, code: string, text: Bilingual): void {
    password?.wipe();
    send(faultLine(id, "line", code, text));
  }

  function takePassword(id: Id, message: { [name: string]: unknown }, password: Password | undefined): void {
    const isDeclined = message.password === null;
    if (Object.keys(message).length !== 1 || (password === undefined && !isDeclined)) {
      refuse(id, password, "bad-password", FAULTS["bad-password"]);
    } else if (question?.id !== id) {
      refuse(id, password, "not-asked", {
        en: "no password was asked for under this id",
        zh: "没有以此 id 询问密码",
      });
    } else {
      question.answer(password);
    }
  }

  function takeRequest(id: Id, { method, params, ...others }: { [name: string]: unknown }): void {
    const foreign = Object.keys(others)[0];
    if (pending.has(id))
      send(
        faultLine(id, "line", "id-in-use", {
          en: "a request of this id is not answered yet",
          zh: "该 id 的请求尚未应答",
        }),
      );
    else if (pending.size >= PENDING_MAX)
      send(
        faultLine(id, "busy", "too-many", {
          en: `${PENDING_MAX} requests wait already`,
          zh: `已有 ${PENDING_MAX} 个请求在等待`,
        }),
      );
    else if (foreign !== undefined)
      send(
        faultLine(id, "line", "unknown-member", {
          en: "a request has id, method and params",
          zh: "请求只有 id、method 和 params",
        }),
      );
    else if (!isMethod(method, methods.names))
      send(
        faultLine(id, "line", "unknown-method", {
          en: "there is no such method: see hello",
          zh: "没有此方法，见 hello",
        }),
      );
    else start(id, method, params);
  }

  function start(id: Id, method: MethodName, params: unknown): void {
    const abort = new AbortController();
    pending.set(id, abort);
    const isInTurn = methods.inTurn.includes(method);
    const context: ServeContext = {
      signal: abort.signal,
      hasLastAnswer: turns === 0,
      askPassword: (asked) => ask(id, asked, abort.signal),
    };
    const work = async (): Promise<void> => {
      let line: string;
      try {
        const result =
          method === "cancel"
            ? cancel(checkParams("cancel", params))
            : await methods.run(method, params, context);
        line = resultLine(id, result);
      } catch (error) {
        line = errorLine(id, error);
      }
      pending.delete(id);
      if (isInTurn) turns--;
      send(line);
    };
    let done: Promise<void>;
    if (isInTurn) {
      turns++;
      done = turn.then(work);
      turn = done;
    } else {
      done = work();
    }
    running.add(done);
    void done.finally(() => running.delete(done));
  }

  function cancel({ request }: Params<"cancel">): object {
    const found = pending.get(request);
    found?.abort();
    return { cancelled: found !== undefined };
  }

  function ask(id: Id, asked: PasswordQuestion, signal: AbortSignal): Promise<Password | undefined> {
    if (hasEnded || signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const onAbort = () => answer(undefined);
      const answer = (password: Password | undefined): void => {
        signal.removeEventListener("abort", onAbort);
        question = undefined;
        resolve(password);
      };
      question = { id, answer };
      signal.addEventListener("abort", onAbort);
      send(questionLine(id, asked));
    });
  }
}

const FAULTS = {
  "too-long": { en: "the line is longer than 160 KiB", zh: "该行超过 160 KiB" },
  "no-utf8": { en: "the line is no UTF-8", zh: "该行不是 UTF-8" },
  "bad-password": {
    en: "a password is 4 to 16 decimal digits, or null, in a line with nothing else but its id",
    zh: "密码为 4 至 16 位数字或 null，该行除 id 外不得有其他内容",
  },
} as const;

/** The id, and the members besides it; null for what is no object with an id. */
function parted(message: unknown): { id: Id | null; rest: { [name: string]: unknown } } {
  if (typeof message !== "object" || message === null || Array.isArray(message))
    return { id: null, rest: {} };
  const { id: given, ...rest } = message as { [name: string]: unknown };
  const id = requestId.safeParse(given);
  return { id: id.success ? id.data : null, rest };
}
