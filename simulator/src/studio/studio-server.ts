/**
 * The studio over HTTP (wraps node:http): its page, what the page asks for, and a stream of what happens. On loopback
 * alone; a request of a foreign page, or without the token, is answered with nothing but a refusal.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { allCommands } from "@duka/protocol/commands";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readBody } from "@duka/protocol/data/read-body";
import { createGuard, createToken, type Guard, sameHash, tokenHash } from "@duka/protocol/local-service";
import { listenFailure, shownAddress } from "../reader/serve-tcp.js";
import { RealClock } from "../time/real-clock.js";
import type { Counter } from "./counter-face.js";
import { type CutMap, createCutMap, rerun, tracedRun } from "./cut-map.js";
import { sendPageFile } from "./page-files.js";
import { playScenario, tracedScenario } from "./played-scenario.js";
import { shrinkRun } from "./shrink-run.js";
import { StudioRefusal } from "./studio-refusal.js";
import { readCuts, readPlay, readRerun, readStudioRequest, readTraces } from "./studio-request.js";
import type { StudioNews } from "./studio-state.js";
import { traceFiles } from "./traces.js";

const HOST = "127.0.0.1";
const BODY_BYTES_MAX = 64 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 64;
const STREAMS_MAX = 16;
/** A page that does not read is let go. */
const WAITING_BYTES_MAX = 32 * 1024 * 1024;
const HEARTBEAT_MS = 15_000;

type StudioService = {
  /** With the token behind `#`, where no server and no log sees it. */
  readonly address: string;
  close(): Promise<void>;
};

/** @param port 0: any that is free @throws Error when the port cannot be listened at */
export async function serveStudio(counter: Counter, port: number): Promise<StudioService> {
  const token = createToken();
  const tellAll = new Set<(news: StudioNews) => void>();
  const cutMap = createCutMap(counter.seed, (news) => {
    for (const tell of [...tellAll]) tell(news);
  });
  const shown = { counter, cutMap, tellAll };
  let guard: Guard;
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      answer(shown, { guard, token }, request, response).catch((error: unknown) => refuse(response, error));
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  const actual = await new Promise<number>((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure({ host: HOST, port }, error)));
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
  guard = createGuard(new Set(), actual);
  return {
    address: `http://${shownAddress({ host: HOST, port: actual })}/#${token}`,
    async close() {
      cutMap.end();
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}

type Shown = {
  readonly counter: Counter;
  readonly cutMap: CutMap;
  /** What is told to every page, beside the news of the counter. */
  readonly tellAll: Set<(news: StudioNews) => void>;
};

type Door = { readonly guard: Guard; readonly token: string };

async function answer(
  { counter, cutMap, tellAll }: Shown,
  { guard, token }: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host, origin, "sec-fetch-site": site, authorization = "" } = request.headers;
  const fetchSite = typeof site === "string" ? site : undefined;
  if (!guard({ host, origin, fetchSite }).isLetIn) throw new StudioRefusal("not-let-in");
  const path = (request.url ?? "/").split("?")[0]!;
  if (request.method === "GET" && sendPageFile(path, response)) return;
  const given = /^Bearer ([\w-]{1,100})$/i.exec(authorization)?.[1] ?? "";
  if (!sameHash(tokenHash(given), tokenHash(token))) throw new StudioRefusal("no-token");
  switch (`${request.method} ${path}`) {
    case "GET /api/news":
      stream(counter, tellAll, response);
      return;
    case "GET /api/commands":
      send(response, 200, Object.fromEntries(allCommands.map(({ name, clause }) => [name, clause])));
      return;
    case "GET /api/scenario":
      send(response, 200, { yaml: counter.scenario() });
      return;
    case "POST /api/cuts": {
      const { scenario, every } = readCuts(await jsonOf(request));
      cutMap.begin(scenario, every);
      send(response, 200, { done: true });
      return;
    }
    case "POST /api/rerun":
      send(response, 200, await rerun(readRerun(await jsonOf(request)).line, counter.personal));
      return;
    case "POST /api/traces": {
      const { form, line, yaml } = readTraces(await jsonOf(request));
      const traced =
        line !== undefined
          ? await tracedRun(line)
          : yaml !== undefined
            ? await tracedScenario(yaml)
            : await counter.traced();
      send(response, 200, { files: traceFiles(form, traced) });
      return;
    }
    case "POST /api/shrink":
      send(response, 200, await shrinkRun(readRerun(await jsonOf(request)).line));
      return;
    case "POST /api/play":
      send(response, 200, await playScenario(readPlay(await jsonOf(request)).yaml));
      return;
    case "POST /api/ask":
      await counter.ask(readStudioRequest(await jsonOf(request)));
      send(response, 200, { done: true });
      return;
    default:
      throw new StudioRefusal("unknown-path");
  }
}

/** Server-Sent Events: what was, then what is. */
function stream(counter: Counter, tellAll: Shown["tellAll"], response: ServerResponse): void {
  if (tellAll.size >= STREAMS_MAX) throw new StudioRefusal("too-many-pages");
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const write = (text: string): void => {
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
    else response.write(text);
  };
  const tell = (news: StudioNews): void => write(`data: ${JSON.stringify(news)}\n\n`);
  tell({ news: "events", events: counter.events() });
  tell({ news: "state", state: counter.state() });
  const stop = counter.onNews(tell);
  tellAll.add(tell);
  const clock = new RealClock();
  let cancel = clock.after(HEARTBEAT_MS, beat);
  response.once("close", () => {
    cancel();
    stop();
    tellAll.delete(tell);
  });

  function beat(): void {
    write(": still here\n\n");
    cancel = clock.after(HEARTBEAT_MS, beat);
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request, BODY_BYTES_MAX);
  if (bytes === undefined) throw new StudioRefusal("too-long");
  // A form of a foreign page, which needs no leave to send, has another type.
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? ""))
    throw new StudioRefusal("no-json");
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new StudioRefusal("no-json");
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(text);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof StudioRefusal) {
    const { status, code, text } = error;
    send(response, status, { error: { code, ...text } });
    return;
  }
  send(response, 500, { error: { code: "internal", en: "the studio has failed", zh: "演示台内部错误" } });
}
