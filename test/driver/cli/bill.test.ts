/** `duka bill`, and medical debits that the centre settles otherwise, as a clerk types them; `settleBill` of serve. */
import { join } from "node:path";
import test from "ava";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { centreWords, today } from "../../support/shop/centre-service.js";
import { folderOf } from "../../support/values/folder.js";

for (const [city, balance, accountFen] of [
  ["medical-sm4", "88.00", 88_00],
  ["medical-3des", "100.00", 100_00],
] as const) {
  test(`${city} pays a bill from its medical account: pre-settled, paid, settled; then a plain debit that differs`, async (t) => {
    const reader = ["--reader", `sim:${city}?state=${join(folderOf(t), "card.json")}`];
    const words = [...reader, ...(await centreWords(t, city))];
    const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
    const debit = ["debit", "--kind", "medical", ...words, "--amount", "12.50", "--self-pay", "3"];
    const isAtCentre = city === "medical-3des";

    const differing = await duka([...debit, "--pool", "20", "--ref", "M-1", "--lang", "en"], { env });
    t.is(differing.code, isAtCentre ? 6 : 0, differing.told);
    const told = await duka(["settle", "--simulated", "--profile", city, ...words.slice(2)], { env });
    t.is(told.code, isAtCentre ? 0 : 6, "where the card has the money the centre hears of it now");
    const waiting = await duka(["waiting", "--simulated", ...words.slice(2), "--json"], { env });
    t.like(JSON.parse(waiting.out).waiting, [{ ref: "M-1", what: "differs" }]);
    const again = await duka([...debit, "--pool", "20", "--ref", "M-1", "--lang", "en"], { env });
    t.is(again.code, 6);
    t.regex(
      again.told,
      /M-1: the centre has settled otherwise: .*Pooled fund 20\.00 at the till, 0\.00 at the centre|M-1: the centre has settled otherwise: Account 12\.50 at the till, 32\.50/,
    );
    t.regex(again.out, /SETTLED OTHERWISE BY CENTRE/);

    const spentFen = isAtCentre ? 32_50 : 12_50;
    const bill = [
      "bill",
      ...words,
      "--visit",
      "treatment",
      "--total",
      "500",
      "--self-cost",
      "100",
      "--ref",
      "V-1",
    ];
    const paid = await duka([...bill, "--json"], { env });
    t.is(paid.code, 0, paid.told);
    const split = { totalFen: 500_00, poolFen: 70_00, accountFen: accountFen - spentFen };
    t.like(JSON.parse(paid.out), {
      outcome: "committed",
      visit: "treatment",
      settlement: { state: "settled", till: split, centre: split },
    });
    const printed = await duka([...bill, "--lang", "zh"], { env });
    t.regex(printed.out, /就医类别 +门诊\n/);
    const left = await duka(["balance", ...words, "--kind", "medical"], { env });
    t.is(left.out, "0.00\n", `of ${balance} nothing is left`);
  });
}

test("duka bill: what was reckoned otherwise, a centre that is missing, a kind of visit that is none", async (t) => {
  const reader = ["--reader", "sim:hangzhou"];
  const words = [...reader, ...(await centreWords(t))];
  const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
  const bill = ["bill", "--visit", "pharmacy", "--total", "12.50", "--ref", "V-1", "--lang", "en"];
  const refused = await duka([...bill, ...words, "--expect", "2.50,10,0"], { env });
  t.is(refused.code, 1);
  t.regex(refused.told, /pre-settles otherwise: Account 2\.50 at the till, 12\.50 at the centre/);
  t.is((await duka([...bill, ...words, "--expect", "12.50,0"], { env })).code, 2);
  t.is((await duka([...bill, ...reader], { env })).code, 2, "no centre");
  t.is((await duka(["bill", "--visit", "birth", "--total", "1", "--ref", "V-1", ...words], { env })).code, 2);
  t.is((await duka([...bill, ...words, "--expect", "12.50,0.00,0"], { env })).code, 0);
});

for (const city of ["medical-sm4", "medical-3des"]) {
  test(`${city} pays through serve: settleBill, and a medical debit whose difference is told`, async (t) => {
    const reader = ["--reader", `sim:${city}?state=${join(folderOf(t), "card.json")}`];
    const words = [...reader, "--journal", join(folderOf(t), "j.db"), ...(await centreWords(t, city))];
    const { say, next, end } = serve(words);
    const call = async (method: string, params: object) => {
      say(JSON.stringify({ id: method, method, params }));
      return (await next()).result;
    };
    const debited = {
      ref: "M-1",
      amountFen: 1250,
      kind: "medical",
      medical: { selfPayFen: 300, poolFen: 2000 },
    };
    t.like(await call("debit", debited), { outcome: "committed" });
    await call("settle", {});
    t.like(await call("debit", debited), { outcome: "committed", settlement: { state: "differs" } });
    t.like(await call("waiting", {}), { waiting: [{ ref: "M-1", what: "differs" }] });
    t.like(await call("show", { ref: "M-1" }), {
      sales: [
        { settlement: { state: "differs", till: { poolFen: 2000 }, centre: { poolFen: 0 }, attempts: 1 } },
      ],
    });
    const bill = {
      ref: "V-1",
      visit: "registration",
      totalFen: 1500,
      expected: { accountFen: 1500, poolFen: 0, cashFen: 0 },
    };
    t.like(await call("settleBill", bill), {
      outcome: "committed",
      visit: "registration",
      settlement: { state: "settled", centre: { accountFen: 1500 } },
    });
    t.is(await end(), 0);
  });
}

test("duka reconcile: a day that agrees is 0, a difference is named with both sides and is 6; reconcile of serve says the same", async (t) => {
  const reader = ["--reader", `sim:hangzhou?state=${join(folderOf(t), "card.json")}`];
  const centre = await centreWords(t);
  const env = { DUKA_JOURNAL: join(folderOf(t), "j.db") };
  const debit = ["debit", "--kind", "medical", ...reader, ...centre, "--amount", "12.50"];
  const reconcile = ["reconcile", "--simulated", ...centre, "--day", today()];
  await duka([...debit, "--self-pay", "3", "--ref", "M-1"], { env });
  const early = await duka([...reconcile, "--lang", "zh"], { env });
  t.is(early.code, 6);
  t.regex(early.out, /M-1 {2}中心无此笔 {2}settled .* 15\.50 = 12\.50 \+ 0\.00 \+ 3\.00 [0-9A-F]{8} \| -\n/);
  await duka(["settle", "--simulated", ...centre], { env });
  const agreed = await duka([...reconcile, "--json"], { env });
  t.is(agreed.code, 0, agreed.told);
  t.like(JSON.parse(agreed.out), {
    agrees: true,
    totals: { till: { count: 1, totalFen: 1550 } },
    differences: [],
  });
  await duka([...debit, "--pool", "20", "--ref", "M-2"], { env });
  await duka(["settle", "--simulated", ...centre], { env });
  const differing = await duka([...reconcile, "--lang", "en"], { env });
  t.is(differing.code, 6);
  t.regex(
    differing.out,
    /M-2 {2}another split {2}.*32\.50 = 12\.50 \+ 20\.00 \+ 0\.00 .*\| .*12\.50 \+ 0\.00 \+ 20\.00/,
  );
  const { say, next, end } = serve([...reader, ...centre, "--journal", env.DUKA_JOURNAL]);
  say(JSON.stringify({ id: 1, method: "reconcile", params: { day: today() } }));
  t.like((await next()).result, { agrees: false, differences: [{ ref: "M-2", what: "split" }] });
  t.is(await end(), 0);
  t.is((await duka(["reconcile", "--day", today()], { env })).code, 2, "no centre");
  t.is((await duka([...reconcile.slice(0, -1), "today"], { env })).code, 2);
});
