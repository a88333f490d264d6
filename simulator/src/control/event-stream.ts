/** Events by Server-Sent Events. Who does not read them is let go: what waits for it stays small. */
import type { ServerResponse } from "node:http";
import type { Clock } from "@duka/protocol/transport";
import type { EventLog } from "../world/event-log.js";
import { numbered } from "./steer.js";

/** A connection that is gone without a word is found out by this. */
const HEARTBEAT_MS = 15_000;
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** @param after from behind this number on; from now on without */
export function streamEvents(
  log: EventLog,
  clock: Clock,
  response: ServerResponse,
  after: number | undefined,
  headers: { readonly [name: string]: string },
): void {
  let id = log.dropped + log.events.length;
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  // Told at once, so that the caller knows that it misses nothing from here on.
  write(": from here on\n\n");
  if (after !== undefined) {
    const first = Math.max(after - log.dropped, 0);
    let number = log.dropped + first;
    for (const event of log.events.slice(first)) write(sse(++number, log.mask.value(event)));
  }
  const stop = log.onEvent((event) => write(sse(++id, log.mask.value(event))));
  let cancel = clock.after(HEARTBEAT_MS, beat);
  response.once("close", () => {
    cancel();
    stop();
  });

  function write(text: string): void {
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
    else response.write(text);
  }

  function beat(): void {
    write(": still here\n\n");
    cancel = clock.after(HEARTBEAT_MS, beat);
  }
}

function sse(id: number, event: Parameters<typeof numbered>[0]): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(numbered(event, id))}\n\n`;
}
