/** A port for requests (wraps node:http): where it listens, and how it ends. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listenFailure, shownAddress, type TcpAddress } from "../reader/serve-tcp.js";

export type HttpService = {
  /** "http://127.0.0.1:4080". */
  readonly url: string;
  /** The real one, when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
};

/** @throws Error when the port cannot be had */
export function listen(server: Server, { host, port }: TcpAddress): Promise<HttpService> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure({ host, port }, error)));
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://${shownAddress({ host, port: actual })}`,
        port: actual,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
