/**
 * Which card session of this process has which slot: one at a time. Other processes are kept out by port, server or
 * PC/SC.
 */
import type { Transport } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

export type SlotHold = {
  /** Somebody else has taken the slot since it was let go. */
  isOthers(): boolean;
  /** Lets the slot go; nothing happens when it is let go already. */
  release(): void;
};

const holders = new WeakMap<Transport, { readonly holder: string }>();

/**
 * @param holder in words, for others who want the slot meanwhile @throws ReaderError `card-in-use` naming who has it
 */
export function takeSlot(transport: Transport, holder: string): SlotHold {
  const slot = transport.base ?? transport;
  const other = holders.get(slot);
  if (other !== undefined) {
    throw new ReaderError({
      message: `${transport.name}: the card is in use by ${other.holder} of this program`,
      code: "card-in-use",
      layer: "apdu",
      delivery: "not-sent",
      remedy: REMEDIES["wait-until-closed"],
    });
  }
  const own = { holder };
  holders.set(slot, own);
  return {
    isOthers: () => (holders.get(slot) ?? own) !== own,
    release() {
      if (holders.get(slot) === own) holders.delete(slot);
    },
  };
}
