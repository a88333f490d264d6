/** A slot's PIN entry with something around it, for those who wrap slots. */
import type { PinEntry, PinEntryOptions, PinResult, SecurePin } from "@duka/protocol/transport";

/** What is done around one entry, which `enter` carries out. */
type AroundEntry = (
  request: PinEntry,
  options: PinEntryOptions,
  enter: (options: PinEntryOptions) => Promise<PinResult>,
) => Promise<PinResult>;

/** Undefined where the slot has no keypad; looked up for each entry, since that may become known only with the card. */
export function wrappedPinPad(inner: SecurePin | undefined, around: AroundEntry): SecurePin | undefined {
  if (inner === undefined) return undefined;
  return {
    verify: (request, options) => around(request, options, (limits) => inner.verify(request, limits)),
    modify: (request, options) => around(request, options, (limits) => inner.modify(request, limits)),
  };
}
