/** The wire time of a reader that is opened several times: what the meters of all its lives say together. */
import { live } from "@duka/protocol/data/live";
import { createWireMeter, type WireMeter, type WireReading } from "./wire-meter.js";

type ReconnectingMeter = WireMeter & {
  /** From now on this meter counts on. */
  follow(meter: WireMeter): void;
};

export function reconnectingMeter(first: WireMeter): ReconnectingMeter {
  let past: WireReading = { ms: 0, limitMs: 0, ratio: 0 };
  let present = first;
  const sum = (): WireMeter => {
    const meter = createWireMeter();
    meter.add(past.ms + present.ms, past.limitMs + present.limitMs);
    return meter;
  };
  return live<ReconnectingMeter, "ms" | "limitMs" | "ratio">(
    {
      reading: () => sum().reading(),
      since: (earlier) => sum().since(earlier),
      add: (ms, limitMs) => present.add(ms, limitMs),
      follow(meter) {
        past = sum().reading();
        present = meter;
      },
    },
    { ms: () => sum().ms, limitMs: () => sum().limitMs, ratio: () => sum().ratio },
  );
}
