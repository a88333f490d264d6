/** The two ways in which card and vpcd find each other over TCP (wraps node:net): the card connects, or it listens. */
import { connect, createServer, type Socket } from "node:net";
import { listenFailure, type TcpAddress } from "../reader/serve-tcp.js";
import type { VpcdTalk } from "./vpcd-talk.js";

/** Why a conversation ended. */
export type TalkEnd = {
  /** In words, for a message. */
  readonly why: string;
  /** The card itself can go no further, as when its state file cannot be written. */
  readonly failure: Error | undefined;
};

export type Conversation = {
  readonly ended: Promise<TalkEnd>;
  hangUp(): void;
};

type CardPort = {
  readonly address: TcpAddress;
  /** The card can go no further. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
};

/** @throws Error with `code`, as node:net has it, when no one is there */
export function dial({ host, port }: TcpAddress, talk: VpcdTalk): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(converse(socket, talk));
    });
  });
}

/**
 * Listens for one reader at a time; others are sent away. Every reader finds the card as it was left.
 * @param say told about readers that come and go
 * @throws Error when the port cannot be had
 */
export function listenForReader(
  { host, port }: TcpAddress,
  talk: () => VpcdTalk,
  say: (message: string) => void,
): Promise<CardPort> {
  let current: Conversation | undefined;
  let fail: (error: Error) => void;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const server = createServer({ noDelay: true }, (socket) => {
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    if (current !== undefined) {
      socket.on("error", (error) => say(`reader ${name}: ${error.message}`));
      socket.destroy();
      say(`reader ${name} sent away: the card is in another one`);
      return;
    }
    say(`the card is in the reader at ${name}`);
    current = converse(socket, talk());
    void current.ended.then(({ why, failure }) => {
      current = undefined;
      say(`reader ${name} has let the card go: ${why}`);
      if (failure !== undefined) fail(failure);
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure({ host, port }, error)));
    server.listen(port, host, () => {
      const bound = server.address();
      resolve({
        address: { host, port: typeof bound === "object" && bound !== null ? bound.port : port },
        failed,
        close() {
          current?.hangUp();
          return new Promise((closed) => server.close(() => closed()));
        },
      });
    });
  });
}

function converse(socket: Socket, talk: VpcdTalk): Conversation {
  let why = "the connection was closed";
  let failure: Error | undefined;
  socket.on("data", (bytes) => {
    try {
      const answer = talk.hear(bytes);
      if (answer.length > 0) socket.write(answer);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      socket.destroy(failure);
    }
  });
  socket.on("error", (error) => {
    why = error.message;
  });
  return {
    ended: new Promise((resolve) => {
      socket.on("close", () => {
        talk.over();
        resolve({ why, failure });
      });
    }),
    hangUp: () => socket.destroy(),
  };
}
