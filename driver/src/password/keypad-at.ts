/** The keypad of the reader that a card is in. */
import type { Transport } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import type { Keypad } from "./keypad-try.js";

/** `unsupported`: nothing was asked of the card. */
export class NoKeypadError extends ReaderError {
  constructor(readerName: string) {
    super({
      message: `${readerName}: this reader has no keypad for passwords`,
      code: "unsupported",
      layer: "ccid",
      delivery: "not-sent",
      remedy: REMEDIES["type-at-till"],
    });
  }
}

/** @throws NoKeypadError */
export function keypadAt(
  { name, securePin }: Transport,
  { duka, rules, language }: Omit<Keypad, "pinPad">,
): Keypad {
  if (securePin !== undefined) return { pinPad: securePin, duka, rules, language };
  throw new NoKeypadError(name);
}
