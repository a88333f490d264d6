/** `duka serve --http` in this process, on a port of its own, with a simulated reader. */
import { join } from "node:path";
import { runBridge } from "@duka/driver/cli/run/run-bridge";
import { isMethod } from "@duka/driver/serve/requests";
import type { Terminal } from "@duka/protocol/command-line";
import type { ExecutionContext } from "ava";
import { folderOf } from "../values/folder.js";
import { checkResult } from "./declared-result.js";
import { duka, TypedInput } from "./terminal.js";

export const TILL = "https://till.example";
export const HIS = "https://his.example";

type Answered = { readonly status: number; readonly body: { readonly [member: string]: unknown } };

export type RunningBridge = {
  readonly url: string;
  readonly port: number;
  readonly tokens: string;
  readonly operator: string;
  /** What it has printed. */
  said(): string;
  /** POST with JSON where there is a body, else GET. */
  ask(path: string, asked?: Ask): Promise<Answered>;
  /** A token for this origin, paired as a page is. */
  pair(origin: string, name?: string): Promise<string>;
  /** `duka pair` with these words. */
  dukaPair(
    ...words: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly told: string }>;
  /** Ends it, and resolves when it is over. */
  stop(): Promise<void>;
};

type Ask = {
  readonly body?: object | string;
  readonly token?: string;
  readonly origin?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly method?: string;
  readonly signal?: AbortSignal;
};

/** @param more options of the command besides `http`, `reader`, `journal`, `tokens` and `origin` */
export async function startBridge(
  t: ExecutionContext,
  more: { readonly [option: string]: unknown } = {},
): Promise<RunningBridge> {
  const folder = folderOf(t);
  const tokens = join(folder, "tokens.json");
  let said = "";
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    begun = resolve;
  });
  const terminal: Terminal = {
    env: {},
    input: new TypedInput(false),
    isTerminal: true,
    out(text) {
      said += text;
      begun(text.trim());
    },
    outBytes: () => undefined,
    tell(text) {
      said += text;
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  };
  const options = {
    ...({ http: "127.0.0.1:0", reader: "sim:", lang: "both", journal: join(folder, "j.db") } as const),
    ...{ tokens, origin: [TILL, HIS] },
    ...more,
  };
  const running = runBridge(terminal, options, () => ended);
  const address = await Promise.race([url, running.then(() => "it ended")]);
  let isStopped = false;
  const stop = async (): Promise<void> => {
    isStopped = true;
    end();
    await running;
  };
  t.teardown(() => (isStopped ? undefined : stop()));
  const port = Number(new URL(address).port);

  const bridge: RunningBridge = {
    ...{ url: address, port, tokens, stop },
    get operator() {
      return /#([\w-]{43})/.exec(said)![1]!;
    },
    said: () => said,
    ask: (path, asked = {}) => ask(address, path, asked),
    async pair(origin, name = "") {
      const begun = await bridge.ask("/v1/pair", { origin, body: { name } });
      const { code, pairing } = begun.body;
      await bridge.ask("/operator/pair", { token: bridge.operator, body: { code, confirm: true } });
      const paired = await bridge.ask("/v1/paired", { origin, body: { pairing } });
      return String(paired.body.token);
    },
    dukaPair: (...words) => duka(["pair", "--http", `127.0.0.1:${port}`, "--tokens", tokens, ...words]),
  };
  return bridge;
}

async function ask(
  url: string,
  path: string,
  { body, token, origin, headers, method, signal }: Ask,
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(origin === undefined ? {} : { origin }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const answered = { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  const called = /^\/v1\/(\w+)$/.exec(path)?.[1];
  if (answered.status === 200 && isMethod(called)) checkResult(called, answered.body);
  return answered;
}
