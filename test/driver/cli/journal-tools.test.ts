import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { centreWords, today } from "../../support/shop/centre-service.js";
import { folderOf } from "../../support/values/folder.js";

function tillOf(t: ExecutionContext) {
  const folder = folderOf(t);
  const journal = ["--journal", join(folder, "journal.db")];
  const words = ["--reader", `sim:hangzhou?state=${join(folder, "card.json")}`, ...journal];
  const debit = (ref: string, ...more: string[]) =>
    duka(["debit", ...words, "--amount", "12.50", "--ref", ref, ...more]);
  return { folder, journal, words, debit };
}

test("journal show tells everything of one ref, and its receipt", async (t) => {
  const { journal, debit } = tillOf(t);
  await debit("S-1");
  const shown = await duka(["journal", "show", "S-1", ...journal]);
  t.is(shown.code, 0);
  t.regex(shown.out, /"state": "committed"[\s\S]*RECEIPT/);
  const { sales } = JSON.parse((await duka(["journal", "show", "S-1", "--json", ...journal])).out) as {
    sales: object[];
  };
  t.like(sales[0], { outcome: "committed", kind: "purse", settlement: { state: "waiting" } });
  const none = await duka(["journal", "show", "S-9", ...journal]);
  t.is(none.code, 1);
  t.regex(none.told, /nothing under S-9/);
});

test("journal export: text, JSON and CSV of a day; a simulated sale is in no real one", async (t) => {
  const { journal, debit } = tillOf(t);
  await debit("S-1");
  const run = (...more: string[]) => duka(["journal", "export", "--day", today(), ...journal, ...more]);
  t.regex((await run("--simulated")).out, /committed +1 +12\.50/);
  t.like(JSON.parse((await run("--simulated", "--json")).out), {
    totals: { committed: { count: 1, amountFen: 1250 } },
  });
  t.regex((await run("--simulated", "--csv")).out, /sale,true,S-1,committed,purse,,1250/);
  t.like(JSON.parse((await run("--json")).out), { totals: { all: { count: 0 } }, sales: [] });
  t.is((await run("--csv", "--json")).code, 2);
  t.is((await duka(["journal", "export", "--day", "yesterday", ...journal])).code, 2);
});

test("journal verify: sound is 0, a damaged file is named and 1, none is a usage error", async (t) => {
  const { folder, journal, debit } = tillOf(t);
  t.is((await duka(["journal", "verify", ...journal])).code, 2);
  await debit("S-1");
  const sound = await duka(["journal", "verify", "--json", ...journal]);
  t.is(sound.code, 0);
  t.like(JSON.parse(sound.out), { faults: [] });
  t.notRegex(sound.told, /%/, "progress is for a person alone");
  const watched = await duka(["journal", "verify", ...journal], { isTerminal: true });
  t.regex(watched.told, /\r100 % {2}(\d+) \/ \1\n.*is sound/);
  const damaged = join(folder, "damaged.db");
  writeFileSync(damaged, "this is no database at all, but it is long enough to look like one");
  const ran = await duka(["journal", "verify", "--journal", damaged]);
  t.is(ran.code, 1);
  t.regex(ran.out, /damaged\.db: is damaged/);
});

test("journal recover asks the card that is in the reader", async (t) => {
  const { words, debit } = tillOf(t);
  await debit("S-1");
  const ran = await duka(["journal", "recover", ...words, "--json"]);
  t.is(ran.code, 0);
  t.like(JSON.parse(ran.out), { sales: [], credits: [], stillUndecided: [] });
  t.regex(ran.told, /nothing undecided/);
});

test("log, credit, reverse, settle and waiting on the command line, with a centre over HTTP", async (t) => {
  const { words, journal, debit } = tillOf(t);
  const centre = await centreWords(t);
  await debit("S-1");
  t.regex((await duka(["waiting", "--simulated", ...journal, ...centre])).out, /settle +12\.50 +S-1/);
  t.regex(
    (await duka(["waiting", "--simulated", ...journal])).out,
    /settle +12\.50 +S-1/,
    "the journal alone tells it",
  );
  t.like(await duka(["waiting", ...journal, ...centre]), {
    out: "",
    told: "simulated and waiting too: 1; --simulated shows and settles them\n另有模拟交易待办 1 笔，加 --simulated 查看和上传\n",
  });
  const settled = await duka(["settle", "--simulated", ...journal, ...centre]);
  t.is(settled.out, "1 settled, 0 to be tried again, 0 refused\n已结算 1 笔，待重试 0 笔，被拒绝 0 笔\n");
  const loaded = await duka(["credit", ...words, ...centre, "--amount", "5", "--ref", "L-1"]);
  t.is(loaded.code, 0, loaded.told);
  t.is(loaded.out, "L-1  5.00  余额 balance 492.50\n");
  const reversed = await duka(["reverse", ...words, ...centre, "--of", "S-1", "--ref", "R-1"]);
  t.is(reversed.code, 0, reversed.told);
  t.is((await duka(["balance", ...words])).out, "505.00\n");
  t.regex(
    (await duka(["log", ...words, "--lang", "en"])).out,
    /load of the purse[\s\S]*purchase from the purse/,
  );
  t.is((await duka(["waiting", "--simulated", ...journal, ...centre])).out, "");
  t.is((await duka(["settle", "--simulated", ...journal])).code, 2);
});

test("resettle has the card pay what was deferred", async (t) => {
  const { words, debit } = tillOf(t);
  await debit("S-1");
  const wrong = await duka(["resettle", ...words, "--ref", "S-9"]);
  t.is(wrong.code, 2);
  t.is((await duka(["resettle", ...words, "--ref", "S-1"])).code, 0);
});

test("password change asks three times on a terminal, in both languages", async (t) => {
  const { words } = tillOf(t);
  const input = new TypedInput(true, ["123456\n", "654321\n", "654321\n"]);
  const ran = await duka(["password", "change", ...words, "--lang", "zh"], { input });
  t.is(ran.code, 0, ran.told);
  for (const prompt of ["请输入原密码", "请输入新密码", "请再次输入新密码"])
    t.true(ran.told.includes(prompt), prompt);
  t.false(ran.told.includes("654321"));
  const differ = new TypedInput(true, ["654321\n", "111111\n", "222222\n"]);
  const no = await duka(["password", "change", ...words, "--lang", "en"], { input: differ });
  t.is(no.code, 1);
  t.regex(no.told, /Old password[\s\S]*New password once more[\s\S]*two new passwords differ/);
});

test("a receipt of 32 columns on the command line", async (t) => {
  const { debit } = tillOf(t);
  const ran = await debit("S-1", "--columns", "32", "--lang", "en");
  t.true(ran.out.split("\n").every((line) => line.length <= 32));
  t.is((await debit("S-2", "--columns", "33")).code, 2);
});
