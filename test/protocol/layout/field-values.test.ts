import { changePin } from "@duka/protocol/commands/pboc-purse";
import { logRecord } from "@duka/protocol/commands/purse-log";
import { command, packCommand } from "@duka/protocol/layout/command";
import * as f from "@duka/protocol/layout/field";
import { compileLayout } from "@duka/protocol/layout/layout";
import { unpackRecord } from "@duka/protocol/layout/read-fields";
import { packRecord } from "@duka/protocol/layout/write-fields";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const layout = compileLayout("EVERY KIND", {
  small: f.u8,
  middle: f.u16,
  large: f.u24,
  amountFen: f.amountFen,
  fixedOne: f.fixed(0x80),
  date: f.digits(8),
  code: f.hex(2),
  random: f.bytes(4),
  first: f.untilFF,
  second: f.rest,
});

const GOOD = {
  small: 0,
  middle: 0x0102,
  large: 0x030405,
  amountFen: 0xfffffffe,
  date: "20240229",
  code: "ABCD",
  random: bytes("11223344"),
  first: bytes("12"),
  second: bytes("FF34"),
};

test("every kind of field, literal bytes", (t) => {
  const record = packRecord(layout, GOOD);
  t.is(hex(record), "00 01 02 03 04 05 FF FF FF FE 80 20 24 02 29 AB CD 11 22 33 44 12 FF FF 34");
  t.deepEqual(unpackRecord(layout, record), GOOD);
});

test("the ends of every range", (t) => {
  const least = { small: 0, middle: 0, large: 0, amountFen: 0 };
  const most = { small: 0xff, middle: 0xffff, large: 0xffffff, amountFen: 0xffffffff };
  for (const ends of [least, most]) {
    const value = { ...GOOD, ...ends };
    t.deepEqual(unpackRecord(layout, packRecord(layout, value)), value);
  }
});

const BAD: readonly (readonly [field: keyof typeof GOOD, values: readonly unknown[], expected: string])[] = [
  ["small", [-1, 256, 0.5, Number.NaN, "1", undefined, null, 1n], "an integer from 0 to 255"],
  ["middle", [-1, 65536, Number.POSITIVE_INFINITY], "an integer from 0 to 65535"],
  ["large", [-1, 16777216, bytes("000000")], "an integer from 0 to 16777215"],
  ["amountFen", [-1, 4294967296, 12.5, "1250"], "an integer from 0 to 4294967295"],
  [
    "date",
    ["2024022", "202402290", "2024-2-9", "2024022A", "２0240229", 20240229],
    "a string of 8 decimal digits",
  ],
  ["code", ["ABC", "ABCDE", "ABCG", 0xabcd], "a string of 4 hexadecimal digits"],
  ["random", [bytes("112233"), bytes("1122334455"), "11223344", [1, 2, 3, 4]], "4 bytes"],
  ["first", [bytes("12FF"), "12", undefined], "bytes without FF, with an FF after them"],
  ["second", ["12", undefined], "a Uint8Array"],
];

for (const [field, values, expected] of BAD) {
  for (const value of values) {
    const shown = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
    test(`${field} cannot be ${shown} (${String(value)})`, (t) => {
      const error = t.throws(() => packRecord(layout, { ...GOOD, [field]: value }), {
        instanceOf: RangeError,
      });
      t.true(error.message.startsWith(`EVERY KIND: ${field} must be ${expected}`), error.message);
    });
  }
}

test("an error shows numbers and text, and of bytes only how many they are", (t) => {
  const message = (value: object) =>
    t.throws(() => packRecord(layout, { ...GOOD, ...value } as typeof GOOD))?.message ?? "";
  t.regex(message({ small: 300 }), /got 300$/);
  t.regex(message({ date: "today" }), /got "today"$/);
  t.regex(message({ date: "9".repeat(500) }), /got "9{40}"$/);
  t.regex(message({ random: bytes("AABBCC") }), /got 3 bytes$/);
  t.regex(message({ small: undefined }), /got undefined$/);
  t.regex(message({ small: null }), /got a value of type object$/);
});

test("an error never shows the value of a secret field", (t) => {
  const login = command({
    name: "LOGIN",
    clause: "none",
    cla: 0,
    ins: 0x22,
    request: { p1: f.u8, p2: f.u8, password: f.secret(f.digits(6)), code: f.secret(f.u16) },
    response: {},
    refusals: {},
    examples: [],
  });
  const request = { p1: 0, p2: 0, password: "123456", code: 1 };
  t.throws(() => packCommand(login, { ...request, password: "98765" }), {
    message: "LOGIN: password must be a string of 6 decimal digits",
  });
  t.throws(() => packCommand(login, { ...request, code: 98765 }), {
    message: "LOGIN: code must be an integer from 0 to 65535",
  });
  t.throws(() => packCommand(changePin, { oldPin: bytes("98FF76"), newPin: bytes("123456") }), {
    message: "CHANGE PIN: oldPin must be bytes without FF, with an FF after them",
  });
});

test("a record of the wrong length or content is a RangeError", (t) => {
  const record = packRecord(layout, GOOD);
  const fails = (bad: Uint8Array, message: RegExp) =>
    t.throws(() => unpackRecord(layout, bad), { instanceOf: RangeError, message });
  const changed = (at: number, ...to: number[]) => {
    const copy = record.slice();
    copy.set(to, at);
    return copy;
  };
  fails(record.subarray(0, 21), /EVERY KIND: the record must be at least 22 bytes long, got 21/);
  fails(changed(10, 0x81), /byte 10 is not the fixed one/);
  fails(changed(11, 0xa0), /the bytes of date are not a string of 8 decimal digits/);
  fails(changed(22, 0, 0), /the bytes of first are not bytes without FF/);
});

test("the purse's log record: 23 bytes", (t) => {
  const record = bytes("0001 000000 00001000 06 001122334455 20120229 135100");
  const entry = {
    sequence: 1,
    overdraftLimitFen: 0,
    amountFen: 0x1000,
    transactionType: 6,
    terminalId: "001122334455",
    date: "20120229",
    time: "135100",
  };
  t.deepEqual(unpackRecord(logRecord, record), entry);
  t.deepEqual(packRecord(logRecord, entry), record);
  t.is(logRecord.size, 23);
});

test("fixed bytes are copied when the field is made", (t) => {
  const source = bytes("8402");
  const field = f.fixed(source);
  source.fill(0);
  t.deepEqual(field.fixedBytes, bytes("8402"));
});
