import { asciiText, notADuka, parseIdentity } from "@duka/driver/reader/reader-identity";
import test from "ava";
import fc from "fast-check";
import { identity } from "../../support/reader/fake-reader.js";
import { bytes, withByte } from "../../support/values/hex.js";

test("identity: version, persona, slots, clock with the high byte first, board, serial number", (t) => {
  const answer = bytes("44 4B 01 00 01 02 03 02 00 3A 42 F5 04 50 69 63 6F 05 53 49 4D 2D 37");
  t.deepEqual(parseIdentity(answer), {
    firmwareVersion: "0.1.2",
    persona: "sec1210",
    slots: 2,
    clockHz: 3_818_229,
    board: "Pico",
    serialNumber: "SIM-7",
    cardBaudMax: 0,
    keypad: false,
    shortApdu: false,
    fastLine: false,
  });
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20))?.cardBaudMax, 500_000);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x06))?.keypad, false);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x01))?.keypad, true);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x07))?.shortApdu, false);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x08))?.shortApdu, true);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x0f))?.fastLine, false);
  t.is(parseIdentity(Uint8Array.of(...answer, 0, 7, 0xa1, 0x20, 0x10))?.fastLine, true);
});

for (const [persona, name] of [
  [1, "pos"],
  [2, "pinpad"],
  [3, "sec1210"],
  [9, "unknown"],
] as const) {
  test(`persona ${persona} is ${name}`, (t) => {
    const answer = identity(1, "A");
    answer[6] = persona;
    t.is(parseIdentity(answer)?.persona, name);
  });
}

const SPOILT: readonly [string, (answer: Uint8Array) => Uint8Array][] = [
  ["empty", () => new Uint8Array(0)],
  ["another Escape's answer", (answer) => withByte(answer, 2, 2)],
  ["no slots", (answer) => withByte(answer, 7, 0)],
  ["more slots than any reader has", (answer) => withByte(answer, 7, 17)],
  ["a clock below 1 MHz", (answer) => withByte(withByte(answer, 8, 0), 9, 0)],
  ["a clock above 20 MHz", (answer) => withByte(answer, 8, 2)],
  ["a board name beyond the end", (answer) => withByte(answer, 12, 40)],
  ["a board name of 41", (answer) => withByte(answer, 12, 41)],
  ["a control character in the board name", (answer) => withByte(answer, 13, 0x1b)],
  ["cut in the serial number", (answer) => answer.subarray(0, answer.length - 1)],
];

for (const [what, spoil] of SPOILT) {
  test(`not taken for a Duka: ${what}`, (t) => {
    t.is(parseIdentity(spoil(identity(1, "SIM-1"))), undefined);
  });
}

test("any bytes are an identity or none, and nothing is thrown", (t) => {
  const tail = fc.uint8Array({ maxLength: 120 });
  fc.assert(
    fc.property(tail, fc.boolean(), (rest, isOurs) => {
      parseIdentity(isOurs ? Uint8Array.of(0x44, 0x4b, 0x01, ...rest) : rest);
      return true;
    }),
  );
  t.pass();
});

test("text of a reader is shown only when it is printable ASCII", (t) => {
  t.is(asciiText(bytes("44 75 6B 61")), "Duka");
  t.is(asciiText(bytes("44 07")), undefined);
  t.is(asciiText(bytes("C3 A9")), undefined);
});

test("of a reader that is no Duka, both languages tell what cannot be done with it and which to name", (t) => {
  const error = notADuka("Reader X 00", { en: "it has no personas", zh: "没有可选的类型" });
  t.like(error, {
    name: "ReaderError",
    code: "unsupported",
    delivery: "not-sent",
    texts: {
      en: "Reader X 00 is no Duka on a line of its own: it has no personas",
      zh: "Reader X 00 不是独占线路的 Duka：没有可选的类型",
    },
  });
  t.regex(error.remedies.zh, /请用 serial:/);
});
