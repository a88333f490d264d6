import { EquipmentError } from "@duka/driver/base/equipment-error";
import { READER_ERRORS } from "@duka/driver/base/error-codes";
import { ReaderError } from "@duka/driver/base/errors";
import { atrInWords } from "@duka/driver/explain/atr-words";
import { explain, explainLdt33, explainStatusWord } from "@duka/driver/explain/explain";
import { explainError } from "@duka/driver/explain/explain-error";
import { LDT33_CODES } from "@duka/driver/explain/ldt33-codes";
import { CCID_ERRORS } from "@duka/driver/explain/reader-codes";
import { JournalError } from "@duka/driver/journal/journal";
import { RETURN_CODES } from "@duka/driver/pcsc/return-codes";
import { B_ERRORS } from "@duka/driver/reader/ccid-error";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { allCommands } from "@duka/protocol/commands/all-commands";
import test from "ava";
import fc from "fast-check";
import { duka } from "../../support/programs/terminal.js";
import { bytes } from "../../support/values/hex.js";

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
  ["-2201", "-2201", /no PSAM/],
  ["LDT33 -51", "-51", /password is wrong/],
  ["ld/t 33 -22", "-22", /does not match the card/],
  ["-25536", "-25536 (63C0)", /locked now/],
  ["-37634", "-37634 (9302)", /MAC is wrong/],
  ["SCARD_E_NO_SMARTCARD", "SCARD_E_NO_SMARTCARD (8010000C)", /no card in the slot/],
  ["0x80100068", "SCARD_W_RESET_CARD (80100068)", /another program has reset/],
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
    "CCID 1FF",
    "8000",
    "toString",
    "constructor",
    "-1000",
    "-16",
    "-99999",
    "80109999",
    "LDT33",
    "6985".repeat(1000),
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

test("every code of LD/T 33 annex A has both languages, and the error text in Chinese", (t) => {
  t.true(Object.keys(LDT33_CODES).length >= 30);
  for (const [code, { cause, remedy }] of Object.entries(LDT33_CODES)) {
    t.regex(cause.zh, /[\u4e00-\u9fff]/, code);
    t.regex(remedy.zh, /[\u4e00-\u9fff]/, code);
    t.is(explainLdt33(Number(code))?.cause.zh, cause.zh);
  }
});

test("the annex prints 63C0 to 63C2 in swapped order; the arithmetic decides", (t) => {
  t.regex(explainLdt33(-25536)?.cause.en ?? "", /locked/);
  t.regex(explainLdt33(-25538)?.cause.en ?? "", /tries left/);
});

test("every return code of PC/SC that the driver meets is explained with the words of its error", (t) => {
  for (const { name, says, remedy } of RETURN_CODES) {
    t.is(explain(name)?.cause.en, says);
    t.deepEqual(explain(name)?.remedy, remedy);
    t.regex(explain(name)?.remedy.zh ?? "", /[\u4e00-\u9fff]/);
  }
});

test("every bError that the driver meets is explained with the words of its error", (t) => {
  for (const { bError, remedy } of B_ERRORS) {
    t.deepEqual(explain(`CCID ${bError.toString(16).padStart(2, "0")}`)?.remedy, remedy);
  }
});

test("an error without a remedy of its own has that of its code", (t) => {
  for (const code of Object.keys(READER_ERRORS) as (keyof typeof READER_ERRORS)[]) {
    const error = new ReaderError({ message: "m", code, layer: "link", delivery: "not-sent" });
    t.is(explain(code)?.remedy.en, error.remedy);
  }
});

test("whatever the driver throws is explained in both languages, in English with the words of its remedy", (t) => {
  const reader = new ReaderError({ message: "m", code: "parity", layer: "t0", delivery: "unknown" });
  const refused = { message: "m", code: "card-unknown", status: 404, delivery: "answered" } as const;
  const thrown: readonly [error: unknown, kind: string, remedy?: string][] = [
    [reader, "reader", reader.remedy],
    [new EquipmentError("m", { en: "put it in", zh: "请检查插好 PSAM 卡" }), "equipment", "put it in"],
    [
      new JournalError("j.db", { en: "m", zh: "m" }),
      "journal",
      new JournalError("j.db", { en: "m", zh: "m" }).remedy,
    ],
    [new CentreError(refused), "centre"],
    [new RangeError("m"), "usage"],
    [new TypeError("m"), "usage"],
    [new Error("m"), "internal"],
    ["m", "internal"],
  ];
  for (const [error, kind, remedy] of thrown) {
    const explained = explainError(error);
    t.is(String(explained.kind), kind);
    t.regex(explained.remedy.zh, /[\u4e00-\u9fff]{4}/);
    if (remedy !== undefined) t.is(explained.remedy.en, remedy);
  }
});

test("duka explain takes a negative code for what it is", async (t) => {
  const { code, out } = await duka(["explain", "LDT33", "-2201"]);
  t.is(code, 0);
  t.regex(out, /^-2201\n[\s\S]*无 PSAM 卡/);
  t.is((await duka(["explain", "-22"])).code, 0);
  t.is((await duka(["explain", "-9"])).code, 1);
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
  t.is(atrInWords(bytes("00 00")), "a damaged ATR: it must begin with 3B or 3F (TS)");
});
