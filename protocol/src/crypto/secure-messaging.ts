/** Secure messaging of PBOC 2.0 part 2: commands with a MAC at their end, and enciphered data. */
import { BLOCK, tripleDes } from "./des.js";
import { mac, retailMac, tacKey } from "./mac.js";
import { pad80IfNeeded } from "./padding.js";

/**
 * MAC at the end of a command with CLA x4.
 * @param challenge from GET CHALLENGE just before, 4 or 8 bytes; 4 are followed by zeros
 * @param command CLA INS P1 P2, Lc that counts the MAC's four bytes, and the data before it
 */
export function commandMac(key16: Uint8Array, challenge: Uint8Array, command: Uint8Array): Uint8Array {
  if (challenge.length !== 4 && challenge.length !== BLOCK) {
    throw new RangeError(`a challenge has 4 or 8 bytes, got ${challenge.length}`);
  }
  const iv = new Uint8Array(BLOCK);
  iv.set(challenge);
  return retailMac(key16, command, iv);
}

/** Enciphered data: its length in one byte, the data, padding; triple DES block by block. At most 255 bytes. */
export function encipherField(key16: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length > 255)
    throw new RangeError(`an enciphered field has at most 255 bytes, got ${data.length}`);
  const field = new Uint8Array(1 + data.length);
  field[0] = data.length;
  field.set(data, 1);
  return tripleDes(key16, pad80IfNeeded(field));
}

/** MAC of RELOAD PIN: over the new password in BCD, under both halves of DRPK joined by exclusive or. */
export function reloadPinMac(drpk16: Uint8Array, newPin: Uint8Array): Uint8Array {
  return mac(tacKey(drpk16), newPin);
}
