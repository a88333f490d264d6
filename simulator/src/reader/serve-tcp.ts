/**
 * Puts the reader's cable behind a TCP port (wraps node:net): the bytes of its serial line, one client at a
 * time.
 */
import { createServer, type Server, type Socket } from "node:net";
import type { Link } from "@duka/protocol/transport";
import type { Cable } from "../line/cable.js";
import type { SimulationClock } from "../time/clock.js";

/** A client that has sent more than takes so long on the line waits before it is read again. */
const BACKLOG_MAX_MS = 250;

export type TcpAddress = { readonly host: string; readonly port: number };

export type TcpService = {
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly address: TcpAddress;
  /** Sends the client away and stops listening. */
  close(): Promise<void>;
};

/** @throws RangeError when it is not HOST:PORT */
export function parseTcpAddress(text: string): TcpAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new RangeError(`"${text}" is no TCP address: write HOST:PORT, such as 127.0.0.1:4070`);
  }
  return { host: match[1] ?? match[2]!, port };
}

/** HOST:PORT, an IPv6 host in brackets. */
export function shownAddress({ host, port }: TcpAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Why a port cannot be had, and what to do. */
export function listenFailure(address: TcpAddress, cause: Error): Error {
  const inUse = "code" in cause && cause.code === "EADDRINUSE";
  const why = inUse ? "the port is in use; choose another one" : cause.message;
  return new Error(`cannot listen on ${shownAddress(address)}: ${why}`, { cause });
}

/** What is between the port and the reader, in place of a cable that is always there. */
export type Between = {
  /** For a client that has come; undefined while the cable is out: it is sent away. */
  plug(): Link | undefined;
  /** It has gone, in the middle of a message perhaps. */
  left(): void;
};

/**
 * @param log told about clients that come and go, in words
 * @throws Error when the port cannot be had
 */
export async function serveTcp(
  address: TcpAddress,
  cable: Cable,
  clock: SimulationClock,
  log: (message: string) => void,
  between: Between = { plug: () => cable.plug(), left() {} },
): Promise<TcpService> {
  let client: Socket | undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    // Not a byte may be said to the second: on a reader's line every byte means something.
    socket.on("error", (error) => log(`client ${name}: ${error.message}`));
    if (client !== undefined) {
      log(`client ${name} sent away: the reader is in use`);
      socket.destroy();
      return;
    }
    const link = between.plug();
    if (link === undefined) {
      log(`client ${name} sent away: the cable is out`);
      socket.destroy();
      return;
    }
    client = socket;
    log(`client ${name} has the reader`);
    const leave = (): void => {
      if (client !== socket) return;
      client = undefined;
      cable.unplug();
      between.left();
      log(`client ${name} left`);
    };
    // With its last word, not only when the connection is gone: it may be back at once.
    socket.on("end", leave);
    socket.on("close", leave);
    join(socket, link, cable, clock);
  });
  cable.unplug();
  const port = await listen(server, address);
  return {
    address: { host: address.host, port },
    close() {
      client?.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The cable's host end becomes the socket. */
function join(socket: Socket, link: Link, cable: Cable, clock: SimulationClock): void {
  link.listen({
    data(bytes) {
      // Bytes that are due in one turn leave in one packet.
      socket.cork();
      socket.write(bytes);
      process.nextTick(() => socket.uncork());
    },
    closed: () => socket.destroy(),
    bytesNeeded: () => 1,
  });
  socket.on("data", (bytes) => {
    link.write(bytes);
    const backlogMs = cable.hostBacklogMs();
    if (backlogMs < BACKLOG_MAX_MS) return;
    socket.pause();
    clock.after(backlogMs, () => socket.resume());
  });
}

function listen(server: Server, { host, port }: TcpAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure({ host, port }, error)));
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}
