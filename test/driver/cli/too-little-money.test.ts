/** What a person at the till reads where an account has too little: its balance, and which other account may pay. */
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

async function refused(t: ExecutionContext, ...more: string[]): Promise<string> {
  const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
  const { code, told } = await duka(["debit", "--amount", "2000", "--ref", "S-1", ...more], { env });
  t.is(code, 1, told);
  return told.slice(told.indexOf("S-1"));
}

const MEDICAL_EN =
  "  duka balance --kind medical asks the card's medical account; with --kind medical it pays\n";
const MEDICAL_ZH = "  可用 duka balance --kind medical 查询医保个人账户，用 --kind medical 由其支付\n";

/** Words of the command, and what stands below "insufficient balance". */
const ROWS: readonly [words: readonly string[], en: string, zh: string][] = [
  [
    ["--reader", "sim:medical-sm4"],
    `  the purse has 0.00\n${MEDICAL_EN}`,
    `  电子钱包余额 0.00\n${MEDICAL_ZH}`,
  ],
  [["--reader", "sim:"], `  the purse has 500.00\n${MEDICAL_EN}`, `  电子钱包余额 500.00\n${MEDICAL_ZH}`],
  [["--reader", "sim:plain"], "  the purse has 100.00\n", "  电子钱包余额 100.00\n"],
  [
    ["--reader", "sim:", "--kind", "medical"],
    "  the medical account has 1200.00\n",
    "  医保账户余额 1200.00\n",
  ],
];

for (const [words, en, zh] of ROWS) {
  test(`a sale of 2000.00 with ${words.join(" ")}: the balance, and the other account that may pay`, async (t) => {
    t.is(await refused(t, ...words, "--lang", "en"), `S-1 refused: insufficient balance\n${en}`);
    t.is(await refused(t, ...words, "--lang", "zh"), `S-1 未扣款：余额不足\n${zh}`);
  });
}
