/** What pages hear of the reader itself: it comes and goes, and so does its card. */
import type { Reader } from "../reader/reader.js";
import type { ReconnectingReader } from "../reader/reconnecting-reader.js";
import type { EventHub } from "./event-hub.js";

const CARD_SLOT = 0;

/** The same reader, whose news is published from now on until it is closed. */
export function tellingNews(reader: Reader, events: EventHub): Reader {
  const stops = [
    reader.slot(CARD_SLOT).onCard((card) => events.publish({ event: "card", card })),
    ...(isReconnecting(reader)
      ? [reader.onReader((news) => events.publish({ event: "reader", reader: news }))]
      : []),
  ];
  // A view on the reader: what it tells of itself changes with it.
  return Object.create(reader, {
    close: {
      async value() {
        for (const stop of stops) stop();
        await reader.close();
      },
    },
  }) as Reader;
}

function isReconnecting(reader: Reader): reader is ReconnectingReader {
  return "onReader" in reader;
}
