/** A transport, or all slots of a reader, with every exchange recorded. */
import { formatHex } from "@duka/protocol/layout/hexadecimal";
import type { Transport } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { withSlots } from "../reader/slot-wrapping.js";
import { wrappedPinPad } from "../reader/wrapped-pin-pad.js";
import { createRedactor } from "./redactor.js";
import type { TraceRecorder } from "./trace-recorder.js";

/** Behaves as `transport` does. */
export function recordTransport(transport: Transport, recorder: TraceRecorder): Transport {
  const redactor = createRedactor();
  const { name } = transport;
  const broken = (error: unknown): never => {
    recorder.record(name, "!", errorWords(error));
    throw error;
  };
  return {
    name,
    async open(deadlineMs, signal) {
      recorder.record(name, "power");
      const atr = await transport.open(deadlineMs, signal).catch(broken);
      recorder.record(name, "atr", formatHex(atr));
      return atr;
    },
    async exchange(command, deadlineMs, signal) {
      recorder.record(name, ">", redactor.command(command));
      const response = await transport.exchange(command, deadlineMs, signal).catch(broken);
      recorder.record(name, "<", redactor.response(response));
      return response;
    },
    async close() {
      await transport.close().catch(broken);
      recorder.record(name, "off");
    },
    line: () => transport.line(),
    get securePin() {
      return wrappedPinPad(transport.securePin, async (request, options, enter) => {
        recorder.record(name, ">", redactor.command(request.apdu));
        const result = await enter(options).catch(broken);
        if (result.outcome === "answered") recorder.record(name, "<", redactor.response(result.response));
        else recorder.record(name, "!", result.outcome);
        return result;
      });
    },
    onCard: (listener) =>
      transport.onCard((event) => {
        recorder.record(name, event);
        listener(event);
      }),
  };
}

/** Every slot of this reader is recorded. */
export function recordReader<R extends { slot(index: number): Transport }>(
  reader: R,
  recorder: TraceRecorder,
): R {
  return withSlots(reader, (transport) => recordTransport(transport, recorder));
}

function errorWords(error: unknown): string {
  if (!(error instanceof ReaderError)) return error instanceof Error ? error.name : "failed";
  return `${error.code} ${error.layer} ${error.delivery}: ${error.message}`;
}
