import { getChallenge, readBinary, verify } from "@duka/protocol/commands/iso7816";
import { debitForPurchase, getBalance, initializeForPurchase } from "@duka/protocol/commands/pboc-purse";
import {
  command,
  matches,
  packCommand,
  packResponse,
  readResponse,
  unpackCommand,
  unpackResponse,
} from "@duka/protocol/layout/command";
import * as f from "@duka/protocol/layout/field";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const rest = { clause: "7816-4", cla: 0x00, refusals: {}, examples: [] } as const;
const p1p2 = { p1: f.fixed(0x00), p2: f.fixed(0x00) };
const case1 = command({ ...rest, name: "CASE 1", ins: 0x10, request: p1p2, response: {} });
const case2 = command({ ...rest, name: "CASE 2", ins: 0x20, request: p1p2, response: { data: f.bytes(3) } });
const case3 = command({
  ...rest,
  name: "CASE 3",
  ins: 0x30,
  request: { ...p1p2, data: f.rest },
  response: {},
});
const case4 = command({
  ...rest,
  name: "CASE 4",
  ins: 0x40,
  request: { ...p1p2, tag: f.fixed(bytes("8402")), fileId: f.hex(2) },
  response: { limitFen: f.u24, data: f.rest },
});

test("Lc and Le follow from the layouts, in all four cases (ISO/IEC 7816-3, 12.1)", (t) => {
  t.is(hex(packCommand(case1, {})), "00 10 00 00");
  t.is(hex(packCommand(case2, {})), "00 20 00 00 03");
  t.is(hex(packCommand(case3, { data: bytes("AABB") })), "00 30 00 00 02 AA BB");
  t.is(hex(packCommand(case3, { data: bytes("") })), "00 30 00 00");
  t.is(hex(packCommand(case4, { fileId: "3f00" })), "00 40 00 00 04 84 02 3F 00 00");
});

test("Le of 256 is written as 00 and read back as 256", (t) => {
  const apdu = packCommand(getChallenge, { le: 256 });
  t.is(hex(apdu), "00 84 00 00 00");
  t.deepEqual(unpackCommand(getChallenge, apdu), { le: 256 });
});

test("255 bytes of data are the most", (t) => {
  t.is(packCommand(case3, { data: new Uint8Array(255) }).length, 260);
  t.throws(() => packCommand(case3, { data: new Uint8Array(256) }), {
    instanceOf: RangeError,
    message: "CASE 3: at most 255 bytes of data, got 256",
  });
});

test("a card reads a command with or without Le after the data", (t) => {
  t.deepEqual(unpackCommand(case4, bytes("00 40 00 00 04 8402 3F00")), { fileId: "3F00" });
  t.deepEqual(unpackCommand(case4, bytes("00 40 00 00 04 8402 3F00 10")), { fileId: "3F00" });
  t.deepEqual(unpackCommand(case2, bytes("00 20 00 00")), {});
});

test("what is read shares no memory with the buffer it came from", (t) => {
  const data = bytes("000001 AABB");
  const response = unpackResponse(case4, data);
  data.fill(0);
  t.deepEqual(response, { limitFen: 1, data: bytes("AABB") });
});

const MALFORMED: readonly (readonly [apdu: string, message: RegExp])[] = [
  ["00 40 00", /3 bytes are no short command APDU/],
  ["00 40 00 00 00 00 04 8402 3F00", /no short command APDU/],
  ["00 41 00 00 04 8402 3F00", /CLA and INS are those of another command/],
  ["80 40 00 00 04 8402 3F00", /CLA and INS are those of another command/],
  ["00 40 00 01 04 8402 3F00", /byte 3 is not the fixed one/],
  ["00 40 00 00 04 8403 3F00", /byte 6 is not the fixed one/],
  ["00 40 00 00 03 8402 3F", /the data must be 4 bytes long, got 3/],
  ["00 40 00 00", /the data must be 4 bytes long, got 0/],
];

for (const [apdu, message] of MALFORMED) {
  test(`a card does not read ${apdu} as CASE 4`, (t) => {
    t.throws(() => unpackCommand(case4, bytes(apdu)), { instanceOf: RangeError, message });
  });
}

test("a command whose Le is its only statement of length needs it", (t) => {
  t.throws(() => unpackCommand(readBinary, bytes("00 B0 00 00")), {
    instanceOf: RangeError,
    message: "READ BINARY: Le is missing",
  });
});

test("digits of a card that are none are a RangeError naming the field", (t) => {
  const apdu = bytes("80 50 01 02 0B 01 00001000 00112233445F 0F");
  t.throws(() => unpackCommand(initializeForPurchase, apdu), {
    instanceOf: RangeError,
    message: "INITIALIZE FOR PURCHASE: the bytes of terminalId are not a string of 12 decimal digits",
  });
});

test("an answer of the wrong length is a RangeError", (t) => {
  t.throws(() => unpackResponse(getBalance, bytes("0000")), {
    message: "GET BALANCE: the answer must be 4 bytes long, got 2",
  });
  t.throws(() => readResponse(getBalance, bytes("0000000000 9000")), {
    message: "GET BALANCE: the answer must be 4 bytes long, got 5",
  });
  t.throws(() => unpackResponse(case4, bytes("0000")), { message: /at least 3 bytes long, got 2/ });
  t.throws(() => readResponse(getBalance, bytes("90")), {
    message: "GET BALANCE: the answer has no SW1 SW2",
  });
});

test("a declared refusal has its meaning", (t) => {
  t.deepEqual(readResponse(debitForPurchase, bytes("9302")), {
    ok: false,
    sw: 0x9302,
    declared: true,
    meaning: "MAC1 is wrong: the terminal could not prove itself",
    triesLeft: -1,
  });
});

test("a status word that is not declared says so, 61xx and 6Cxx too", (t) => {
  for (const sw of ["6F00", "6581", "6400", "6108", "6C08", "9001", "63C3"]) {
    const result = readResponse(debitForPurchase, bytes(sw));
    t.like(result, { ok: false, declared: false, meaning: "not declared for this command" });
  }
});

test("63C0 stands for 63C0 to 63CF, and the tries left are told", (t) => {
  for (let tries = 0; tries < 16; tries++) {
    t.deepEqual(readResponse(verify, new Uint8Array([0x63, 0xc0 | tries])), {
      ok: false,
      sw: 0x63c0 | tries,
      declared: true,
      meaning: "the password is wrong",
      triesLeft: tries,
    });
  }
});

test("data before a refusal is not looked at", (t) => {
  t.like(readResponse(getBalance, bytes("01020304 6982")), { ok: false, sw: 0x6982, declared: true });
});

test("a header alone tells the command", (t) => {
  t.true(matches(initializeForPurchase, bytes("80 50 01 02")));
  t.true(matches(initializeForPurchase, bytes("80 50 01 02 0B")));
  t.false(matches(initializeForPurchase, bytes("80 50 00 02 0B")));
  t.false(matches(initializeForPurchase, bytes("80 50 01")));
  t.false(matches(initializeForPurchase, bytes("00 50 01 02")));
});

test("a declaration whose bytes could not be read back is refused when it is made", (t) => {
  const make = (request: f.Layout, response: f.Layout = {}) =>
    command({ ...rest, name: "BAD", ins: 0x10, request, response });
  const message = (run: () => unknown) => t.throws(run, { instanceOf: RangeError })?.message;
  t.regex(message(() => make({ p1: f.u8 }))!, /P1 and P2/);
  t.regex(message(() => make({ p1: f.u16, p2: f.u8 }))!, /P1 and P2/);
  t.regex(message(() => make({ ...p1p2, all: f.rest, more: f.u8 }))!, /more cannot stand after/);
  t.regex(message(() => make({ ...p1p2, old: f.untilFF, more: f.u8 }))!, /more cannot stand after/);
  t.regex(message(() => make({ ...p1p2, le: f.expectedLength, more: f.rest }))!, /more cannot stand after/);
  t.regex(message(() => make({ ...p1p2, "not-a-name": f.u8 }))!, /cannot be called "not-a-name"/);
  t.regex(message(() => f.digits(5))!, /must be even/);
});

test("a response is packed with every field", (t) => {
  t.is(hex(packResponse(case4, { limitFen: 0x010203, data: bytes("FF") })), "01 02 03 FF");
  t.throws(() => packResponse(case4, { limitFen: 0x1000000, data: bytes("") }), {
    message: "CASE 4: limitFen must be an integer from 0 to 16777215, got 16777216",
  });
});
