/**
 * A card-holder's password (PIN): BCD, two digits per byte, the last nibble F when their number is odd. Its counter is
 * spent before the compare; 63Cx tells what is left, 6983 that nothing is (ISO/IEC 7816-4, 7.5.6).
 */
import {
  SW_AUTHENTICATION_METHOD_BLOCKED,
  SW_OK,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from "@duka/protocol/wire/status-word";
import type { Volatile } from "../chip/chip.js";
import { bytesCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import { attempts, isSame } from "./attempts.js";

export const PIN_BYTES_MIN = 2;
export const PIN_BYTES_MAX = 6;

export type Pin = Volatile & {
  /** Sets the first PIN, empty where none is set yet; while personalising. */
  personalise(pin: Uint8Array): void;
  /** False until a holder sets one: then nothing asks for it (P5 6.14.5, 7.3.1). */
  isSet(): boolean;
  triesLeft(): number;
  isVerified(): boolean;
  /** A status word. A wrong PIN also takes back an earlier verification. */
  verify(candidate: Uint8Array): number;
  /** A status word. The old PIN is tried as by `verify`; the new one has to be verified anew. */
  change(oldPin: Uint8Array, newPin: Uint8Array): number;
  /** Is this the PIN? Costs no try: for an issuer who has proved to be one. */
  isStored(candidate: Uint8Array): boolean;
  /** All tries again; the PIN has to be verified anew. */
  unblock(): void;
  /** A new PIN, checked by `isPin`, and all tries; it has to be verified. */
  reset(newPin: Uint8Array): void;
};

/** @param limit wrong tries in a row until it is locked, 1..15 */
export function createPin(memory: Nvm, limit: number): Pin {
  const tries = attempts(memory, "PIN tries", limit);
  const stored = bytesCell(memory, "PIN", 1 + PIN_BYTES_MAX);
  let verified = false;
  const isSet = (): boolean => stored.get()[0] !== 0;

  const tryOnce = (candidate: Uint8Array): number => {
    verified = false;
    if (tries.left() === 0) return SW_AUTHENTICATION_METHOD_BLOCKED;
    if (candidate.length < PIN_BYTES_MIN || candidate.length > PIN_BYTES_MAX) return SW_WRONG_LENGTH;
    tries.spend();
    return isSame(filled(candidate), stored.get()) ? SW_OK : 0x63c0 | tries.left();
  };

  return {
    powerOn() {
      verified = false;
    },
    personalise(pin) {
      stored.set(filled(pin));
      tries.restore();
    },
    isSet,
    triesLeft: () => tries.left(),
    isVerified: () => verified || !isSet(),
    verify(candidate) {
      const sw = tryOnce(candidate);
      if (sw !== SW_OK) return sw;
      memory.transaction(() => tries.restore());
      verified = true;
      return SW_OK;
    },
    change(oldPin, newPin) {
      if (newPin.length < PIN_BYTES_MIN || newPin.length > PIN_BYTES_MAX) return SW_WRONG_LENGTH;
      if (!isBcdPin(newPin)) return SW_WRONG_DATA;
      // Where none is set there is no old one to give (P5 6.3.3).
      const sw = oldPin.length === 0 && !isSet() ? SW_OK : tryOnce(oldPin);
      if (sw !== SW_OK) return sw;
      memory.transaction(() => {
        stored.set(filled(newPin));
        tries.restore();
      });
      return SW_OK;
    },
    isStored: (candidate) => candidate.length <= PIN_BYTES_MAX && isSame(filled(candidate), stored.get()),
    unblock() {
      verified = false;
      memory.transaction(() => tries.restore());
    },
    reset(newPin) {
      verified = false;
      memory.transaction(() => {
        stored.set(filled(newPin));
        tries.restore();
      });
    },
  };
}

/** Of a length that a PIN has, and made of digits. */
export function isPin(pin: Uint8Array): boolean {
  return pin.length >= PIN_BYTES_MIN && pin.length <= PIN_BYTES_MAX && isBcdPin(pin);
}

/** Digits only, but for an F in the very last nibble. */
function isBcdPin(pin: Uint8Array): boolean {
  return pin.every((byte, at) => {
    const low = byte & 0x0f;
    return byte >> 4 <= 9 && (low <= 9 || (low === 0x0f && at === pin.length - 1));
  });
}

/** A PIN as it lies in memory: its length first, so that every PIN fills the same place. */
function filled(pin: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + PIN_BYTES_MAX);
  bytes[0] = pin.length;
  bytes.set(pin, 1);
  return bytes;
}
