/**
 * Every code that the driver can throw or answer is explained, cause and remedy, in both languages; every error says
 * what to do.
 */
import { EquipmentError, JournalError, ReaderError } from "@duka/driver";
import { READER_ERRORS } from "@duka/driver/base/error-codes";
import { explain } from "@duka/driver/explain/explain";
import { explainError } from "@duka/driver/explain/explain-error";
import { RETURN_CODES } from "@duka/driver/pcsc/return-codes";
import { B_ERRORS, meaningOfBError } from "@duka/driver/reader/ccid-error";
import { CODE } from "@duka/driver/sscard/result";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { allCommands } from "@duka/protocol/commands/all-commands";
import test, { type ExecutionContext } from "ava";

/** Chinese in the Chinese half only, sentences in both. */
function isExplained(t: ExecutionContext, what: string): void {
  const found = explain(what);
  t.truthy(found, `${what} is not explained`);
  for (const half of found === undefined ? [] : [found.cause, found.remedy]) {
    t.regex(half.zh, /[\u4e00-\u9fff]/, `${what}: ${half.zh}`);
    t.regex(half.en, /^[a-z"][ -~]{3,}$/i, `${what}: ${half.en}`);
  }
}

test("the codes of ReaderError", (t) => {
  for (const code of Object.keys(READER_ERRORS)) isExplained(t, code);
});

test("every CCID error, 00 to FF, in the words of the error that is thrown for it", (t) => {
  for (let bError = 0; bError < 256; bError++) {
    const what = `CCID ${bError.toString(16).padStart(2, "0")}`;
    isExplained(t, what);
    const { says, remedy } = meaningOfBError(bError);
    t.is(explain(what)?.cause.en, says);
    t.deepEqual(explain(what)?.remedy, remedy);
  }
  t.true(B_ERRORS.length >= 17);
});

test("every return code of PC/SC by its name and its number", (t) => {
  for (const { name } of RETURN_CODES) {
    isExplained(t, name);
    const number = /\(([0-9A-F]{8})\)$/.exec(explain(name)?.code ?? "")?.[1];
    isExplained(t, number ?? `${name} has no number`);
  }
});

test("every code that a national card function answers, from the table or from a status word", (t) => {
  for (const code of Object.values(CODE)) isExplained(t, `LDT33 ${code}`);
  isExplained(t, "LDT33 0");
  for (const { refusals } of allCommands) {
    for (const sw of Object.keys(refusals)) isExplained(t, `LDT33 -${sw}`);
  }
});

test("every status word that a command declares, 9000, and those with a number in them", (t) => {
  const words = allCommands.flatMap(({ refusals }) => Object.keys(refusals).map(Number));
  for (const sw of new Set([...words, 0x9000, 0x6110, 0x6c08, 0x63c0, 0x63c5, 0x63cf])) {
    isExplained(t, sw.toString(16).padStart(4, "0"));
  }
});

test("every error that is no caller's mistake has a remedy, and it is what explainError says", (t) => {
  const errors = [
    new EquipmentError("m", { en: "put the PSAM in", zh: "请检查插好 PSAM 卡" }),
    new JournalError("j.db", { en: "is damaged", zh: "已损坏" }),
    ...(["answered", "unknown", "not-sent"] as const).map(
      (delivery) => new CentreError({ message: "m", code: "c", status: 0, delivery }),
    ),
    ...(Object.keys(READER_ERRORS) as (keyof typeof READER_ERRORS)[]).map(
      (code) => new ReaderError({ message: "m", code, layer: "link", delivery: "not-sent" }),
    ),
  ];
  for (const error of errors) {
    t.true(error.remedy.length > 10, error.message);
    const { remedy } = explainError(error);
    t.is(remedy.en, error.remedy);
    t.regex(remedy.zh, /[\u4e00-\u9fff]{4}/);
  }
});
