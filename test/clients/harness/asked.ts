/** The service that clients ask: a real one with a simulated reader, and two that are none. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { ExecutionContext } from "ava";
import { type RunningBridge, startBridge } from "../../support/programs/bridge.js";
import { freePort } from "../../support/values/free-port.js";

type Service = { readonly bridge: RunningBridge; readonly token: string };

/** `duka serve --http` in this process, and the token of a program. */
export async function startService(t: ExecutionContext): Promise<Service> {
  const bridge = await startBridge(t);
  const { out } = await bridge.dukaPair("--program", "his");
  return { bridge, token: out.trim() };
}

/** Takes a request, and ends without an answer: what the card has done is unknown. @returns its url */
export async function startMute(t: ExecutionContext): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.destroy());
  });
  t.teardown(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where nothing listens. @returns its url */
export async function nothingAt(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}
