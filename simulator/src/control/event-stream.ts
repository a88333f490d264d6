/** Events by Server-Sent Events. Who does not read them is let go: what waits for it stays small. */
import type { ServerResponse } from "node:http";
import type { Cancel, Clock } from "@duka/protocol/transport";
import { liveMask } from "../world/live-mask.js";
import type { LoggedEvent } from "../world/world-event.js";
import type { Controlled } from "./controlled.js";
import { numbered } from "./steer.js";

/** A connection that is gone without a word is found out by this. */
const HEARTBEAT_MS = 15_000;
/** A character of a card line comes within a millisecond of the last; so long one waits for the next. */
const WAITING_MS = 200;
const BEFORE = 512;
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** @param after from behind this number on; from now on without */
export function streamEvents(
  { log, personal }: Pick<Controlled, "log" | "personal">,
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
    let number = Math.max(after, log.dropped);
    for (const event of log.shownFrom(number, log.events.length, personal)) write(sse(++number, event));
  }
  const live = liveMask(log.mask);
  // What came before says what may go on.
  for (const event of log.events.slice(-BEFORE)) live.push(event);
  live.flush();
  let stopWaiting: Cancel = () => undefined;
  const tell = (events: readonly LoggedEvent[]): void => {
    for (const event of events) write(sse(++id, event));
    stopWaiting();
    if (live.isWaiting) stopWaiting = clock.after(WAITING_MS, () => tell(live.flush()));
  };
  const stop = log.onEvent((event) => tell(personal?.withPersonalData ? [event] : live.push(event)));
  let cancel = clock.after(HEARTBEAT_MS, beat);
  response.once("close", () => {
    cancel();
    stopWaiting();
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
