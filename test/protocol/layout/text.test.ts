import { binaryOfSfi, recordOfSfi, verify } from "@duka/protocol/commands/iso7816";
import { changePin, getBalance } from "@duka/protocol/commands/pboc-purse";
import { packCommand } from "@duka/protocol/layout/command";
import { formatHex, parseHex } from "@duka/protocol/layout/hexadecimal";
import { redactedHex } from "@duka/protocol/layout/redaction";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/values/hex.js";

test("a password does not appear in the text of its command", (t) => {
  t.is(redactedHex(verify, packCommand(verify, { pin: bytes("123456") })), "00 20 00 00 03 ·· ·· ··");
  t.is(redactedHex(verify, packCommand(verify, { pin: bytes("") })), "00 20 00 00");
  const change = packCommand(changePin, { oldPin: bytes("123456"), newPin: bytes("654321") });
  t.is(redactedHex(changePin, change), "80 5E 01 00 07 ·· ·· ·· ·· ·· ·· ··");
});

test("a malformed command with a password is covered as well", (t) => {
  t.is(redactedHex(verify, bytes("00 20 00 00 07 123456")), "00 20 00 00 07 ·· ·· ··");
  t.is(redactedHex(verify, bytes("00 20")), "00 20");
});

test("a command without a password is shown whole", (t) => {
  t.is(redactedHex(getBalance, packCommand(getBalance, { p2: 2 })), "80 5C 00 02 04");
});

test("hexadecimal text gives back the bytes", (t) => {
  fc.assert(fc.property(fc.uint8Array(), (any) => t.deepEqual(parseHex(formatHex(any)), any)));
  t.deepEqual(parseHex(" 80 54\n0f "), bytes("80540F"));
  for (const bad of ["8", "8G", "80 5", "0x80"]) t.throws(() => parseHex(bad), { instanceOf: RangeError });
});

test("short file identifiers in P1 and P2 (ISO/IEC 7816-4, 7.2.2 and 7.3.2)", (t) => {
  t.is(binaryOfSfi(0x16), 0x96);
  t.is(recordOfSfi(0x18), 0xc4);
});
