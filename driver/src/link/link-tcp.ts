/** The same bytes over TCP: a simulator, ser2net, a board with a network of its own. */
import { connect, type Socket } from "node:net";
import type { Clock, Link, LinkListener } from "@duka/protocol/transport";
import { type Deadline, remainingMs } from "../deadline.js";
import { ReaderError } from "../errors.js";

/** 8N2, of the serial line that is behind the connection. */
const BITS_PER_BYTE = 11;

export type TcpLinkAddress = { readonly host: string; readonly port: number; readonly baud: number };

/** @throws ReaderError `no-reader` when nobody takes the connection by the deadline */
export async function openTcpLink(address: TcpLinkAddress, clock: Clock, deadline: Deadline): Promise<Link> {
  const name = address.host.includes(":")
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
  const socket = await connected(address, name, clock, deadline);
  let listener: LinkListener | undefined;
  let loss: { readonly reason: Error | undefined } | undefined;
  socket.setNoDelay(true);
  socket.on("data", (bytes) => listener?.data(bytes));
  socket.on("error", lose);
  socket.on("end", () => lose(new Error(`${name} closed the connection`)));
  socket.on("close", () => lose(new Error(`${name} closed the connection`)));
  // Nothing is read before somebody listens.
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
      lose(undefined);
    },
  };

  function lose(reason: Error | undefined): void {
    if (loss !== undefined) return;
    loss = { reason };
    socket.destroy();
    listener?.closed(reason);
  }
}

function connected(address: TcpLinkAddress, name: string, clock: Clock, deadline: Deadline): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port });
    const stopTimer = clock.after(remainingMs(clock, deadline), () =>
      fail("no connection by the deadline", undefined),
    );
    socket.once("connect", () => {
      stopTimer();
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.on("error", (cause) => fail(cause.message, cause));

    function fail(why: string, cause: unknown): void {
      stopTimer();
      socket.destroy();
      reject(
        new ReaderError({
          message: `tcp://${name}: ${why}`,
          code: "no-reader",
          layer: "link",
          delivery: "not-sent",
          remedy: `check host and port; a simulated reader is started by: duka-sim reader --tcp ${name}`,
          cause,
        }),
      );
    }
  });
}
