/**
 * A whole life of one person's cards through command lines alone, in a city that is not Hangzhou: SM4, the account at
 * the centre; typed by clerks who read Chinese, and by clerks who read English. After every step the register agrees.
 */
import { yuanText } from "@duka/driver/receipt/yuan";
import test, { type ExecutionContext } from "ava";
import { openServiceWindow, PERSON, type ServiceWindow } from "../support/shop/clerk-window.js";

type Language = "zh" | "en";

type Life = {
  readonly t: ExecutionContext;
  readonly at: ServiceWindow;
  readonly language: Language;
  acts: number;
};

const VOUCHED = ["--document", PERSON];

/** One act at the window, each with a ref of its own; what is printed for a person is this, in their language. */
async function act(
  life: Life,
  words: readonly string[],
  says: { readonly zh: RegExp; readonly en: RegExp },
  typed: readonly string[] = [],
): Promise<void> {
  const { t, at, language } = life;
  const ref = `act ${++life.acts}`;
  const { code, out, told } = await at.run([...words, "--ref", ref, "--lang", language], typed);
  t.is(code, 0, `${words.join(" ")}: ${told}`);
  t.regex(out + told, says[language], words.join(" "));
  t.notRegex(out + told, says[language === "zh" ? "en" : "zh"], words.join(" "));
}

/** The person's cards as the register has them: states, and what is in the account at the centre. */
async function agree({ t, at }: Life, states: readonly string[], accountFen: number): Promise<void> {
  const shown = await at.json(["holder", "show", "--holder", PERSON, "--simulated"]);
  const cards = shown.cards as readonly { readonly state: string }[];
  t.deepEqual([cards.map(({ state }) => state), shown.accountFen], [states, accountFen]);
}

/** What `duka card show` says of it is what the register says. @returns the balance at the centre */
async function looksAt({ t, at }: Life, card: readonly string[], state: string): Promise<void> {
  const shown = await at.json(["card", "show", ...card]);
  const { register, balances } = shown as {
    readonly register: { readonly state: string };
    readonly balances: readonly { readonly kind: string; readonly balanceFen: number }[];
  };
  const { accountFen } = await at.json(["holder", "show", "--holder", PERSON, "--simulated"]);
  const balanceFen = balances.find(({ kind }) => kind === "medical")?.balanceFen;
  t.deepEqual([shown.name, register.state, balanceFen], ["张三", state, accountFen]);
}

/** A visit to a hospital. @returns what the account has paid of it, in fen */
async function visits({ t, at }: Life, card: readonly string[], ref: string): Promise<number> {
  const bill = [
    "bill",
    ...card,
    "--visit",
    "treatment",
    "--total",
    "35.50",
    "--self-cost",
    "3",
    "--ref",
    ref,
  ];
  const paid = await at.json([...bill, "--institution", "H510100001"]);
  t.like(paid, { outcome: "committed", visit: "treatment", settlement: { state: "settled" } });
  const again = await at.json([...bill, "--institution", "H510100001"]);
  t.is(again.amountFen, paid.amountFen, "asked again it is the same visit");
  return paid.amountFen as number;
}

async function pays(
  { t, at }: Life,
  card: readonly string[],
  ref: string,
  typed: readonly string[] = [],
): Promise<void> {
  const bill = ["--kind", "medical", "--amount", "12.50", "--ref", ref, "--institution", "H510100001"];
  const sale = await at.json(
    ["debit", ...card, ...bill, ...(typed.length > 0 ? ["--password-stdin"] : [])],
    typed,
  );
  t.like(sale, { outcome: "committed", simulated: true });
}

for (const language of ["zh", "en"] as const) {
  test(`from enrolment to moving away, typed in ${language}: register and card agree, and no fen is lost`, async (t) => {
    const at = await openServiceWindow(t);
    const life: Life = { t, at, language, acts: 0 };
    const [first, second] = [at.newCard(1), at.newCard(2)];
    const holder = ["--holder", PERSON];

    const person = [...holder, "--name", "张三", ...VOUCHED, "--region", "510100", "--simulated"];
    await act(life, ["holder", "enrol", ...person], {
      zh: /^张三 参保登记成功\n/,
      en: /^张三 is enrolled\n/,
    });
    await act(life, ["holder", "allot", ...holder, "--amount", "200", "--simulated"], {
      zh: /已划拨 200\.00 元，中心账户余额 200\.00 元/,
      en: /200\.00 allotted, 200\.00 in the account/,
    });
    const delegate = [
      "--delegate",
      "李四",
      "--relation",
      "配偶",
      "--delegate-document",
      "passport:E12345678",
    ];
    await act(life, ["card", "apply", ...holder, ...VOUCHED, ...delegate, "--simulated"], {
      zh: /代办申领，20\d\d-\d\d-\d\d 前办结/,
      en: /has to be there until 20\d\d-\d\d-\d\d/,
    });
    await act(life, ["card", "issue", ...first, ...holder, ...VOUCHED, ...delegate], {
      zh: /已发放，请为持卡人激活\n已办：写入参保信息\n$/,
      en: /is issued; activate it with its holder\ndone: write the insurance data\n$/,
    });
    t.deepEqual((await at.json(["card", "applications", "--simulated"])).applications, []);
    await agree(life, ["issued"], 200_00);

    await act(life, ["card", "activate", ...first, ...VOUCHED], {
      zh: /社保功能已激活/,
      en: /social function of card .* is active/,
    });
    await act(life, ["card", "activate-bank", ...first, ...VOUCHED], {
      zh: /金融功能已登记激活/,
      en: /financial function of card .* is registered as active/,
    });
    await pays(life, first, "S-1");
    await agree(life, ["active"], 187_50);
    const visitFen = await visits(life, first, "V-1");
    t.true(visitFen > 0);
    await agree(life, ["active"], 187_50 - visitFen);
    await act(life, ["holder", "allot", ...holder, "--amount", yuanText(visitFen), "--simulated"], {
      zh: /中心账户余额 187\.50 元/,
      en: /187\.50 in the account/,
    });
    await looksAt(life, first, "active");

    await act(
      life,
      ["password", "change", ...first, ...VOUCHED, "--password-stdin"],
      { zh: /密码修改成功/, en: /has its new password/ },
      ["000000\n", "258036\n", "258036\n"],
    );
    await pays(life, first, "S-2", ["258036\n"]);
    await agree(life, ["active"], 175_00);

    for (let wrong = 0; wrong < 8; wrong++) {
      const bill = ["--kind", "medical", "--amount", "1", "--ref", "X", "--institution", "H510100001"];
      const { code } = await at.run(["debit", ...first, ...bill, "--password-stdin"], ["111111\n"]);
      t.is(code, 1);
    }
    await act(life, ["password", "unblock", ...first, ...VOUCHED], {
      zh: /密码已解锁，密码不变/,
      en: /has all its tries again, and is the same/,
    });
    await pays(life, first, "S-3", ["258036\n"]);
    await act(life, ["password", "reset", ...first, ...VOUCHED], {
      zh: /密码已重置为初始密码/,
      en: /has the city's initial password again/,
    });
    await pays(life, first, "S-4");
    await agree(life, ["active"], 150_00);

    await act(life, ["card", "loss", ...holder, ...VOUCHED, "--phone", "--simulated"], {
      zh: /预挂失/,
      en: /is reported lost by telephone/,
    });
    await act(life, ["card", "found", ...first, ...VOUCHED], {
      zh: /已解挂，正常/,
      en: /is withdrawn: active/,
    });
    await act(life, ["card", "loss", ...holder, ...VOUCHED, "--simulated"], {
      zh: /已挂失/,
      en: /is reported lost/,
    });
    await agree(life, ["lost"], 150_00);
    const bill = ["--kind", "medical", "--amount", "1", "--ref", "S-5", "--institution", "H510100001"];
    t.is((await at.run(["debit", ...first, ...bill])).code, 1, "a card on the blacklist does not pay");

    await act(life, ["card", "replace", ...second, ...holder, ...VOUCHED], {
      zh: /已补发新卡 .*旧卡作废/,
      en: /is issued for the old one, which is void/,
    });
    await agree(life, ["replaced", "issued"], 150_00);
    await act(life, ["card", "activate", ...second, ...VOUCHED], {
      zh: /社保功能已激活/,
      en: /social function of card .* is active/,
    });
    await pays(life, second, "S-6");
    const designated = ["--institutions", "H510100002"];
    await act(life, ["holder", "designate", ...holder, ...VOUCHED, ...designated, "--simulated"], {
      zh: /定点医疗机构：H510100002/,
      en: /designated institutions: H510100002/,
    });
    t.is((await at.run(["debit", ...second, ...bill])).code, 1, "not one of the designated institutions");
    await agree(life, ["replaced", "active"], 137_50);
    await looksAt(life, second, "active");
    const bill2 = ["--at", "H510100002", "--of", "B-1", "--visit", "discharge", "--total", "1200"];
    await act(life, ["reimburse", ...second, ...VOUCHED, ...bill2], {
      zh: /零星报销 H510100002 B-1（出院）/,
      en: /of 1200\.00 for discharge, H510100002 B-1, the fund pays/,
    });

    await act(life, ["card", "return", ...second, "--reason", "moved-away", ...VOUCHED], {
      zh: /已注销，账户余额 137\.50 元予以清退\n已办：锁定卡片\n$/,
      en: /is cancelled; 137\.50 of the account are paid out\ndone: block the card\n$/,
    });
    await agree(life, ["replaced", "cancelled"], 0);
    const dead = await at.run(["card", ...second, "--institution", "H510100001"]);
    t.is(dead.code, 1);
    t.regex(dead.told, /6A81/, "every command of a blocked card is answered so");
    t.is((await at.call("findHolder", { holderId: PERSON })).holder.state, "moved-away");
  });
}
