/** The receipt of a medical sale: three amounts, in both languages, widths and encodings. */
import type { Receipt } from "@duka/driver/receipt/receipt";
import { receiptBytes } from "@duka/driver/receipt/receipt-bytes";
import { receiptLines } from "@duka/driver/receipt/receipt-text";
import { columnsOf } from "@duka/driver/receipt/text-width";
import { decodeGb18030 } from "@duka/protocol/gb18030";
import test from "ava";
import { openTestTill } from "../../support/card/till.js";

const SALE = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;

async function receiptOfSale(detail = {}): Promise<Receipt> {
  const till = await openTestTill();
  const { receipt } = await till.account.debit({ ...SALE, detail });
  if (receipt === null) throw new Error("no receipt");
  return receipt;
}

const SHARES = {
  zh: ["总金额 35.50", "统筹支付 20.00", "个人账户 12.50", "个人自付 3.00"],
  en: ["Total 35.50", "Pooled fund 20.00", "Account 12.50", "Self-payment 3.00"],
  both: [
    "总金额 Total 35.50",
    "统筹支付 Pooled fund 20.00",
    "个人账户 Account 12.50",
    "个人自付 Self-payment 3.00",
  ],
} as const;

for (const columns of [40, 32] as const) {
  for (const language of ["zh", "en", "both"] as const) {
    test(`medical, ${columns} columns, ${language}: who pays what, and the account's balance after it`, async (t) => {
      const receipt = await receiptOfSale();
      const lines = receiptLines(receipt, language, columns);
      for (const line of lines) t.true(columnsOf(line) <= columns, line);
      const words = lines.map((line) => line.trim().replace(/ +/g, " "));
      const at = words.indexOf(SHARES[language][0]);
      t.deepEqual(words.slice(at, at + 4), [...SHARES[language]]);
      const balance = language === "en" ? "Balance after" : language === "zh" ? "余额" : "余额 Balance after";
      t.true(words.includes(`${balance} 1187.50`), words.join("\n"));
      if (language !== "zh") t.true(words.some((line) => line.endsWith("medical account")));
      if (language !== "en") t.true(words.some((line) => line.includes("医保账户")));
    });
  }

  for (const encoding of ["gbk", "utf-8"] as const) {
    test(`medical, ${columns} columns, as ${encoding} bytes: the same lines`, async (t) => {
      const receipt = await receiptOfSale({ name: "买买提·艾力", institution: "杭州市第一人民医院" });
      const bytes = receiptBytes(receipt, { encoding, columns });
      const text = encoding === "gbk" ? decodeGb18030(bytes) : new TextDecoder().decode(bytes);
      t.is(text, `${receiptLines(receipt, "both", columns).join("\n")}\n`);
      t.true(text.includes("个人自付"));
    });
  }
}

test("what the point of sale itself says of the bill is not said twice", async (t) => {
  const detail = { totalFen: 3550, poolFen: 2000, accountFen: 1250, cashFen: 300 };
  const lines = receiptLines(await receiptOfSale(detail), "zh");
  for (const label of ["总金额", "统筹支付", "个人账户", "现金"]) {
    t.is(lines.filter((line) => line.startsWith(label)).length, 1, label);
  }
  t.false(lines.some((line) => line.startsWith("个人自付")));
});

test("a balance that nobody at the till knows is left out, and no line says null", async (t) => {
  const receipt = { ...(await receiptOfSale()), balanceBeforeFen: null, balanceAfterFen: null };
  const lines = receiptLines(receipt);
  t.false(lines.some((line) => /余额|null|NaN/.test(line)));
  t.true(lines.some((line) => line.startsWith("消费金额")));
});

test("the receipt as data has the three amounts and the whole bill", async (t) => {
  const receipt = await receiptOfSale();
  t.like(receipt, { amountFen: 1250, medical: { selfPayFen: 300, poolFen: 2000, totalFen: 3550 } });
  t.deepEqual(JSON.parse(JSON.stringify(receipt)), receipt);
});
