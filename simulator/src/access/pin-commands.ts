/** VERIFY (ISO/IEC 7816-4, 7.5.6) and CHANGE PIN (PBOC) on a PIN, and GET CHALLENGE. */
import { changePin, getChallenge, verify, verifyByReference } from "@duka/protocol/commands";
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_INCORRECT_P1_P2,
  SW_OK,
  SW_REFERENCE_DATA_NOT_FOUND,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Challenges } from "../chip/challenges.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import type { Profile } from "../profiles/profile.js";
import type { Pin } from "./pin.js";

/** Not every card tells the tries left to a VERIFY without data, which costs none; nor has a name for the password. */
export function pinCommands(
  pin: Pin,
  { answersEmptyVerify = true }: Pick<Profile["password"], "answersEmptyVerify">,
  reference: Profile["pin"]["reference"],
): CommandBinding[] {
  const verified = (candidate: Uint8Array): number => {
    if (candidate.length > 0) return pin.verify(candidate);
    if (!answersEmptyVerify) return SW_WRONG_LENGTH;
    if (pin.isVerified()) return SW_OK;
    return pin.triesLeft() === 0 ? SW_AUTHENTICATION_METHOD_BLOCKED : 0x63c0 | pin.triesLeft();
  };
  return [
    on(verify, (request) => verified(request.pin)),
    on(verifyByReference, (request) => {
      if (reference === null) return SW_INCORRECT_P1_P2;
      return request.reference === reference ? verified(request.pin) : SW_REFERENCE_DATA_NOT_FOUND;
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
