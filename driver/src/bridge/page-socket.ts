/**
 * A page's WebSocket: the lines of `duka serve --stdio` as messages, and events. The first one brings the token,
 * `{"token":"…","name":"…"}`, since a page cannot set a header here.
 */
import type { RateLimit } from "@duka/protocol/local-service";
import type { RawData, WebSocket } from "ws";
import { requestId } from "../serve/requests.js";
import type { Caller, CallId } from "./bridge.js";
import { BridgeRefusal } from "./bridge-refusal.js";
import { callError } from "./call-error.js";
import { parseObject } from "./http-message.js";
import { callerOf } from "./let-in.js";
import type { PairedBridge } from "./paired-bridge.js";
import { keepAlive, sendOrDrop } from "./socket-limits.js";

const TOKEN_WITHIN_MS = 5000;
/** Codes of closing (RFC 6455, 7.4): a rule was broken; try again later. */
const POLICY = 1008;
const LATER = 1013;

/** @param origin of the page; undefined: a program */
export function servePageSocket(
  bridge: PairedBridge,
  rate: RateLimit,
  origin: string | undefined,
  socket: WebSocket,
): void {
  const gone = new AbortController();
  let caller: Caller | undefined;
  let unsubscribe: (() => void) | undefined;
  const stopKeeping = keepAlive(bridge.clock, socket);
  const cancelToken = bridge.clock.after(TOKEN_WITHIN_MS, () => socket.close(POLICY, "no token came"));
  const send = (message: object) => sendOrDrop(socket, JSON.stringify(message));

  socket.on("message", (data: RawData) => {
    const bytes = data as Buffer;
    if (caller === undefined) enter(bytes);
    else void take(caller, bytes);
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    cancelToken();
    stopKeeping();
    unsubscribe?.();
    gone.abort();
  });

  function enter(bytes: Uint8Array): void {
    try {
      const { token, name } = parseObject(bytes);
      const given = typeof token === "string" ? token : undefined;
      caller = callerOf(bridge, rate, origin, given, typeof name === "string" ? name : undefined);
    } catch (error) {
      refuse(null, error);
      socket.close(POLICY, "not let in");
      return;
    }
    unsubscribe = bridge.events.subscribe(send);
    if (unsubscribe === undefined) {
      socket.close(LATER, "too many listen");
      return;
    }
    cancelToken();
    send({ event: "ready", name: caller.name });
    send({ event: "queue", ...bridge.turns.state() });
  }

  async function take(from: Caller, bytes: Uint8Array): Promise<void> {
    let id: CallId | null = null;
    try {
      const message = parseObject(bytes);
      const { id: given, method, params, ...others } = message;
      id = requestId.safeParse(given).data ?? null;
      if (Object.keys(others).some((name) => name === "password"))
        throw new BridgeRefusal("password-in-call");
      if (id === null || Object.keys(others).length > 0) throw new BridgeRefusal("no-json");
      slowDown(from);
      const result = await bridge.call(from, method, params, gone.signal, id);
      sendOrDrop(socket, JSON.stringify({ id, result }), () => bridge.delivered(from));
    } catch (error) {
      refuse(id, error);
    }
  }

  /** A page that floods is read no faster than it may ask; none of its calls is lost. */
  function slowDown(from: Caller): void {
    const waitMs = rate.take(rateKey(from), bridge.clock.nowMs());
    if (waitMs === 0 || socket.isPaused) return;
    socket.pause();
    bridge.clock.after(waitMs, () => socket.resume());
  }

  function refuse(id: CallId | null, error: unknown): void {
    send({ id, error: callError(error).error });
  }
}

/** One token, one rate. */
function rateKey({ key }: Caller): string {
  return key.slice(0, key.indexOf(" "));
}
