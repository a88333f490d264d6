/** What a clerk looks at first: basic data, balances, state at the centre; and numbers that no process list shows. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { openServiceWindow, PERSON } from "../../support/shop/clerk-window.js";

const VOUCHED = ["--document", PERSON];

test("duka card show: name, number, validity, region, state and functions at the centre, balance there; masked", async (t) => {
  const at = await openServiceWindow(t);
  const card = at.newCard(1);
  const person = ["--holder", PERSON, ...VOUCHED];
  const enrol = ["holder", "enrol", ...person, "--name", "张三", "--region", "510100", "--simulated"];
  await at.json([...enrol, "--ref", "E-1"]);
  await at.json(["holder", "allot", "--holder", PERSON, "--amount", "200", "--ref", "E-2", "--simulated"]);
  const before = await at.json(["card", "show", ...card]);
  t.like(before, {
    name: "张三",
    proved: true,
    register: null,
    registerWhy: { reasonCode: "unknown-at-centre" },
  });
  await at.json(["card", "issue", ...card, ...person, "--ref", "I-1"]);
  const shown = await at.json(["card", "show", ...card]);
  t.like(shown, {
    cardNumber: "510186**********0035",
    name: "张三",
    socialSecurityNumber: "510104********0033",
    holderWhy: null,
    region: "510100",
    proved: true,
    simulated: true,
    register: {
      state: "issued",
      holderState: "insured",
      passwordState: "initial",
      functions: { social: false, medical: true, financial: false },
      designated: [],
      due: [],
    },
    registerWhy: null,
  });
  const balances = shown.balances as readonly { readonly kind: string }[];
  const medical = { kind: "medical", heldAt: "centre", balanceFen: 200_00, why: null };
  t.deepEqual(
    balances.find(({ kind }) => kind === "medical"),
    medical,
  );
  t.notRegex(JSON.stringify(shown), new RegExp(PERSON));
  const full = await at.json(["card", "show", ...card, "--with-personal-data"]);
  t.like(full, { cardNumber: "51018653000300000035", socialSecurityNumber: PERSON });
  await at.json(["card", "activate", ...card, ...VOUCHED, "--ref", "A-1"]);
  const zh = await at.run(["card", "show", ...card, "--lang", "zh"]);
  t.regex(zh.out, /姓名 张三，社会保障号码 510104\*{8}0033\n/);
  t.regex(
    zh.out,
    /医保账户余额 200\.00 元（中心）\n卡状态 正常\n功能：社保已开通，医保已开通，金融未开通\n定点机构 不限\n$/,
  );
  const en = await at.run(["card", "show", ...card, "--lang", "en"]);
  t.regex(en.out, /functions: social security open, medical open, financial closed\n/);
});

for (const profile of ["hangzhou", "medical-3des", "medical-sm4"] as const) {
  test(`without a centre the card alone tells; the register is null: ${profile}`, async (t) => {
    const { code, out, told } = await duka(["card", "show", "--reader", `sim:${profile}`, "--json"]);
    t.is(code, 0, told);
    const shown = JSON.parse(out);
    t.like(shown, { proved: true, register: null, registerWhy: null, holderWhy: null });
    const balanceOf = (account: string) =>
      shown.balances.find(({ kind }: { kind: string }) => kind === account);
    const { out: purse } = await duka(["balance", "--reader", `sim:${profile}`, "--json"]);
    t.is(balanceOf("purse")?.balanceFen, JSON.parse(purse).balanceFen, "as duka balance says");
    // On the card it is told after the password (P5 7.3.1), which no one is asked for here.
    const why = profile === "medical-3des" ? "account-at-centre" : "password-needed";
    t.like(balanceOf("medical"), { balanceFen: null, why: { reasonCode: why } });
    t.truthy(shown.name);
    t.regex(shown.cardNumber, /\*/);
    const zh = await duka(["card", "show", "--reader", `sim:${profile}`, "--lang", "zh"]);
    t.regex(zh.out, /中心登记：未连接中心\n$/);
  });
}

test("a centre that does not answer takes away no more than what only it knows", async (t) => {
  const words = [
    "card",
    "show",
    "--reader",
    "sim:hangzhou",
    "--centre",
    "http://127.0.0.1:9",
    "--window",
    "W-1",
  ];
  const { code, out, told } = await duka([...words, "--json"]);
  t.is(code, 0, told);
  t.like(JSON.parse(out), { register: null, registerWhy: { reasonCode: "centre-failed" } });
  t.is(JSON.parse(out).balances[0].balanceFen, 500_00);
});

test("a card of a city that the till has no rules of is refused, and one object says so", async (t) => {
  const reader = ["--reader", "sim:medical-sm4", "--profile", "hangzhou"];
  const { code, out } = await duka(["card", "show", ...reader, "--json"]);
  t.is(code, 1);
  t.like(JSON.parse(out), { refused: true, reasonCode: "unknown-city" });
});

test("numbers of a person stand in a file, so that the process list does not show them: --id-numbers", async (t) => {
  const at = await openServiceWindow(t, { ...findProfile("medical-sm4"), name: "city" });
  const file = join(at.folder, "numbers.json");
  const write = (numbers: object) => writeFileSync(file, JSON.stringify(numbers));
  const withFile = ["--id-numbers", file];
  const enrol = ["holder", "enrol", "--name", "张三", "--region", "510100", "--simulated", "--ref", "E-1"];
  write({ holder: PERSON });
  const half = await at.run([...enrol, ...withFile, "--json"]);
  t.is(half.code, 2);
  t.regex(
    JSON.parse(half.out).error.message,
    /'--document .*' not specified, nor in --id-numbers or --id-number-stdin/,
  );
  write({ holder: PERSON, document: PERSON });
  t.like(await at.json([...enrol, ...withFile]), { done: true, name: "张三" });
  const twice = await at.run([...enrol, ...withFile, "--holder", PERSON]);
  t.is(twice.code, 2);
  t.regex(twice.told, /--holder stands on the command line and in .*numbers\.json/);
  const apply = ["card", "apply", "--delegate", "李四", "--relation", "son", "--ref", "P-1", "--simulated"];
  write({ holder: PERSON, document: PERSON, delegateDocument: "passport:E12345678" });
  t.like(await at.json([...apply, ...withFile]), { done: true, act: "apply" });
  const issue = ["card", "issue", ...at.newCard(1), "--ref", "I-1", ...withFile];
  const foreign = await at.run([...issue]);
  t.is(foreign.code, 2, "who has no delegate has no document of one");
  t.notRegex(foreign.told, new RegExp(`${PERSON}|E12345678`));
});

for (const [what, content, says] of [
  ["no JSON", `{"holder": 510104197811100033`, /it is no JSON/],
  ["a list", "[]", /it must be an object/],
  [
    "a number that is no text",
    `{"holder":510104197811100033}`,
    /it\.holder must be a number as its option takes it/,
  ],
  ["a member that the command does not take", `{"oldCard":"A1"}`, /has no member "oldCard"; known: holder/],
  ["control characters", JSON.stringify({ holder: "\u001b[2J" }), /it\.holder must be/],
] as const) {
  test(`a file of numbers that is wrong is named, and nothing of it is told: ${what}`, async (t) => {
    const at = await openServiceWindow(t);
    const file = join(at.folder, "numbers.json");
    writeFileSync(file, content);
    const { code, told } = await at.run(["holder", "show", "--simulated", "--id-numbers", file]);
    t.is(code, 2);
    t.regex(told, says);
    t.notRegex(told, /510104/);
  });
}
