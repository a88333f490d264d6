/** The closed list of commands that a PIN may go into. */
import { verify } from "@duka/protocol/commands/iso7816";
import { reloadPin, resetPin, unblockPin } from "@duka/protocol/commands/password-reset";
import { olderUnblockPin, verifyByReference } from "@duka/protocol/commands/password-variants";
import { changePin } from "@duka/protocol/commands/pboc-purse";
import {
  PIN_FOR_CHANGE,
  PIN_FOR_NOTHING,
  PIN_FOR_UNBLOCK,
  PIN_FOR_VERIFY,
  pinPurpose,
} from "@duka/protocol/wire/pin-command";
import test from "ava";

const LISTED: { readonly [header: string]: number } = {
  "00 20": PIN_FOR_VERIFY,
  "00 24": PIN_FOR_CHANGE,
  "00 2c": PIN_FOR_UNBLOCK,
  "80 24": PIN_FOR_UNBLOCK,
  "80 5e": PIN_FOR_CHANGE,
  "84 24": PIN_FOR_UNBLOCK,
};

test("of all 65536 pairs of CLA and INS six take a PIN: VERIFY, CHANGE and unblock of ISO/IEC 7816-4 and PBOC", (t) => {
  const found: { [header: string]: number } = {};
  for (let cla = 0; cla < 256; cla++) {
    for (let ins = 0; ins < 256; ins++) {
      const purpose = pinPurpose(cla, ins);
      if (purpose === PIN_FOR_NOTHING) continue;
      found[[cla, ins].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")] = purpose;
    }
  }
  t.deepEqual(found, LISTED);
});

test("every password command that is declared is on the list, and the terminal's CIPHER DATA is not", (t) => {
  for (const { name, cla, ins } of [
    verify,
    verifyByReference,
    changePin,
    reloadPin,
    unblockPin,
    olderUnblockPin,
    resetPin,
  ]) {
    t.not(pinPurpose(cla, ins), PIN_FOR_NOTHING, name);
  }
  t.is(pinPurpose(0x80, 0xfa), PIN_FOR_NOTHING);
});
