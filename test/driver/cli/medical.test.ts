import { join } from "node:path";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

test("the medical account: three amounts on the command line, in the JSON and on the receipt; its balance and its log", async (t) => {
  const words = ["--reader", `sim:hangzhou?state=${join(folderOf(t), "card.json")}`];
  const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
  const bill = ["--kind", "medical", "--amount", "12.50", "--self-pay", "3", "--ref", "M-1"];
  const paid = await duka(["debit", ...words, ...bill, "--pool", "20"], { env });
  t.is(paid.code, 0, paid.told);
  t.regex(
    paid.out,
    /总金额 Total +35\.50\n统筹支付 Pooled fund +20\.00\n个人账户 Account +12\.50\n个人自付 Self-payment +3\.00/,
  );
  const again = await duka(["debit", ...words, ...bill, "--pool", "20", "--json"], { env });
  t.like(JSON.parse(again.out), { medical: { selfPayFen: 300, poolFen: 2000, totalFen: 3550 } });
  const { out } = await duka(["balance", ...words, "--kind", "medical"], { env });
  t.is(out, "1187.50\n");
  t.regex(
    (await duka(["log", ...words, "--kind", "medical"], { env })).out,
    /12\.50.*医疗消费 medical purchase/,
  );
  const purse = await duka(["debit", ...words, "--amount", "1", "--self-pay", "0", "--ref", "P-1"], { env });
  t.is(purse.code, 2, "medical amounts belong to the medical account");
});
