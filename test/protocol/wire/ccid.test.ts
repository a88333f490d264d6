import { readU32LittleEndian } from "@duka/protocol/wire/bytes";
import * as ccid from "@duka/protocol/wire/ccid";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

test("header of PC_to_RDR_XfrBlock (CCID 1.1, 6.1.4)", (t) => {
  const message = new Uint8Array(ccid.MESSAGE_MAX);
  ccid.writeCommandHeader(message, ccid.PC_TO_RDR_XFR_BLOCK, 5, 1, 0x1a, 0, 0, 0);
  t.is(hex(message.subarray(0, 10)), "6F 05 00 00 00 01 1A 00 00 00");
  t.is(ccid.payloadLength(message), 5);
});

test("the three specific bytes are written in their order, over whatever was there", (t) => {
  const message = new Uint8Array(10).fill(0xff);
  ccid.writeCommandHeader(message, ccid.PC_TO_RDR_SECURE, 0x105, 0, 255, 1, 2, 3);
  t.is(hex(message), "69 05 01 00 00 00 FF 01 02 03");
});

test("dwLength is four bytes, low byte first, and never negative", (t) => {
  t.is(ccid.payloadLength(bytes("80 01 02 03 04")), 0x04030201);
  t.is(ccid.payloadLength(bytes("80 FF FF FF FF")), 0xffffffff);
  const message = bytes("80 FF FF FF FF 00");
  ccid.setPayloadLength(message, 261);
  t.is(readU32LittleEndian(message, 1), 261);
  t.is(message[5], 0);
});

test("the longest message is a header and the longest short command", (t) => {
  t.is(ccid.MESSAGE_MAX, ccid.MESSAGE_HEADER_LENGTH + 261);
});
