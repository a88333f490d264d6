/** Events to a page by Server-Sent Events. Who does not read them is let go: what waits for it stays small. */
import type { ServerResponse } from "node:http";
import type { Bridge } from "./bridge.js";
import { BridgeRefusal } from "./bridge-refusal.js";
import type { Headers } from "./http-message.js";

/** A connection that is gone without a word is found out by this. */
const HEARTBEAT_MS = 15_000;
const WAITING_BYTES_MAX = 64 * 1024;

/** @throws BridgeRefusal too-many-streams */
export function streamEvents(bridge: Bridge, response: ServerResponse, headers: Headers): void {
  const write = (text: string): void => {
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
    else response.write(text);
  };
  const unsubscribe = bridge.events.subscribe((event) => write(`data: ${JSON.stringify(event)}\n\n`));
  if (unsubscribe === undefined) throw new BridgeRefusal("too-many-streams");
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  write(`data: ${JSON.stringify({ event: "queue", ...bridge.turns.state() })}\n\n`);
  let cancel = bridge.clock.after(HEARTBEAT_MS, beat);
  response.once("close", () => {
    cancel();
    unsubscribe();
  });

  function beat(): void {
    write(": still here\n\n");
    cancel = bridge.clock.after(HEARTBEAT_MS, beat);
  }
}
