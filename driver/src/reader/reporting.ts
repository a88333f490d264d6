/** Around a slot: the diagnostics channels are told what happens on it. */
import { declarationOf } from "@duka/protocol/commands";
import { formatHex } from "@duka/protocol/layout";
import type { CardEvent, Clock } from "@duka/protocol/transport";
import { statusWordOf } from "@duka/protocol/wire/status-word";
import { isHeard, tellCard, tellExchange } from "../base/diagnostics-channel.js";
import { headerText, ReaderError } from "../base/errors.js";
import { type Around, commandOf, responseOf, type SlotAnswer } from "./around.js";

export function reported(clock: Clock): Around {
  return (below, { name }) => {
    const tell = (event: "powered" | "failed" | "off" | CardEvent, atr?: Uint8Array): void => {
      if (isHeard("card")) tellCard({ slot: name, event, atr: atr && formatHex(atr) });
    };
    return {
      async call(call) {
        const command = commandOf(call);
        const work = () => below.call(call);
        if (command !== undefined)
          return isHeard("exchange") ? toldExchange(name, clock, command, work) : work();
        try {
          const answer = await work();
          if (call.do === "open") tell("powered", responseOf(answer));
          else tell("off");
          return answer;
        } catch (error) {
          if (call.do === "open") tell("failed");
          throw error;
        }
      },
      onCard: (listener) =>
        below.onCard((event) => {
          tell(event);
          listener(event);
        }),
    };
  };
}

async function toldExchange(
  slot: string,
  clock: Clock,
  command: Uint8Array,
  exchange: () => Promise<SlotAnswer>,
): Promise<SlotAnswer> {
  const began = clock.nowMs();
  const about = { slot, command: declarationOf(command)?.name, header: headerText(command) };
  const end = (statusWord: number | undefined, error: unknown): void =>
    tellExchange({ ...about, statusWord, ms: clock.nowMs() - began, error: errorOf(error) });
  try {
    const answer = await exchange();
    const response = responseOf(answer);
    end(response.length < 2 ? undefined : statusWordOf(response), undefined);
    return answer;
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
