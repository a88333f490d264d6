import { checkDebitRequest } from "@duka/driver/account/debit-request";
import type { ReceiptDetail } from "@duka/driver/journal/receipt-detail";
import type { Receipt } from "@duka/driver/receipt/receipt";
import { receiptBytes } from "@duka/driver/receipt/receipt-bytes";
import { receiptLines, receiptText } from "@duka/driver/receipt/receipt-text";
import { columnsOf, padColumns, wrapColumns } from "@duka/driver/receipt/text-width";
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
  mac2: "verified",
  tac: "A5717B4F",
  date: "20261121",
  time: "140559",
  simulated: false,
};

function checkReceiptDetail(detail: ReceiptDetail): ReceiptDetail | undefined {
  return checkDebitRequest({ ref: "S-1", amountFen: 1, detail }).detail;
}

test("a receipt in both languages has 40 columns and every field", (t) => {
  const text = receiptText(RECEIPT);
  for (const line of text.split("\n")) t.true(columnsOf(line) <= 40, line);
  const fields = ["S-1", "330186**********4236", "42", "330100000021", "A5717B4F", "2026-11-21 14:05:59"];
  for (const value of [...fields, "500.00", "12.50 元", "487.50", "消费凭证", "RECEIPT"]) {
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
  t.is(columnsOf("提·买"), 6, "ambiguous characters have two bytes in GB 18030, and two columns on paper");
  t.is(padColumns("读卡器", 8), "读卡器  ");
  t.is(padColumns("读卡器", 3), "读卡器");
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

const DETAIL: ReceiptDetail = {
  institution: "杭州市第一人民医院",
  institutionType: "三级甲等",
  operator: "007",
  name: "张三",
  sex: "男",
  insuranceType: "职工医保",
  socialSecurityNumber: "330102********1234",
  items: [{ name: "阿莫西林胶囊 0.25g*24", quantity: 2, amountFen: 2360 }],
  totalFen: 10000,
  poolFen: 6000,
  accountFen: 1250,
  otherFen: 0,
  cashFen: 2750,
  selfPayFirstFen: 1,
  selfPaySecondFen: 2,
  deductibleFen: 3,
  overCeilingFen: 4,
  selfCostFen: 5,
  inScopeFen: 6,
  yearInScopeFen: 7,
  yearLargeAmountFen: 8,
};

for (const columns of [40, 32] as const) {
  for (const language of ["zh", "en", "both"] as const) {
    test(`a hospital's receipt in ${language} fits ${columns} columns and has every field`, (t) => {
      const lines = receiptLines({ ...RECEIPT, detail: DETAIL, simulated: true }, language, columns);
      for (const line of lines) t.true(columnsOf(line) <= columns, line);
      const text = lines.join("\n");
      for (const value of [
        "张三",
        "职工医保",
        "2 x 23.60",
        "100.00",
        "60.00",
        "27.50",
        "0.07",
        "0.08",
        "007",
      ]) {
        t.true(text.includes(value), value);
      }
    });
  }
}

test("the same receipt as bytes: UTF-8, and GBK as printers in China take it", (t) => {
  const receipt = { ...RECEIPT, detail: DETAIL };
  const text = receiptText(receipt, "zh", 32);
  t.is(new TextDecoder().decode(receiptBytes(receipt, { language: "zh", columns: 32 })), text);
  const gbk = receiptBytes(receipt, { language: "zh", columns: 32, encoding: "gbk" });
  t.is(new TextDecoder("gbk").decode(gbk), text);
  // 余额: D3E0 B6EE
  t.true(Buffer.from(gbk).includes(Buffer.from("D3E0B6EE", "hex")));
});

test("a rare character in a name costs nobody the receipt: it is printed as 〓, as wide", (t) => {
  const gbk = receiptBytes({ ...RECEIPT, detail: { name: "王𠀀" } }, { encoding: "gbk" });
  t.regex(new TextDecoder("gbk").decode(gbk), /王〓/);
});

test("widths, languages and encodings that do not exist are refused", (t) => {
  const wrong = (print: object) => () => receiptBytes(RECEIPT, print);
  t.throws(wrong({ columns: 33 }), {
    instanceOf: RangeError,
    message: /columns must be one of 40, 32, not 33/,
  });
  t.throws(wrong({ language: "fr" }), { instanceOf: RangeError });
  t.throws(wrong({ encoding: "big5" }), {
    instanceOf: RangeError,
    message: /encoding must be one of utf-8, gb18030, gbk, not "big5"/,
  });
});

test("what a point of sale adds is checked: types, lengths, control characters, and parts that make the total", (t) => {
  t.deepEqual(checkReceiptDetail(DETAIL), DETAIL);
  const wrong: [object, RegExp][] = [
    [{ name: 5 }, /detail\.name is a string/],
    [{ name: "" }, /detail\.name/],
    [{ name: "a\nb" }, /control/],
    [{ name: "x".repeat(10_000_000) }, /1 to 120/],
    [{ totalFen: 1.5 }, /whole number/],
    [{ totalFen: "1" }, /number of fen/],
    [{ totalFen: 100, cashFen: 99 }, /make 99 fen, but totalFen is 100/],
    [{ totalFen: 100, poolFen: 101 }, /make 101/],
    [{ items: [{ name: "a", quantity: 0, amountFen: 1 }] }, /items\[0\]\.quantity/],
    [{ items: Array(201).fill({ name: "a", quantity: 1, amountFen: 1 }) }, /at most 200/],
  ];
  for (const [detail, message] of wrong)
    t.throws(() => checkReceiptDetail(detail as ReceiptDetail), { message });
  t.throws(() => checkReceiptDetail(null as unknown as ReceiptDetail), { instanceOf: TypeError });
});
