import { join } from "node:path";
import test from "ava";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

test("a changed password: JSON of the same keys always, words in the language asked for, and how to type it", async (t) => {
  const folder = folderOf(t);
  const till = [
    "--reader",
    `sim:hangzhou?state=${join(folder, "card.json")}`,
    "--journal",
    join(folder, "j.db"),
  ];
  const change = (lines: string[], ...more: string[]) =>
    duka(["password", "change", ...till, "--password-stdin", ...more], {
      input: new TypedInput(false, lines),
    });
  const changed = await change(["123456\n", "602917\n", "602917\n"], "--json");
  t.deepEqual(JSON.parse(changed.out), {
    changed: true,
    cardNumber: "330186**********4236",
    reason: null,
    reasonCode: null,
    statusWord: null,
    triesLeft: null,
  });
  const wrong = await change(["111111\n", "602918\n", "602918\n"], "--json");
  t.is(wrong.code, 1);
  t.deepEqual(Object.keys(JSON.parse(wrong.out)), Object.keys(JSON.parse(changed.out)));
  t.is(JSON.parse(wrong.out).triesLeft, 5);
  const again = await change(["602917\n", "713028\n", "713028\n"], "--lang", "zh");
  t.is(again.told, "卡 330186**********4236 密码修改成功\n");
  const sale = await duka(["debit", ...till, "--amount", "1", "--ref", "S-1", "--lang", "en"]);
  t.is(sale.code, 1);
  t.regex(
    sale.told,
    /^S-1 refused: password needed.*\n {2}type it on a terminal.*--pin-pad.*--password-stdin.*\n$/,
  );
});
