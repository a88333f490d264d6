/** RELOAD PIN, PIN UNBLOCK and PIN CHANGE/UNBLOCK: a password set or freed with the issuer's keys. */
import {
  OLDER_RESET,
  OLDER_UNBLOCK,
  olderUnblockPin,
  reloadPin,
  resetPin,
  unblockPin,
} from "@duka/protocol/commands";
import { reloadPinMac } from "@duka/protocol/crypto";
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_INCORRECT_P1_P2,
  SW_OK,
  SW_REFERENCE_DATA_NOT_FOUND,
  SW_SECURITY_STATUS_NOT_SATISFIED,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Challenges } from "../chip/challenges.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_WRONG_MAC } from "../chip/purse-status-words.js";
import type { Nvm } from "../memory/nvm.js";
import type { CurrentApplication } from "./application.js";
import { isSame } from "./attempts.js";
import { checkMac, MAC_LENGTH, workingKey } from "./command-mac.js";
import type { Pin } from "./pin.js";
import { isPin, PIN_BYTES_MAX, PIN_BYTES_MIN } from "./pin.js";
import type { Security } from "./security.js";

type PasswordParts = {
  readonly memory: Nvm;
  readonly pin: Pin;
  readonly security: Security;
  readonly challenges: Challenges;
  readonly current: CurrentApplication;
};

export function passwordCommands(parts: PasswordParts): CommandBinding[] {
  return [
    on(reloadPin, ({ newPinAndMac }) => reload(parts, newPinAndMac)),
    on(unblockPin, (_, apdu) => unblock(parts, apdu)),
    on(resetPin, (_, apdu) => reset(parts, apdu)),
    on(olderUnblockPin, ({ p2 }, apdu) => {
      if (p2 === OLDER_UNBLOCK) return unblock(parts, apdu);
      return p2 === OLDER_RESET ? reset(parts, apdu) : SW_INCORRECT_P1_P2;
    }),
  ];
}

function unblock(parts: PasswordParts, apdu: Uint8Array): number {
  const brought = opened(parts, apdu);
  if (typeof brought === "number") return brought;
  // PBOC lets the enciphered password stand before the MAC: only the holder's own is freed.
  if (brought.pin !== undefined && !parts.pin.isStored(brought.pin)) return SW_WRONG_DATA;
  parts.pin.unblock();
  return SW_OK;
}

function reset(parts: PasswordParts, apdu: Uint8Array): number {
  const brought = opened(parts, apdu);
  if (typeof brought === "number") return brought;
  if (brought.pin === undefined) return SW_WRONG_LENGTH;
  if (!isPin(brought.pin)) return SW_WRONG_DATA;
  parts.pin.reset(brought.pin);
  return SW_OK;
}

function reload({ memory, pin, current }: PasswordParts, newPinAndMac: Uint8Array): number {
  const application = current();
  const key = application?.keys.named(application.passwordKeys?.reloadKey ?? "");
  if (application === undefined || key === undefined) return SW_REFERENCE_DATA_NOT_FOUND;
  if (application.suite === undefined) return SW_FUNCTION_NOT_SUPPORTED;
  const length = newPinAndMac.length - MAC_LENGTH;
  if (length < PIN_BYTES_MIN || length > PIN_BYTES_MAX) return SW_WRONG_LENGTH;
  if (key.attempts.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
  const newPin = newPinAndMac.subarray(0, length);
  if (!isPin(newPin)) return SW_WRONG_DATA;
  key.attempts.spend();
  const { suite } = application;
  const mac = suite.name === "3DES" ? reloadPinMac(key.key(), newPin) : suite.macOf(key.key(), newPin);
  if (!isSame(mac, newPinAndMac.subarray(length))) return SW_WRONG_MAC;
  memory.transaction(() => key.attempts.restore());
  pin.reset(newPin);
  return SW_OK;
}

/** Checks authority and MAC, and deciphers what stands before it: undefined when nothing does. */
function opened(
  { memory, security, challenges, current }: PasswordParts,
  apdu: Uint8Array,
): { pin: Uint8Array | undefined } | number {
  const application = current();
  const keys = application?.passwordKeys;
  if (keys === undefined) return SW_REFERENCE_DATA_NOT_FOUND;
  if (keys.authorityKey !== "" && !security.isGranted(keys.authorityKey))
    return SW_SECURITY_STATUS_NOT_SATISFIED;
  const check = { memory, application, keyName: keys.resetKey, challenge: challenges.last() };
  const working = workingKey(check);
  if (typeof working === "number") return working;
  const sw = checkMac(check, apdu);
  if (sw !== SW_OK) return sw;
  const field = apdu.subarray(5, 5 + apdu[4]! - MAC_LENGTH);
  if (field.length === 0) return { pin: undefined };
  const pin = application!.suite!.decipher(working, field);
  return pin === undefined ? SW_WRONG_DATA : { pin };
}
