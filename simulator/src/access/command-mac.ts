/** The MAC at the end of a command, checked by the card (secure messaging). */
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_OK,
  SW_REFERENCE_DATA_INVALID,
  SW_REFERENCE_DATA_NOT_FOUND,
} from "@duka/protocol/wire/status-word";
import type { Nvm } from "../memory/nvm.js";
import type { Application } from "./application.js";
import type { Attempts } from "./attempts.js";
import { isSame } from "./attempts.js";

export const MAC_LENGTH = 4;
const SW_MAC_MISSING = 0x6987;
const SW_MAC_WRONG = 0x6988;

/** What a command with a MAC is checked with. */
type MacCheck = {
  readonly memory: Nvm;
  readonly application: Application | undefined;
  readonly keyName: string;
  /** Of the GET CHALLENGE just before. */
  readonly challenge: Uint8Array | undefined;
  /** Counted instead of the key's own attempts. */
  readonly attempts?: Attempts;
};

/** The key that enciphers and protects this command. A status word when there is none. */
export function workingKey({ application, keyName, challenge }: MacCheck): Uint8Array | number {
  const key = application?.keys.named(keyName);
  if (application === undefined || key === undefined) return SW_REFERENCE_DATA_NOT_FOUND;
  if (application.suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
  if (key.attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
  if (challenge === undefined) return SW_REFERENCE_DATA_INVALID;
  if (application.messaging === "pboc") return key.key();
  // A process key is made from a whole block.
  return challenge.length === 8
    ? application.suite.processKey(key.key(), challenge)
    : SW_REFERENCE_DATA_INVALID;
}

/**
 * 9000, or the status word that refuses. The attempt is spent durably before the MAC is looked at.
 * @param apdu the whole command, whose last four bytes of data are the MAC
 */
export function checkMac(check: MacCheck, apdu: Uint8Array): number {
  // Five bytes are a header and Le: no data, so no MAC.
  const end = apdu.length > 5 ? 5 + apdu[4]! : 5;
  if (end - 5 < MAC_LENGTH) return SW_MAC_MISSING;
  const key = workingKey(check);
  if (typeof key === "number") return key;
  const { suite, messaging, keys } = check.application!;
  const counter = check.attempts ?? keys.named(check.keyName)!.attempts;
  if (counter.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
  counter.spend();
  const iv = messaging === "pboc" ? check.challenge : undefined;
  const expected = suite!.macOf(key, apdu.subarray(0, end - MAC_LENGTH), iv);
  if (!isSame(expected, apdu.subarray(end - MAC_LENGTH, end))) return SW_MAC_WRONG;
  check.memory.transaction(() => counter.restore());
  return SW_OK;
}
