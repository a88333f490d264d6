import { atrInWords } from "@duka/driver/explain/atr-words";
import { explain, explainStatusWord } from "@duka/driver/explain/explain";
import { CCID_ERRORS, READER_ERRORS } from "@duka/driver/explain/reader-codes";
import { allCommands } from "@duka/protocol/commands/all-commands";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/hex.js";

const TABLE: readonly [asked: string, code: string, cause: RegExp][] = [
  ["6985", "6985", /conditions of use/],
  ["0x6985", "6985", /conditions of use/],
  ["69 85", "6985", /conditions of use/],
  ["9401", "9401", /balance is too small/],
  ["9302", "9302", /MAC is wrong/],
  ["63c2", "63C2", /tries left/],
  ["63C0", "63C0", /locked now/],
  ["6112", "6112", /more data/],
  ["6C08", "6C08", /Le/],
  ["6F00", "6F00", /without saying why/],
  ["CCID FE", "CCID FE", /does not answer/],
  ["ccid 0xe0", "CCID E0", /busy/],
  ["CCID 05", "CCID 05", /no such slot/],
  ["CCID 0A", "CCID 0A", /byte 10/],
  ["card-mute", "card-mute", /does not answer/],
  [
    "3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36",
    "3B6D000000814842428653000100174236",
    /direct convention, T=0/,
  ],
];

for (const [asked, code, cause] of TABLE) {
  test(`${asked} is explained, with a remedy, in both languages`, (t) => {
    const explanation = explain(asked);
    t.is(explanation?.code, code);
    t.regex(explanation?.cause.en ?? "", cause);
    t.regex(explanation?.cause.zh ?? "", /[\u4e00-\u9fff]/);
    t.truthy(explanation?.remedy.en);
    t.regex(explanation?.remedy.zh ?? "", /[\u4e00-\u9fff]/);
  });
}

test("what is none of these is not explained", (t) => {
  for (const what of [
    "",
    "698",
    "69855",
    "zzzz",
    "CCID",
    "CCID 90",
    "8000",
    "3B FF",
    "toString",
    "constructor",
  ]) {
    t.is(explain(what), undefined, what);
  }
});

test("every status word that a command declares is explained, and that command is named", (t) => {
  for (const { name, refusals } of allCommands) {
    for (const sw of Object.keys(refusals).map(Number)) {
      const explanation = explainStatusWord(sw);
      t.true(
        explanation?.commands.some((line) => line.startsWith(name)),
        `${name} ${sw.toString(16)}`,
      );
    }
  }
});

test("no text makes it throw", (t) => {
  fc.assert(fc.property(fc.string(), (text) => void explain(text)));
  fc.assert(fc.property(fc.stringMatching(/^3B([0-9A-F]{2}){1,20}$/), (text) => void explain(text)));
  t.pass();
});

test("every CCID error of the specification and every error code has both languages", (t) => {
  const entries = [...Object.values(CCID_ERRORS), ...Object.values(READER_ERRORS)];
  t.true(entries.length >= 29);
  for (const { cause, remedy } of entries) {
    t.regex(cause.zh + remedy.zh, /[\u4e00-\u9fff]{4}/);
    t.true(cause.en.length > 8 && remedy.en.length > 8);
  }
});

test("an ATR in words: convention, protocols, speed, maker", (t) => {
  t.is(
    atrInWords(bytes("3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36")),
    "direct convention, T=0, F=372 D=1 (9600 baud at 3.57 MHz), 13 historical bytes (chip by Huada)",
  );
  t.is(atrInWords(bytes("3F 10 95")), "inverse convention, T=0, offers Fi/Di 95, 0 historical bytes");
  t.regex(atrInWords(bytes("3B 80 80 01 01")), /T=0 and T=1/);
  t.throws(() => atrInWords(bytes("00 00")), { instanceOf: RangeError });
});
