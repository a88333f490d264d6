/** The keypad of the reader that this card is in. */
import { ReaderError } from "../errors.js";
import type { Keypad } from "../pin-pad/keypad-try.js";
import type { IssuedCard } from "./issued-card.js";
import type { Till } from "./till.js";

/** @throws ReaderError `unsupported` when it has none: nothing was asked of the card then */
export function keypadAt(till: Till, { session }: IssuedCard): Keypad {
  const { name, securePin } = session.transport;
  if (securePin === undefined) {
    throw new ReaderError({
      message: `${name}: this reader has no keypad for passwords`,
      code: "unsupported",
      layer: "ccid",
      delivery: "not-sent",
      remedy:
        "have the password typed at the till instead (without --pin-pad), or use a reader with a keypad",
    });
  }
  return {
    pinPad: securePin,
    own: till.reader.own,
    rules: till.profile.password,
    language: till.language,
  };
}
