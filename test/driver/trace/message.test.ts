/** CCID messages in a trace: what of them is shown, and in which words. */
import { messageRedactor } from "@duka/driver/trace/message-redactor";
import { createTraceReader } from "@duka/driver/trace/show-trace";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

const XFR_BLOCK = 0x6f;
const DATA_BLOCK = 0x80;

function message(type: number, data: Uint8Array, parameters: readonly number[] = [0, 0, 0], slot = 0) {
  return Uint8Array.of(type, data.length & 0xff, data.length >> 8, 0, 0, slot, 7, ...parameters, ...data);
}

const T1 = message(0x61, bytes("11 10 00 4D 00 FE 00"), [1, 0, 0]);
const T0 = message(0x61, bytes("11 00 00 0A 00"));
const POWER_ON = message(0x62, new Uint8Array(0), [1, 0, 0]);

test("of a T=1 block that carries a command only the prologue is shown, in whatever pieces it comes; the others are open", (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 254 }),
      fc.nat(0x7f),
      fc.boolean(),
      (inf, pcb, isAnswer) => {
        const redacted = messageRedactor();
        redacted(T1);
        const block = Uint8Array.of(0, pcb, inf.length, ...inf, 0x5a);
        const text = redacted(message(isAnswer ? DATA_BLOCK : XFR_BLOCK, block)).slice(30);
        t.is(
          text,
          [hex(block.subarray(0, 3)), ...Array.from({ length: inf.length + 1 }, () => "··")].join(" "),
        );
      },
    ),
  );
  const redacted = messageRedactor();
  redacted(T1);
  t.regex(redacted(message(XFR_BLOCK, bytes("00 C1 01 FE 3E"))), /00 C1 01 FE 3E$/);
});

test("a card powered anew speaks T=0 until it is told otherwise, each slot for itself", (t) => {
  const redacted = messageRedactor();
  const select = bytes("00 A4 00 00 02 3F 00");
  const block = bytes("00 40 04 31 32 33 34 44");
  redacted(T1);
  t.regex(redacted(message(XFR_BLOCK, block)), /00 40 04 ·· ·· ·· ·· ··$/);
  t.regex(redacted(message(XFR_BLOCK, select, [0, 0, 0], 1)), /3F 00$/);
  redacted(POWER_ON);
  t.regex(redacted(message(XFR_BLOCK, select)), /3F 00$/);
  redacted(T1);
  redacted(T0);
  t.regex(redacted(message(XFR_BLOCK, select)), /3F 00$/);
});

test("a Secure message is open, it has no digits in it; of the card's answer to it only SW1 SW2", (t) => {
  const redacted = messageRedactor();
  const template = bytes(
    "00 1E 82 04 00 08 04 02 01 09 04 00 00 00 00 00 20 00 01 08 FF FF FF FF FF FF FF FF",
  );
  t.true(redacted(message(0x69, template)).endsWith(hex(template)));
  t.regex(redacted(message(DATA_BLOCK, bytes("12 34 56 90 00"))), /·· ·· ·· 90 00$/);
});

/** In the order of one conversation. */
const WORDS: readonly [line: string, words: string | RegExp][] = [
  ["host 6B 01 00 00 00 00 00 00 00 00 02", "Escape slot 0 #0"],
  ["host 6B 03 00 00 00 00 01 00 00 00 44 4B 01", "Escape slot 0 #1, Duka 01"],
  ["reader 83 00 00 00 00 00 01 42 0A 00", /^Escape slot 0 #1, no card, failed: /],
  ["host 62 00 00 00 00 00 02 01 00 00", "IccPowerOn slot 0 #2"],
  ["reader 80 00 00 00 00 00 02 80 01 00", "DataBlock slot 0 #2, asks for time"],
  [
    "reader 80 04 00 00 00 00 02 00 00 00 3B 02 14 50",
    /^DataBlock slot 0 #2, card active, direct convention, T=0/,
  ],
  ["reader 80 02 00 00 00 00 02 00 00 00 00 00", /^DataBlock slot 0 #2, card active, ./],
  ["host 6F 07 00 00 00 00 03 00 00 00 00 20 00 00 03 ·· ·· ··", "XfrBlock slot 0 #3, VERIFY (hidden)"],
  [
    "reader 80 02 00 00 00 00 03 00 00 00 63 C2",
    /^DataBlock slot 0 #3, card active, the password is wrong, 2 left$/,
  ],
  [
    "reader 80 00 00 00 00 00 04 41 FE 00",
    /^DataBlock slot 0 #4, card inactive, failed: the card does not answer/,
  ],
  [
    "host 6F 05 00 00 00 00 04 00 01 00 00 84 00 00 08",
    "XfrBlock slot 0 #4, GET CHALLENGE le=8, with GET RESPONSE",
  ],
  [
    "host 6F 05 00 00 00 00 04 00 03 00 00 84 00 00 08",
    "XfrBlock slot 0 #4, GET CHALLENGE le=8, with GET RESPONSE and the right Le",
  ],
  ["host 61 07 00 00 00 00 05 01 00 00 11 10 00 4D 00 FE 00", "SetParameters slot 0 #5, T=1"],
  ["host 6F 05 00 00 00 00 06 00 00 00 00 C1 01 FE 3E", "XfrBlock slot 0 #6, S(IFS request)"],
  [
    "reader 80 05 00 00 00 00 06 00 00 00 00 E1 01 FE 1E",
    "DataBlock slot 0 #6, card active, S(IFS response)",
  ],
  [
    "host 6F 09 00 00 00 00 07 00 00 00 00 60 05 ·· ·· ·· ·· ·· ··",
    "XfrBlock slot 0 #7, I-block 1, more to come",
  ],
  [
    "reader 80 04 00 00 00 00 07 00 00 00 00 81 00 81",
    "DataBlock slot 0 #7, card active, R-block 0, asks again: EDC or parity",
  ],
  ["host 65 00 00 00 00 01 08 00 00 00", "GetSlotStatus slot 1 #8"],
  ["reader 81 00 00 00 00 01 08 02 00 00", "SlotStatus slot 1 #8, no card"],
  ["host 77 00 00 00 00 01 08 00 00 00", "unknown message slot 1 #8"],
  ["host frame with a bad LRC", ""],
];

test("a message is told by its name, slot and number, what it carries and how it ended", (t) => {
  const read = createTraceReader();
  for (const [line, words] of WORDS) {
    const shown = read(`0.000 /dev/ttyACM0 | ${line}`)?.words;
    if (typeof words === "string") t.is(shown, words, line);
    else t.regex(shown ?? "", words, line);
  }
});

test("no message makes the reader of traces throw", (t) => {
  const pairs = fc.stringMatching(/^([0-9A-F]{2} ){10}([0-9A-F]{2} |·· ){0,20}$/);
  const read = createTraceReader();
  fc.assert(
    fc.property(fc.constantFrom("host", "reader"), pairs, (kind, text) => {
      t.truthy(read(`0.000 s | ${kind} ${text.trim()}`));
    }),
  );
});
