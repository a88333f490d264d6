/** A vpcd by script, on a free port of this machine, and a clock whose waiting is over at once. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Clock } from "@duka/protocol/transport";
import type { ExecutionContext } from "ava";
import { bytes, hex } from "../../support/values/hex.js";

type Slot = {
  /** Sends these bytes and answers as many as are asked for. */
  ask(message: string, answerLength: number): Promise<string>;
  /** Lets the card go. */
  drop(): Promise<void>;
  readonly gone: Promise<unknown>;
};

export type ScriptedVpcd = {
  readonly address: { readonly host: string; readonly port: number };
  /** The next card that is put in. */
  card(): Promise<Slot>;
  /** Lets every card go and listens no more. */
  stop(): Promise<void>;
};

export async function scriptedVpcd(t: ExecutionContext): Promise<ScriptedVpcd> {
  const waiting: Socket[] = [];
  const all = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    all.add(socket);
    waiting.push(socket);
    server.emit("card");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    for (const socket of all) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  t.teardown(stop);
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return {
    address: { host: "127.0.0.1", port: bound.port },
    async card() {
      while (waiting.length === 0) await once(server, "card");
      return slotOf(waiting.shift()!);
    },
    stop,
  };
}

export function slotOf(socket: Socket): Slot {
  let got: number[] = [];
  socket.on("data", (chunk: Uint8Array) => got.push(...chunk));
  const gone = new Promise((resolve) => socket.once("close", resolve));
  return {
    gone,
    async ask(message, answerLength) {
      got = [];
      socket.write(bytes(message));
      while (got.length < answerLength) {
        await Promise.race([
          once(socket, "data"),
          gone.then(() => Promise.reject(new Error("the card is gone"))),
        ]);
      }
      return hex(Uint8Array.from(got));
    },
    async drop() {
      socket.destroy();
      await gone;
    },
  };
}

/** Time that passes only by waiting for it: as soon as anybody waits for at most `upToMs`, it is over. */
export function hurriedClock(upToMs: number): Clock & { readonly waits: number[] } {
  let nowMs = 0;
  const waits: number[] = [];
  return {
    waits,
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after(delayMs, then) {
      waits.push(delayMs);
      if (delayMs > upToMs) return () => undefined;
      const turn = setImmediate(() => {
        nowMs += delayMs;
        then();
      });
      return () => clearImmediate(turn);
    },
    outside: (work) => work(),
  };
}
