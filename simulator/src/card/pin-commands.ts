/** VERIFY (ISO/IEC 7816-4, 7.5.6) and CHANGE PIN (PBOC) on a PIN, and GET CHALLENGE. */
import { getChallenge, verify } from "@duka/protocol/commands/iso7816";
import { changePin } from "@duka/protocol/commands/pboc-purse";
import { SW_AUTHENTICATION_METHOD_BLOCKED, SW_OK, SW_WRONG_LENGTH } from "@duka/protocol/wire/status-word";
import type { Challenges } from "./challenges.js";
import type { CommandBinding } from "./dispatch.js";
import { on } from "./dispatch.js";
import type { Pin } from "./pin.js";

/** @param answersEmptyVerify VERIFY without data tells the tries left and costs none; not every card does this */
export function pinCommands(pin: Pin, answersEmptyVerify: boolean): CommandBinding[] {
  return [
    on(verify, (request) => {
      if (request.pin.length > 0) return pin.verify(request.pin);
      if (!answersEmptyVerify) return SW_WRONG_LENGTH;
      if (pin.isVerified()) return SW_OK;
      return pin.triesLeft() === 0 ? SW_AUTHENTICATION_METHOD_BLOCKED : 0x63c0 | pin.triesLeft();
    }),
    on(changePin, ({ oldPin, newPin }) => pin.change(oldPin, newPin)),
  ];
}

/** Challenges of 4 or 8 bytes. */
export function challengeCommand(challenges: Challenges): CommandBinding {
  return on(getChallenge, ({ le }) =>
    le === 4 || le === 8 ? { challenge: challenges.give(le) } : SW_WRONG_LENGTH,
  );
}
