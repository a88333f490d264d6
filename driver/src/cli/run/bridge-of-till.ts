/** The bridge that `duka serve --http` and `duka native-messaging` put before a till. */
import { realClock } from "../../base/real-clock.js";
import { type Bridge, createBridge } from "../../bridge/bridge.js";
import { createEventHub } from "../../bridge/event-hub.js";
import { tellingNews } from "../../bridge/reader-events.js";
import type { AskPassword } from "../../password/ask-password.js";
import { type ServeTill, serveMethods } from "../../serve/serve-methods.js";

type TillBridge = {
  readonly bridge: Bridge;
  /** When the bridge is closed: lets reader and card go. */
  close(): Promise<void>;
};

/** @param atTerminal undefined where no one sits at one */
export function bridgeOfTill(till: Omit<ServeTill, "send">, atTerminal: AskPassword | undefined): TillBridge {
  const events = createEventHub();
  const methods = serveMethods({
    ...till,
    async openReader() {
      const reader = await till.openReader();
      // A simulated reader's time runs only while it is asked something: its card is not watched.
      return reader.clock === realClock ? tellingNews(reader, events) : reader;
    },
    send: (line) => events.publish(JSON.parse(line)),
  });
  const bridge = createBridge({ clock: realClock, methods, events, atTerminal });
  return { bridge, close: () => methods.close() };
}
