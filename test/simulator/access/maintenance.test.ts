import { commandMac, encipherField, reloadPinMac } from "@duka/protocol/crypto/secure-messaging";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip } from "@duka/simulator/chip/chip";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { loadVectors } from "../../support/values/vectors.js";
import {
  PUBLISHED_KEY,
  PUBLISHED_TAC_KEY,
  publishedCard,
  SELECT_PURSE,
  send,
  VERIFY_123456,
} from "../card/chips.js";
import { environmentOf, issuerOf, SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";

const KEY = bytes(PUBLISHED_KEY);
const vector = (name: string): string => loadVectors("pboc.json").find((one) => one.name === name)!.result!;

/** The command with its MAC, after a GET CHALLENGE of four bytes. */
function withMac(card: CardChip, header: string, data = "", key = KEY): string {
  const challenge = bytes(send(card, "00 84 00 00 04").slice(0, 8));
  const lc = (bytes(data).length + 4).toString(16).padStart(2, "0");
  const start = `${header} ${lc} ${data}`;
  return `${start} ${hex(commandMac(key, challenge, bytes(start)))}`;
}

function purseCard(): CardChip {
  const card = publishedCard();
  send(card, SELECT_PURSE);
  return card;
}

test("the vectors' APPLICATION BLOCK and RELOAD PIN, byte for byte, are taken by the card", (t) => {
  const card = purseCard();
  t.is(send(card, "00 84 00 00 04"), "112233449000");
  t.is(send(card, `84 1E 00 00 04 ${vector("APPLICATION BLOCK MAC")}`), "9000");
  const other = purseCard();
  t.is(send(other, `80 5E 00 00 07 123456 ${vector("RELOAD PIN MAC (DRPK left xor right)")}`), "9000");
  t.is(send(other, VERIFY_123456), "9000");
});

test("APPLICATION BLOCK for a time: SELECT warns 6283, all else 6985; UNBLOCK opens it again", (t) => {
  const card = purseCard();
  t.is(send(card, withMac(card, "84 1E 00 00")), "9000");
  t.is(send(card, "80 5C 00 02 04"), "6985");
  t.regex(send(card, SELECT_PURSE), /^6F.*6283$/);
  t.is(send(card, "00 B0 95 00 00"), "6985");
  t.regex(send(card, "00 A4 00 00 02 3F00"), /9000$/);
  send(card, SELECT_PURSE);
  card.reset();
  send(card, SELECT_PURSE);
  t.is(send(card, withMac(card, "84 18 00 00")), "9000");
  t.regex(send(card, "80 5C 00 02 04"), /9000$/);
  t.is(send(card, withMac(card, "84 18 00 00")), "6985");
});

test("APPLICATION UNBLOCK: three wrong MACs lock it for ever, 9303", (t) => {
  const card = purseCard();
  send(card, withMac(card, "84 1E 00 00"));
  for (const expected of ["6988", "6988", "6988"]) {
    send(card, "00 84 00 00 04");
    t.is(send(card, "84 18 00 00 04 00000000"), expected);
  }
  t.is(send(card, "80 5C 00 02 04"), "9303");
  t.is(send(card, "84 18 00 00 04 00000000"), "9303");
  t.is(send(card, SELECT_PURSE), "9303");
  t.regex(send(card, "00 A4 00 00 02 3F00"), /9000$/);
});

test("APPLICATION BLOCK for ever, CARD BLOCK: nothing opens them again", (t) => {
  const card = purseCard();
  t.is(send(card, withMac(card, "84 1E 00 02")), "6A86");
  t.is(send(card, withMac(card, "84 1E 00 01")), "9000");
  t.is(send(card, SELECT_PURSE), "9303");
  const blocked = purseCard();
  t.is(send(blocked, withMac(blocked, "84 16 00 00")), "9000");
  t.true(blocked.reset().length > 0, "it still answers to reset");
  for (const command of [SELECT_PURSE, "00 84 00 00 04", "00 A4 00 00 02 3F00"])
    t.is(send(blocked, command), "6A81", command);
});

test("a MAC needs the challenge just before (6984), must be there (6987), and three wrong ones lock the key (6983)", (t) => {
  const card = purseCard();
  t.is(send(card, "84 1E 00 00 04 00000000"), "6984");
  const late = withMac(card, "84 1E 00 00");
  send(card, "80 5C 00 02 04");
  t.is(send(card, late), "6984");
  send(card, "00 84 00 00 04");
  t.is(send(card, "04 D6 95 00 02 0011"), "6987");
  for (const command of ["04 D6 95 00", "04 D6 95 00 04", "84 24 00 00"]) {
    send(card, "00 84 00 00 04");
    t.is(send(card, command), "6987", command);
  }
  for (const expected of ["6988", "6988", "6988", "6983"]) {
    send(card, "00 84 00 00 04");
    t.is(send(card, "84 1E 00 00 04 00000000"), expected);
  }
  t.is(send(card, "80 5E 00 00 02 0000"), "6700");
});

test("files of the purse are written with a MAC under the maintenance key, and not without", (t) => {
  const card = purseCard();
  t.is(send(card, "00 D6 96 02 02 CDF5"), "6982");
  t.is(send(card, withMac(card, "04 D6 96 02", "CDF5")), "9000");
  t.is(send(card, "00 B0 96 02 02"), "CDF59000");
  t.is(send(card, withMac(card, "04 D6 96 37", "00")), "6B00");
  t.is(send(card, withMac(card, "04 D6 96 36", "0000")), "6A84");
  t.is(send(card, withMac(card, "04 D6 96 02")), "6700");
  t.is(send(card, withMac(card, "04 DC 01 BC", "011A01".padEnd(52, "0"))), "9000");
  t.is(send(card, withMac(card, "04 E2 00 B8", "011A01".padEnd(52, "0"))), "6A84");
  t.is(send(card, withMac(card, "04 DC 01 C4", "00".repeat(23))), "6882", "the log");
  t.is(send(card, withMac(card, "04 D6 9E 00", "00")), "6A82");
  t.is(send(card, withMac(card, "04 E2 00 A8", "00")), "6981");
  t.is(send(card, withMac(card, "04 B0 96 02")), `CDF5CBC4${"00".repeat(49)}9000`);
  t.is(send(card, withMac(card, "04 B0 96 37")), "6B00");
});

test("PIN UNBLOCK of PBOC: MAC alone, or the enciphered password with it, which must be the card's", (t) => {
  const locked = (): CardChip => {
    const card = purseCard();
    for (let tries = 0; tries < 4; tries++) send(card, "00 20 00 00 02 0000");
    return card;
  };
  const card = locked();
  t.is(send(card, withMac(card, "84 24 00 00")), "9000");
  t.is(send(card, "00 20 00 00 03 888888"), "9000");
  const right = locked();
  t.is(send(right, withMac(right, "84 24 00 00", hex(encipherField(KEY, bytes("888888"))))), "9000");
  t.is(send(right, "00 20 00 00 03 888888"), "9000");
  const wrong = locked();
  t.is(send(wrong, withMac(wrong, "84 24 00 00", hex(encipherField(KEY, bytes("111111"))))), "6A80");
  t.is(send(wrong, "00 20 00 00 03 888888"), "6983");
  t.is(send(wrong, withMac(wrong, "84 24 00 01", hex(encipherField(KEY, bytes("12"))))), "6A80");
  t.is(send(wrong, withMac(wrong, "84 24 00 01")), "6700");
});

test("RELOAD PIN: wrong MACs 9302 and then 6983; a password that is no BCD is refused before its MAC is looked at", (t) => {
  const card = purseCard();
  const mac = (pin: string) => hex(reloadPinMac(bytes(PUBLISHED_TAC_KEY), bytes(pin)));
  t.is(send(card, `80 5E 00 00 07 12345A ${mac("12345A")}`), "6A80");
  t.is(send(card, "80 5E 00 00 05 12 00000000"), "6700");
  for (const expected of ["9302", "9302"]) t.is(send(card, "80 5E 00 00 07 654321 00000000"), expected);
  t.is(send(card, `80 5E 00 00 07 654321 ${mac("654321")}`), "9000");
  t.is(send(card, "00 20 00 00 03 654321"), "9000");
  for (const expected of ["9302", "9302", "9302", "6983"])
    t.is(send(card, "80 5E 00 00 07 654321 00000000"), expected);
  send(card, "00 A4 00 00 02 3F00");
  t.is(send(card, "80 5E 00 00 07 654321 00000000"), "6A88");
});

test("social-security applications: BK locks the card, LKDF04 the medical application, in their own style of MAC", (t) => {
  const issuer = issuerOf("hangzhou");
  const card = environmentOf(openChips("hangzhou", undefined, 1).card);
  send(card, SELECT_DF04);
  t.is(send(card, issuer.protectedCommand(card, "LKDF04", "84 1E 00 00")), "9000");
  t.is(send(card, "B0 26 00 01 04"), "6985");
  t.is(send(card, issuer.protectedCommand(card, "LKDF04", "84 18 00 00")), "9000");
  t.is(send(card, "B0 26 00 01 04"), "6982", "the password is wanted (P5 7.3.1)");
  send(card, "00 20 00 00 03 123456");
  t.regex(send(card, "B0 26 00 01 04"), /9000$/);
  send(card, "00 84 00 00 08");
  t.is(send(card, "84 16 00 00 04 00000000"), "6A88");
  send(card, "00 A4 00 00 02 DF02");
  send(card, "00 84 00 00 08");
  t.is(send(card, "84 1E 00 00 04 00000000"), "6A88", "no public source names a key for it");
  send(card, SELECT_SSSE);
  t.is(send(card, issuer.protectedCommand(card, "BK", "84 16 00 00")), "9000");
  t.is(send(card, SELECT_SSSE), "6A81");
});

test("a chip says which voltages it takes and whether it has an antenna", (t) => {
  const { card, psam } = openChips("hangzhou", undefined, 1);
  t.deepEqual(card.electrical, { contactless: true, voltageClasses: ["A", "B"] });
  t.deepEqual(psam.electrical, card.electrical);
  t.deepEqual(publishedCard().electrical, { contactless: false, voltageClasses: ["A"] });
});
