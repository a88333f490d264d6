/**
 * Where and into what a PIN is typed: the same limits as the reader's own, so that no other program can learn it
 * through this one.
 */
import { HEADER_LENGTH } from "@duka/protocol/wire/apdu";
import { PIN_FOR_NOTHING, pinPurpose } from "@duka/protocol/wire/pin-command";
import { headerText } from "../base/errors.js";

/** The user card's. A PSAM in another would encipher what was typed, for the program that asks. */
export const PIN_SLOT = 0;

/** @throws RangeError when this is no VERIFY, CHANGE or unblock (`pin-command.ts`): no one is asked for a PIN then */
export function checkPinCommand(apdu: Uint8Array): void {
  const isWhole = apdu instanceof Uint8Array && apdu.length >= HEADER_LENGTH;
  if (isWhole && pinPurpose(apdu[0]!, apdu[1]!) !== PIN_FOR_NOTHING) return;
  const command = isWhole ? headerText(apdu) : "no command";
  throw new RangeError(
    `PIN entry: ${command} is no password command; a PIN goes into VERIFY (00 20), CHANGE (00 24, 80 5E) and unblock (00 2C, 80 24, 84 24) only`,
  );
}
