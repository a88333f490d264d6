/** What a clerk types at a service point, where something is in the way: refusals, repeats, two cards, wrong words. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { openServiceWindow, PERSON, type ServiceWindow } from "../../support/shop/clerk-window.js";

const VOUCHED = ["--document", PERSON];
const HOLDER = ["--holder", PERSON];
const DELEGATE = ["--delegate", "李四", "--relation", "son", "--delegate-document", "passport:E12345678"];

async function enrol(at: ServiceWindow): Promise<void> {
  const person = [...HOLDER, "--name", "张三", ...VOUCHED, "--region", "510100", "--simulated"];
  await at.json(["holder", "enrol", ...person, "--ref", "enrol"]);
}

async function activeCard(at: ServiceWindow, seed: number): Promise<string[]> {
  const card = at.newCard(seed);
  await at.json(["card", "issue", ...card, ...HOLDER, ...VOUCHED, "--ref", `issue ${seed}`]);
  await at.json(["card", "activate", ...card, ...VOUCHED, "--ref", `activate ${seed}`]);
  return card;
}

test("an act asked again under its ref is the same act; under another ref the centre says that it was done", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const issue = ["card", "issue", ...at.newCard(1), ...HOLDER, ...VOUCHED];
  const first = await at.json([...issue, "--ref", "I-1"]);
  t.like(first, { done: true, act: "issue", state: "issued", finished: ["write-insurance-data"], due: [] });
  t.like(await at.json([...issue, "--ref", "I-1"]), { done: true, state: "issued", finished: [], due: [] });
  const again = await at.run([...issue, "--ref", "I-2", "--json"]);
  t.is(again.code, 1);
  const refused = JSON.parse(again.out);
  t.deepEqual(Object.keys(refused), Object.keys(first), "the same members, done or refused");
  t.like(refused, { done: false, cardNumber: null, state: null });
  t.regex(refused.reason, /issued already/);
  t.like((await at.call("findCard", { cardNumber: "51018653000300000035" })).card, { medical: true });
});

test("a card of which the register knows nothing is never activated, freed or returned", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const card = at.newCard(1);
  for (const words of [
    ["card", "activate"],
    ["card", "found"],
    ["card", "return", "--reason", "returned"],
    ["password", "reset"],
    ["password", "unblock"],
  ]) {
    const { code, told } = await at.run([...words, ...card, ...VOUCHED, "--ref", words.join(" ")]);
    t.is(code, 1, words.join(" "));
    t.regex(told, /register has no card of this number/);
  }
  const { code } = await at.run(["card", "finish", ...card]);
  t.is(code, 1);
});

test("the old card is shown in a second reader: its password typed once, its application blocked, the new one's due", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const old = await activeCard(at, 1);
  const change = ["password", "change", ...old, ...VOUCHED, "--ref", "C-1", "--password-stdin"];
  await at.json(change, ["000000\n", "258036\n", "258036\n"]);
  const card = at.newCard(2);
  await at.json(["card", "issue", ...card, ...HOLDER, ...VOUCHED, "--ref", "I-2"]);
  const activate = ["card", "activate", ...card, ...VOUCHED, "--ref", "A-2"];
  const without = await at.run(activate);
  t.is(without.code, 1);
  t.regex(without.told, /old card has to be shown/);
  const shown = [...activate, "--old-reader", old[1] ?? "", "--password-stdin"];
  const wrong = await at.run([...shown, "--json"], ["111111\n"]);
  t.is(wrong.code, 1);
  t.is(JSON.parse(wrong.out).triesLeft, 7);
  const done = await at.json(shown, ["258036\n"]);
  t.like(done, {
    state: "active",
    due: [{ kind: "change-password", reason: null }],
    old: { state: "replaced", passwordState: "verified", finished: ["block-application"], due: [] },
  });
  const dead = await at.run(["balance", "--kind", "medical", ...old, "--institution", "H1"]);
  t.is(dead.code, 1);
  const password = ["password", "change", ...card, ...VOUCHED, "--ref", "C-2", "--password-stdin"];
  await at.json(password, ["000000\n", "369147\n", "369147\n"]);
  const { card: known, due } = await at.call("findCard", { cardNumber: "51018653000300000036" });
  t.is(known.password, "changed");
  t.deepEqual(due, [], "the change that the activation left due");
});

test("one reader, and no new card comes: nothing was changed, and the exit code says that a card is missing", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const old = await activeCard(at, 1);
  const { code, told } = await at.run([
    ...["card", "activate", ...old, ...VOUCHED, "--old-card", "--swap-seconds", "5", "--ref", "A-2"],
  ]);
  t.is(code, 4, told);
  t.regex(told, /请取出旧卡，插入新卡\ntake the old card out/);
  t.regex(told, /nothing was changed/);
});

test("money that is on the old card waits for the new one, and is loaded once when that is active", async (t) => {
  const at = await openServiceWindow(t, { ...findProfile("hangzhou"), name: "purse-city" });
  await enrol(at);
  const old = await activeCard(at, 1);
  const balances = async () =>
    (await at.call("findHolder", { holderId: PERSON })).cards.map(({ balanceFen }) => balanceFen);
  t.deepEqual(await balances(), [500_00], "as the card had it");
  await at.json(["card", "loss", ...HOLDER, ...VOUCHED, "--ref", "L-1", "--simulated"]);
  const { purse } = findProfile("hangzhou");
  const card = at.newCard(2, { purse: { ...purse, openingBalanceFen: { deposit: 0, purse: 0 } } });
  const replaced = await at.json(["card", "replace", ...card, ...HOLDER, ...VOUCHED, "--ref", "R-1"]);
  const due = [{ kind: "load", amountFen: 500_00, reason: null }];
  t.like(replaced, { state: "issued", finished: ["write-insurance-data"], due });
  const activate = ["card", "activate", ...card, ...VOUCHED, "--ref", "A-2"];
  t.like(await at.json(activate), { state: "active", finished: ["load"], due: [] });
  t.like(await at.json(activate), { finished: [], due: [] });
  t.deepEqual(await balances(), [0, 500_00], "as the new card has it");
  t.is((await at.run(["balance", ...card, "--institution", "H1"])).out, "500.00\n");
  t.is((await at.run(["debit", ...old, "--amount", "1", "--ref", "S-1", "--institution", "H1"])).code, 1);
});

test("which card a person has lost is asked where there are two, and told where there is none", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  for (const seed of [1, 2]) {
    const card = at.newCard(seed);
    await at.json(["card", "issue", ...card, ...HOLDER, ...VOUCHED, "--ref", `I-${seed}`]);
  }
  const loss = ["card", "loss", ...VOUCHED, "--ref", "L-1", "--simulated"];
  const two = await at.run([...loss, ...HOLDER]);
  t.is(two.code, 1);
  t.regex(two.told, /2 cards that are issued \(510186\*{10}0035, 510186\*{10}0036\): name one with --card/);
  const shown = await at.json(["holder", "show", ...HOLDER, "--simulated", "--full-numbers"]);
  const [, card] = shown.cards as readonly { readonly cardNumber: string }[];
  t.like(await at.json([...loss, "--card", card!.cardNumber]), { state: "lost" });
  const none = await at.run([
    "card",
    "replace",
    ...at.newCard(3),
    "--holder",
    "X",
    ...VOUCHED,
    "--ref",
    "R-1",
  ]);
  t.regex(none.told, /no person of this number/);
});

test("a death: a relative with the certificate, the card is not there; block: lent, and blocked when it turns up", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const card = await activeCard(at, 1);
  const block = ["card", "block", "--card", "51018653000300000035", "--reason", "lent", "--simulated"];
  t.like(await at.json([...block, "--ref", "K-1"]), { state: "blocked", due: [{ kind: "block-card" }] });
  t.like(await at.json(["card", "finish", ...card]), { finished: ["block-card"], due: [] });
  const end = ["card", "return", "--reason", "deceased", "--card", "51018653000300000035", ...VOUCHED];
  const alone = await at.run([...end, ...DELEGATE, "--simulated", "--ref", "D-1"]);
  t.regex(alone.told, /death certificate/);
  const certificate = [...DELEGATE.slice(0, 5), "death-certificate:D20261128"];
  const done = await at.json([...end, ...certificate, "--simulated", "--ref", "D-2"]);
  t.like(done, { state: "cancelled", holderState: "deceased", paidOutFen: 0 });
});

test("every act stands in the journal with who vouched; no document in full, no password", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const card = await activeCard(at, 1);
  const change = ["password", "change", ...card, ...VOUCHED, "--ref", "C-1", "--password-stdin"];
  await at.json(change, ["000000\n", "258036\n", "258036\n"]);
  await at.json(["card", "loss", ...HOLDER, ...VOUCHED, ...DELEGATE, "--ref", "L-1", "--simulated"]);
  const { openJournal } = await import("@duka/driver/journal/sqlite-journal");
  const { realClock } = await import("@duka/driver/base/real-clock");
  const journal = await openJournal(`${at.folder}/journal.db`, realClock);
  const acts = await journal.acts.list();
  await journal.close();
  t.deepEqual(
    acts.map(({ what, outcome, vouchedBy }) => `${what} ${outcome} ${vouchedBy}`),
    [
      "report-loss done delegate",
      "change-password done holder",
      "activate done holder",
      "issue done holder",
      "enrol done none",
    ],
  );
  t.notRegex(JSON.stringify(acts), new RegExp(`${PERSON}|258036|E12345678`));
});

const AT = ["--ref", "X-1", "--window", "W-1", "--operator", "Wang"];

for (const [title, words, says] of [
  [
    "a document of an unknown kind",
    ["--document", "letter:ABCD1234"],
    /--document.*kind is one of resident-id/,
  ],
  ["a document whose number is none", ["--document", "12 34"], /--document.*4 to 32 digits/],
  ["a delegate without papers", [...VOUCHED, "--delegate", "李四"], /--relation and --delegate-document/],
  ["papers without a delegate", [...VOUCHED, "--relation", "son"], /belong to --delegate/],
  ["a window that is none", [...VOUCHED, "--window", "w 1"], /--window is 1 to 20 digits/],
  ["no centre", VOUCHED, /name the centre with --centre/],
] as const) {
  test(`wrong words are a usage error, which names what is wrong and no number: ${title}`, async (t) => {
    const { code, out, told } = await duka(["card", "found", "--reader", "sim:", ...AT, ...words, "--json"]);
    t.is(code, 2);
    t.regex(told, says);
    t.notRegex(told, /12 34|510104197811100033/);
    t.truthy(JSON.parse(out).error.code);
  });
}

test("a service point without a number or a clerk, and a change of the password half at the window, are usage errors", async (t) => {
  const words = ["card", "loss", "--card", "A1", "--ref", "1", ...VOUCHED, "--centre", "http://127.0.0.1:9"];
  t.regex((await duka(words)).told, /--window is/);
  t.regex((await duka([...words, "--window", "W-1"])).told, /--operator is/);
  const change = ["password", "change", "--reader", "sim:", "--password-stdin"];
  const [half, other] = [await duka([...change, "--ref", "1"]), await duka([...change, ...VOUCHED])];
  t.deepEqual([half.code, other.code], [2, 2]);
  t.regex(half.told, /shows an ID document: --document/);
  t.regex(other.told, /--document needs --ref/);
});

test("what was paid in cash elsewhere is reimbursed to the holder, once; the same bill again is refused", async (t) => {
  const at = await openServiceWindow(t);
  await enrol(at);
  const card = await activeCard(at, 1);
  const bill = [
    "--at",
    "H-2",
    "--of",
    "B-1",
    "--visit",
    "discharge",
    "--total",
    "1200",
    "--self-cost",
    "100",
  ];
  const words = ["reimburse", ...card, ...VOUCHED, ...bill];
  t.like(await at.json([...words, "--ref", "A-1"]), {
    done: true,
    act: "reimburse",
    paidFen: 255_00,
    split: { totalFen: 1200_00, accountFen: 0, poolFen: 255_00, cashFen: 945_00 },
  });
  const told = await at.run([...words, "--ref", "A-1", "--lang", "zh"]);
  t.regex(told.out, /零星报销 H-2 B-1（出院）：总额 1200\.00，统筹支付 255\.00，个人承担 945\.00/);
  const again = await at.run([...words, "--ref", "A-2"]);
  t.is(again.code, 1);
  t.regex(again.told, /this bill was reimbursed at W-510100-1 under A-1/);
  t.is((await at.run([...words, "--ref", "A-3", "--visit", "birth"])).code, 2);
});
