import type { Receipt } from "@duka/driver/receipt/receipt";
import { receiptLines, receiptText } from "@duka/driver/receipt/receipt-text";
import { columnsOf, wrapColumns } from "@duka/driver/receipt/text-width";
import { fenOfYuan, yuanText } from "@duka/driver/receipt/yuan";
import test from "ava";
import fc from "fast-check";

const RECEIPT: Receipt = {
  ref: "S-1",
  kind: "purse",
  amountFen: 1250,
  balanceBeforeFen: 50000,
  balanceAfterFen: 48750,
  cardNumber: "330186**********4236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  tac: "A5717B4F",
  date: "20261121",
  time: "140559",
  simulated: false,
};

test("a receipt in both languages has 40 columns and every field", (t) => {
  const text = receiptText(RECEIPT);
  for (const line of text.split("\n")) t.true(columnsOf(line) <= 40, line);
  const fields = ["S-1", "330186**********4236", "42", "330100000021", "A5717B4F", "2026-11-21 14:05:59"];
  for (const value of [...fields, "500.00", "CNY 12.50", "487.50", "消费凭证", "RECEIPT"]) {
    t.true(text.includes(value), value);
  }
  t.false(text.includes("SIMULATED"));
});

test("a value ends in column 40, a wide character counting two", (t) => {
  const line = receiptLines(RECEIPT, "zh").find((each) => each.startsWith("账户"));
  t.is(line, `账户${" ".repeat(28)}电子钱包`);
});

test("each language alone", (t) => {
  t.regex(receiptLines(RECEIPT, "zh").join(), /^[^A-Za-z]*(TAC|S-|CNY|A5717B4F|B|F|[^A-Za-z])*$/);
  t.notRegex(receiptLines(RECEIPT, "en").join(), /[\u4e00-\u9fff]/);
});

test("a simulated sale says so at top and bottom, in both languages", (t) => {
  const lines = receiptLines({ ...RECEIPT, simulated: true });
  t.is(lines.filter((line) => line.includes("SIMULATED - NO REAL MONEY")).length, 2);
  t.is(lines.filter((line) => line.includes("模拟交易")).length, 2);
});

test("a receipt without a TAC says where it will come from", (t) => {
  t.true(receiptText({ ...RECEIPT, tac: null }).includes("待中心补录 from the centre"));
});

test("any ref of 64 characters is printed whole and fits", (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{1,64}$/), (ref) => {
      const lines = receiptLines({ ...RECEIPT, ref }, "both");
      t.true(lines.every((line) => columnsOf(line) <= 40));
      const at = lines.findIndex((line) => line.startsWith("单号 Ref"));
      const printed = lines.slice(at, at + 3).map((line) => line.replace("单号 Ref", "").trim());
      t.true(printed.join("").startsWith(ref));
    }),
  );
});

test("columns: ASCII one, East Asian wide two", (t) => {
  t.is(columnsOf("abc"), 3);
  t.is(columnsOf("余额"), 4);
  t.is(columnsOf("（）"), 4);
  t.is(columnsOf("𠀀"), 2);
  t.deepEqual(wrapColumns("余额abc", 3), ["余", "额a", "bc"]);
  t.deepEqual(wrapColumns("", 3), [""]);
  t.deepEqual(wrapColumns("余", 1), ["余"]);
});

test("yuan are read digit by digit", (t) => {
  const table: [string, number][] = [
    ["12.50", 1250],
    ["12.5", 1250],
    ["12", 1200],
    ["0.01", 1],
    ["0012.50", 1250],
    ["42949672.95", 4294967295],
    ["1.15", 115],
    ["4.35", 435],
  ];
  for (const [text, fen] of table) t.is(fenOfYuan(text), fen, text);
});

test("what is no amount is refused, and the message shows what one looks like", (t) => {
  const wrong = [
    "0",
    "0.00",
    "-1",
    "+1",
    "1.234",
    "42949672.96",
    "99999999999",
    "",
    " 1",
    "1 ",
    "1,50",
    "1e3",
    "0x10",
    "abc",
    ".5",
    "1.",
    "١",
    "NaN",
  ];
  for (const text of wrong)
    t.throws(() => fenOfYuan(text), { instanceOf: RangeError, message: /such as 12\.50/ }, text);
});

test("every amount is written and read back", (t) => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 0xffffffff }), (fen) => fenOfYuan(yuanText(fen)) === fen));
  t.is(yuanText(-5), "-0.05");
});
