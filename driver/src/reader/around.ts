/**
 * The one place where something is put around a slot. What is asked of a slot is one call here, so that a layer (a
 * limit, a recorder, a report, a reconnection) says once what it does around each, and the members of `Transport` are
 * written out in this file alone.
 */
import { live } from "@duka/protocol/data/live";
import type {
  Cancel,
  CardEvent,
  CardLine,
  LeftCard,
  PinEntry,
  PinEntryOptions,
  PinModification,
  PinResult,
  ReaderHelp,
  SecurePin,
  Transport,
} from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

/** One call of a slot. `limits` hold for all of it; letting a card go has none. */
export type SlotCall =
  | { readonly do: "open"; readonly limits: PinEntryOptions }
  | {
      readonly do: "exchange";
      readonly command: Uint8Array;
      readonly limits: PinEntryOptions;
      readonly help?: ReaderHelp | undefined;
    }
  | { readonly do: "verify"; readonly entry: PinEntry; readonly limits: PinEntryOptions }
  | { readonly do: "modify"; readonly entry: PinModification; readonly limits: PinEntryOptions }
  | { readonly do: "close" };

/**
 * `response`: the ATR of `open`, the card's response to a command, nothing of `close`. Only a PIN entry ends otherwise
 * than answered.
 */
export type SlotAnswer = PinResult;

/** A slot as a layer sees it. */
export type SlotInside = {
  /** @throws as the member of `Transport` for this call */
  call(call: SlotCall): Promise<SlotAnswer>;
  line(): CardLine | undefined;
  onCard(listener: (event: CardEvent) => void): Cancel;
  /** @returns undefined where the card cannot be left powered */
  leave(idleMs: number): LeftCard | undefined;
  /** @returns false where the card that was left is to be opened anew */
  take(left: LeftCard, limits: PinEntryOptions): Promise<boolean>;
  hasKeypad(): boolean;
};

/** Puts something around a slot: whatever it does not answer itself is answered by `below`. @param slot for its name */
export type Around = (below: SlotInside, slot: Transport) => Partial<SlotInside>;

const NOTHING = new Uint8Array(0);

/** The same slot, the first layer outermost. Its `base` is the slot itself, whatever was around it before. */
export function around(slot: Transport, ...layers: readonly Around[]): Transport {
  let inside = insideOf(slot);
  for (const layer of [...layers].reverse()) inside = { ...inside, ...layer(inside, slot) };
  const securePin: SecurePin = {
    verify: (entry, limits) => inside.call({ do: "verify", entry, limits }),
    modify: (entry, limits) => inside.call({ do: "modify", entry, limits }),
  };
  return live<Transport, "securePin">(
    {
      name: slot.name,
      base: slot.base ?? slot,
      open: async (deadlineMs, signal) =>
        responseOf(await inside.call({ do: "open", limits: { deadlineMs, signal } })),
      exchange: async (command, deadlineMs, signal, help) =>
        responseOf(await inside.call({ do: "exchange", command, limits: { deadlineMs, signal }, help })),
      async close() {
        await inside.call({ do: "close" });
      },
      line: () => inside.line(),
      onCard: (listener) => inside.onCard(listener),
      keep: {
        leave: (idleMs) => inside.leave(idleMs),
        take: (left, limits) => inside.take(left, limits),
      },
    },
    { securePin: () => (inside.hasKeypad() ? securePin : undefined) },
  );
}

/** The command that goes to the card, with a place for the PIN where one is typed; undefined where there is none. */
export function commandOf(call: SlotCall): Uint8Array | undefined {
  if (call.do === "exchange") return call.command;
  return call.do === "verify" || call.do === "modify" ? call.entry.apdu : undefined;
}

/** What came back: empty where the card was not asked. */
export function responseOf(answer: SlotAnswer): Uint8Array {
  return answer.outcome === "answered" ? answer.response : NOTHING;
}

/** Has the slot carry the call out. */
export async function callSlot(slot: Transport, call: SlotCall): Promise<SlotAnswer> {
  switch (call.do) {
    case "open":
      return answered(await slot.open(call.limits.deadlineMs, call.limits.signal));
    case "exchange": {
      const { command, limits, help } = call;
      return answered(await slot.exchange(command, limits.deadlineMs, limits.signal, help));
    }
    case "verify":
      return keypadOf(slot).verify(call.entry, call.limits);
    case "modify":
      return keypadOf(slot).modify(call.entry, call.limits);
    case "close":
      await slot.close();
      return answered(NOTHING);
  }
}

function insideOf(slot: Transport): SlotInside {
  return {
    call: (call) => callSlot(slot, call),
    line: () => slot.line(),
    onCard: (listener) => slot.onCard(listener),
    leave: (idleMs) => slot.keep?.leave(idleMs),
    take: async (left, limits) => (await slot.keep?.take(left, limits)) ?? false,
    hasKeypad: () => slot.securePin !== undefined,
  };
}

function answered(response: Uint8Array): SlotAnswer {
  return { outcome: "answered", response };
}

/** It was there when it was asked for, and went with its card or reader. */
function keypadOf({ name, securePin }: Transport): SecurePin {
  if (securePin !== undefined) return securePin;
  throw new ReaderError({
    message: `${name}: there is no keypad any more`,
    code: "unsupported",
    layer: "ccid",
    delivery: "not-sent",
    remedy: REMEDIES["begin-again"],
  });
}
