import { readBcd, writeBcd } from "@duka/protocol/wire/bcd";
import {
  readU16,
  readU32,
  readU32LittleEndian,
  writeU16,
  writeU32,
  writeU32LittleEndian,
  xorOf,
  xorOfWords,
} from "@duka/protocol/wire/bytes";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

const u32 = fc.integer({ min: 0, max: 0xffffffff });

test("cards count from the high byte, CCID from the low one", (t) => {
  const buffer = bytes("EE 01 02 83 04 EE");
  t.is(readU16(buffer, 1), 0x0102);
  t.is(readU32(buffer, 1), 0x01028304);
  t.is(readU32LittleEndian(buffer, 1), 0x04830201);
  t.is(readU32(bytes("FFFFFFFF"), 0), 0xffffffff);
});

test("a number is written at its place, and nothing beside it", (t) => {
  fc.assert(
    fc.property(u32, (value) => {
      const buffer = new Uint8Array(12).fill(0xee);
      writeU32(buffer, 1, value);
      writeU16(buffer, 5, value & 0xffff);
      writeU32LittleEndian(buffer, 7, value);
      t.is(readU32(buffer, 1), value);
      t.is(readU16(buffer, 5), value & 0xffff);
      t.is(readU32LittleEndian(buffer, 7), value);
      t.deepEqual([buffer[0], buffer[11]], [0xee, 0xee]);
    }),
  );
});

test("exclusive or of all bytes", (t) => {
  t.is(xorOf(bytes("")), 0);
  t.is(xorOf(bytes("80 01 54 65 73 74 33 84")), 0);
});

test("decimal digits, two per byte, the first in the high half", (t) => {
  const buffer = new Uint8Array(4);
  t.is(writeBcd(buffer, 1, "2012"), 2);
  t.is(hex(buffer), "00 20 12 00");
  t.is(readBcd(buffer, 1, 2), "2012");
  t.is(readBcd(buffer, 0, 0), "");
});

test("what is no decimal digit is not written, and not read", (t) => {
  const buffer = new Uint8Array(4);
  for (const text of ["1", "123", "1A", "A1", " 1", "1 ", "-1", "１２", "1/", "1:"]) {
    t.is(writeBcd(buffer, 0, text), -1, text);
  }
  for (let byte = 0; byte < 256; byte++) {
    const digits = byte.toString(16).padStart(2, "0");
    t.is(readBcd(new Uint8Array([byte]), 0, 1), /^\d\d$/.test(digits) ? digits : "");
  }
});

test("four bytes at a time give the sum that single bytes give, of every length", (t) => {
  const some = Uint8Array.from({ length: 276 }, (_, at) => (at * 89 + 17) & 255);
  const words = new Int32Array(some.buffer);
  for (let length = 0; length <= some.length; length++) {
    t.is(xorOfWords(words, some, length), xorOf(some.subarray(0, length)), `${length}`);
  }
});
