/** The same bytes over TCP: a simulator, ser2net, a board with a network of its own. */
import { connect, type Socket } from "node:net";
import type { Clock, Link, LinkListener } from "@duka/protocol/transport";
import { type Deadline, onEnd } from "../base/deadline.js";
import { type ErrorCode, ReaderError } from "../base/errors.js";

/** 8N2, of the serial line that is behind the connection. */
const BITS_PER_BYTE = 11;
const KEEP_ALIVE_MS = 10_000;
/** For the last words; the other end may have gone without a word. */
const GOODBYE_MS = 500;

export type TcpLinkAddress = { readonly host: string; readonly port: number; readonly baud: number };

/** @throws ReaderError `no-reader` when no one takes the connection by the deadline */
export async function openTcpLink(address: TcpLinkAddress, clock: Clock, deadline: Deadline): Promise<Link> {
  const name = address.host.includes(":")
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
  const socket = await connected(address, name, clock, deadline);
  let listener: LinkListener | undefined;
  let loss: { readonly reason: Error | undefined } | undefined;
  socket.setNoDelay(true);
  // Notices a host that is gone without a word, while nothing is sent.
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on("data", (bytes) => {
    if (loss === undefined) listener?.data(bytes);
  });
  socket.on("error", lose);
  socket.on("end", () => lose(new Error(`${name} closed the connection`)));
  socket.on("close", () => lose(new Error(`${name} closed the connection`)));
  // Nothing is read before someone listens.
  socket.pause();
  return {
    name,
    baud: address.baud,
    bitsPerByte: BITS_PER_BYTE,
    listen(newListener) {
      listener = newListener;
      if (loss !== undefined) newListener.closed(loss.reason);
      else socket.resume();
    },
    write(bytes) {
      if (loss === undefined) socket.write(bytes);
    },
    async close() {
      if (loss !== undefined) return;
      loss = { reason: undefined };
      listener?.closed(undefined);
      await goodbye(socket, clock);
    },
  };

  function lose(reason: Error | undefined): void {
    if (loss !== undefined) return;
    loss = { reason };
    socket.destroy();
    listener?.closed(reason);
  }
}

/** Done when the other end has heard it too: a server with one client at a time has then room for the next. */
function goodbye(socket: Socket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = clock.after(GOODBYE_MS, () => socket.destroy());
    socket.once("close", () => {
      stopTimer();
      resolve();
    });
    socket.resume();
    socket.end();
  });
}

function connected(address: TcpLinkAddress, name: string, clock: Clock, deadline: Deadline): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port });
    const stopWaiting = onEnd(clock, deadline, (code) => {
      if (code === "timeout") fail("no-reader", "no connection by the deadline");
      else fail(code, "given up by the caller");
    });
    socket.once("connect", () => {
      stopWaiting();
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.on("error", (cause) => fail("no-reader", cause.message, cause));

    function fail(code: ErrorCode, why: string, cause?: Error): void {
      stopWaiting();
      socket.destroy();
      reject(
        new ReaderError({
          message: `tcp://${name}: ${why}`,
          code,
          layer: "link",
          delivery: "not-sent",
          remedy: {
            en: `check host and port; a simulated reader is started by: duka-sim reader --tcp ${name}`,
            zh: `请检查主机和端口；模拟读卡器用 duka-sim reader --tcp ${name} 启动`,
          },
          cause,
        }),
      );
    }
  });
}
