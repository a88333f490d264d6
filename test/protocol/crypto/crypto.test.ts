import { des, desCbcLast, desDecrypt, tripleDes, tripleDesDecrypt } from "@duka/protocol/crypto/des";
import { diversify, loadSessionKey, purchaseSessionKey, sessionKey } from "@duka/protocol/crypto/keys";
import { loadTacData } from "@duka/protocol/crypto/load";
import { mac, retailMac, tac, tacKey } from "@duka/protocol/crypto/mac";
import { overdraftTacData } from "@duka/protocol/crypto/overdraft";
import { pad80, pad80IfNeeded } from "@duka/protocol/crypto/padding";
import { purchaseMac1Data, purchaseMac2Data, purchaseTacData } from "@duka/protocol/crypto/purchase";
import { commandMac, encipherField } from "@duka/protocol/crypto/secure-messaging";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

const key16 = bytes("0123456789ABCDEFFEDCBA9876543210");
const key8 = bytes("0123456789ABCDEF");
const byteString = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test("single DES of the well-known example key", (t) => {
  t.is(hex(des(key8, bytes("4E6F772069732074"))), "3F A4 0E 8A 98 4D 48 15");
  t.is(hex(desDecrypt(key8, bytes("3FA40E8A984D4815"))), "4E 6F 77 20 69 73 20 74");
});

test("triple DES deciphers what it enciphered, any key, any blocks", (t) => {
  fc.assert(
    fc.property(byteString(16), fc.integer({ min: 1, max: 4 }), fc.gen(), (key, blocks, g) => {
      const data = g(byteString, blocks * 8);
      t.deepEqual(tripleDesDecrypt(key, tripleDes(key, data)), data);
    }),
    { numRuns: 50 },
  );
});

test("parity bits of a key make no difference", (t) => {
  const other = key16.map((byte) => byte ^ 1);
  t.deepEqual(tripleDes(other, new Uint8Array(8)), tripleDes(key16, new Uint8Array(8)));
});

test("the last block of CBC is that of a chain of single blocks", (t) => {
  const data = bytes("0011223344556677 8899AABBCCDDEEFF");
  const first = des(
    key8,
    data.subarray(0, 8).map((byte) => byte ^ 0x55),
  );
  const second = des(
    key8,
    data.subarray(8).map((byte, i) => byte ^ first[i]!),
  );
  t.deepEqual(desCbcLast(key8, data, new Uint8Array(8).fill(0x55)), second);
});

test("MAC padding: 80, then zeros; a whole block after a whole block", (t) => {
  t.is(hex(pad80(bytes(""))), "80 00 00 00 00 00 00 00");
  t.is(hex(pad80(bytes("11223344556677"))), "11 22 33 44 55 66 77 80");
  t.is(hex(pad80(bytes("1122334455667788"))), "11 22 33 44 55 66 77 88 80 00 00 00 00 00 00 00");
});

test("an enciphered field of whole blocks is not padded", (t) => {
  t.is(hex(pad80IfNeeded(bytes("1122334455667788"))), "11 22 33 44 55 66 77 88");
  t.is(hex(pad80IfNeeded(bytes("11"))), "11 80 00 00 00 00 00 00");
  t.is(hex(pad80IfNeeded(bytes(""))), "80 00 00 00 00 00 00 00");
  t.deepEqual(
    tripleDesDecrypt(key16, encipherField(key16, bytes("11223344556677"))),
    bytes("0711223344556677"),
  );
});

test("the retail MAC with equal halves is the plain MAC", (t) => {
  fc.assert(
    fc.property(byteString(8), fc.uint8Array({ maxLength: 40 }), (half, data) => {
      const both = new Uint8Array([...half, ...half]);
      t.deepEqual(retailMac(both, data), mac(half, data));
    }),
    { numRuns: 50 },
  );
});

test("a challenge of 4 bytes is followed by zeros", (t) => {
  const command = bytes("841E000004");
  t.deepEqual(
    commandMac(key16, bytes("11223344"), command),
    commandMac(key16, bytes("1122334400000000"), command),
  );
});

test("the right half of a card key is made of the complement of the factor", (t) => {
  const key = diversify(key16, bytes("0011223344556677"));
  t.deepEqual(key.subarray(8), tripleDes(key16, bytes("FFEEDDCCBBAA9988")));
});

test("SESPK takes the low two bytes of the terminal sequence", (t) => {
  const random = bytes("11223344");
  t.deepEqual(purchaseSessionKey(key16, random, 7, 0x12345678), purchaseSessionKey(key16, random, 7, 0x5678));
  t.deepEqual(purchaseSessionKey(key16, random, 7, 0x8000), loadSessionKey(key16, random, 7));
});

test("the TAC is a MAC under DTK left exclusive or right", (t) => {
  t.deepEqual(tac(key16, bytes("00")), mac(tacKey(key16), bytes("00")));
});

test("data under the codes, field by field", (t) => {
  const purchase = {
    amountFen: 0x01020304,
    transactionType: 6,
    terminalId: "123456789012",
    date: "20260131",
    time: "235959",
  };
  const load = { ...purchase, transactionType: 2 };
  t.is(hex(purchaseMac1Data(purchase)), "01 02 03 04 06 12 34 56 78 90 12 20 26 01 31 23 59 59");
  t.is(hex(purchaseMac2Data(0xffffffff)), "FF FF FF FF");
  t.is(
    hex(purchaseTacData({ ...purchase, terminalSequence: 0xa1a2a3a4 })),
    "01 02 03 04 06 12 34 56 78 90 12 A1 A2 A3 A4 20 26 01 31 23 59 59",
  );
  t.is(
    hex(loadTacData({ ...load, balanceFen: 0xb1b2b3b4, sequence: 0xc1c2 })),
    "B1 B2 B3 B4 C1 C2 01 02 03 04 02 12 34 56 78 90 12 20 26 01 31 23 59 59",
  );
  const update = { newLimitFen: 0xd1d2d3, terminalId: "123456789012", date: "20260131", time: "235959" };
  t.is(
    hex(overdraftTacData({ ...update, balanceFen: 1, sequence: 2 })),
    "00 00 00 01 00 02 D1 D2 D3 07 12 34 56 78 90 12 20 26 01 31 23 59 59",
  );
});

const purchase = {
  amountFen: 1,
  transactionType: 6,
  terminalId: "123456789012",
  date: "20260131",
  time: "235959",
};
const WRONG: readonly (readonly [what: string, run: () => unknown, message: RegExp])[] = [
  ["a key of 15 bytes", () => tripleDes(new Uint8Array(15), new Uint8Array(8)), /16 bytes, got 15/],
  ["a single key of 16 bytes", () => des(key16, new Uint8Array(8)), /8 bytes, got 16/],
  ["half a block", () => tripleDes(key16, new Uint8Array(12)), /blocks of 8 bytes, got 12/],
  ["no block", () => tripleDesDecrypt(key16, new Uint8Array(0)), /blocks of 8 bytes, got 0/],
  ["an initial value of 4 bytes", () => mac(key8, new Uint8Array(1), new Uint8Array(4)), /initial value/],
  ["a factor of 7 bytes", () => diversify(key16, new Uint8Array(7)), /factor must have 8/],
  ["a session block of 9 bytes", () => sessionKey(key16, new Uint8Array(9)), /block must have 8/],
  ["a random of 8 bytes", () => loadSessionKey(key16, new Uint8Array(8), 0), /random must have 4/],
  ["a sequence of 65536", () => loadSessionKey(key16, new Uint8Array(4), 65536), /0 to 65535, got 65536/],
  ["a negative sequence", () => loadSessionKey(key16, new Uint8Array(4), -1), /0 to 65535, got -1/],
  ["DTK of 8 bytes", () => tacKey(key8), /16 bytes, got 8/],
  ["a retail MAC key of 8 bytes", () => retailMac(key8, new Uint8Array(1)), /16 bytes, got 8/],
  ["a challenge of 5 bytes", () => commandMac(key16, new Uint8Array(5), new Uint8Array(5)), /4 or 8 bytes/],
  ["a field of 256 bytes", () => encipherField(key16, new Uint8Array(256)), /at most 255 bytes/],
  ["an amount of 2³²", () => purchaseMac2Data(2 ** 32), /amountFen must be an integer from 0 to 4294967295/],
  ["half a fen", () => purchaseMac2Data(0.5), /amountFen must be/],
  ["a type of 256", () => purchaseMac1Data({ ...purchase, transactionType: 256 }), /transactionType/],
  [
    "a terminal number of 11 digits",
    () => purchaseMac1Data({ ...purchase, terminalId: "12345678901" }),
    /12 decimal/,
  ],
  ["a date with a letter", () => purchaseMac1Data({ ...purchase, date: "2026013A" }), /date must be/],
];

for (const [what, run, message] of WRONG) {
  test(`${what} is a RangeError`, (t) => {
    t.throws(run, { instanceOf: RangeError, message });
  });
}
