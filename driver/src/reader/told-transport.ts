/** A transport that tells the diagnostics channels what happens on it. */
import { declarationOf } from "@duka/protocol/commands/all-commands";
import { formatHex } from "@duka/protocol/layout/hexadecimal";
import type { Clock, PinResult, Transport } from "@duka/protocol/transport";
import { statusWordOf } from "@duka/protocol/wire/status-word";
import { isHeard, tellCard, tellExchange } from "../base/diagnostics-channel.js";
import { headerText, ReaderError } from "../base/errors.js";
import { wrappedPinPad } from "./wrapped-pin-pad.js";

const NOTHING = new Uint8Array(0);

/** Behaves as `transport` does. */
export function toldTransport(transport: Transport, clock: Clock): Transport {
  const slot = transport.name;
  const tell = (event: "powered" | "failed" | "off" | "inserted" | "removed", atr?: Uint8Array): void => {
    if (isHeard("card")) tellCard({ slot, event, atr: atr && formatHex(atr) });
  };
  return {
    name: slot,
    async open(deadlineMs, signal) {
      try {
        const atr = await transport.open(deadlineMs, signal);
        tell("powered", atr);
        return atr;
      } catch (error) {
        tell("failed");
        throw error;
      }
    },
    exchange(command, deadlineMs, signal) {
      const exchange = () => transport.exchange(command, deadlineMs, signal);
      return isHeard("exchange") ? toldExchange(transport, clock, command, exchange) : exchange();
    },
    async close() {
      await transport.close();
      tell("off");
    },
    line: () => transport.line(),
    get securePin() {
      return wrappedPinPad(transport.securePin, async ({ apdu }, options, enter) => {
        let result: PinResult | undefined;
        const entry = async () => {
          result = await enter(options);
          return result.outcome === "answered" ? result.response : NOTHING;
        };
        await (isHeard("exchange") ? toldExchange(transport, clock, apdu, entry) : entry());
        return result!;
      });
    },
    onCard: (listener) =>
      transport.onCard((event) => {
        tell(event);
        listener(event);
      }),
  };
}

async function toldExchange(
  transport: Transport,
  clock: Clock,
  command: Uint8Array,
  exchange: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const began = clock.nowMs();
  const about = { slot: transport.name, command: declarationOf(command)?.name, header: headerText(command) };
  const end = (statusWord: number | undefined, error: unknown): void =>
    tellExchange({ ...about, statusWord, ms: clock.nowMs() - began, error: errorOf(error) });
  try {
    const response = await exchange();
    end(response.length < 2 ? undefined : statusWordOf(response), undefined);
    return response;
  } catch (error) {
    end(undefined, error);
    throw error;
  }
}

function errorOf(error: unknown): { code: string; delivery: string } | undefined {
  if (error === undefined) return undefined;
  if (error instanceof ReaderError) return { code: error.code, delivery: error.delivery };
  return { code: error instanceof Error ? error.name : "failed", delivery: "unknown" };
}
