/** A service point's own program: what a clerk does with `duka card`, `holder` and `password`, by lines. */
import test, { type ExecutionContext } from "ava";
import { type Reply, serve } from "../../support/programs/serve.js";
import { openServiceWindow, PERSON, type ServiceWindow } from "../../support/shop/clerk-window.js";

const DOCUMENT = { kind: "resident-id", number: PERSON };
const CLERK = { window: "W-510100-1", operator: "0042 Wang" };
const VOUCHED = { ...CLERK, vouching: { by: "holder", document: DOCUMENT } };

type AtCard = {
  call(method: string, params?: object, typed?: readonly (string | null)[]): Promise<Reply>;
  done(method: string, params?: object, typed?: readonly (string | null)[]): Promise<object>;
  end(): Promise<string>;
};

/** A program at one card; what it is asked for is typed. */
function programAt(t: ExecutionContext, at: ServiceWindow, card: readonly string[]): AtCard {
  const served = serve(card, { ...at.env, DUKA_INSTITUTION: "W-510100-1" });
  let id = 0;
  const call: AtCard["call"] = async (method, params = {}, typed = []) => {
    served.say(JSON.stringify({ id: ++id, method, params }));
    let reply = await served.next();
    for (const password of typed) {
      t.is(reply.ask, "password", method);
      served.say(JSON.stringify({ id, password }));
      reply = await served.next();
    }
    return reply;
  };
  return {
    call,
    async done(method, params, typed) {
      const { result, error } = await call(method, params, typed);
      t.falsy(result?.refused, `${method}: ${JSON.stringify(result)}`);
      return result ?? t.fail(`${method}: ${JSON.stringify(error)}`) ?? {};
    },
    async end() {
      t.is(await served.end(), 0);
      return served.written();
    },
  };
}

test("a whole life of cards by lines of JSON: each act is typed, and the register agrees", async (t) => {
  const at = await openServiceWindow(t);
  const first = programAt(t, at, at.newCard(1));
  const holder = { holderId: PERSON };
  const person = { ...CLERK, ...holder, name: "张三", document: DOCUMENT, region: "510100" };
  t.like(await first.done("enrolHolder", { ref: "1", ...person }), { name: "张三", holderState: "insured" });
  t.like(await first.done("allot", { ref: "2", ...CLERK, ...holder, amountFen: 200_00 }), {
    accountFen: 200_00,
  });
  const delegate = { name: "李四", relation: "配偶", document: { kind: "passport", number: "E12345678" } };
  const vouching = { by: "delegate", document: DOCUMENT, delegate };
  const applied = await first.done("applyForCard", { ref: "3", ...CLERK, ...holder, vouching });
  t.like(applied, { application: { by: "delegate", applicant: "李四 (配偶)" } });
  t.like(await first.done("applications", { limit: 5 }), { applications: [{ ref: "3" }] });
  t.like(await first.done("issueCard", { ref: "4", ...VOUCHED, ...holder }), {
    state: "issued",
    finished: ["write-insurance-data"],
    due: [],
  });
  t.like(await first.done("activate", { ref: "5", ...VOUCHED }), { state: "active" });
  t.like(await first.done("activateFinancial", { ref: "6", ...VOUCHED }), { state: "active" });
  const typed = ["000000", "258036", "258036"];
  t.like(await first.done("changePasswordAtWindow", { ref: "7", ...VOUCHED }, typed), { changed: true });
  const shown = await first.done("basicData");
  t.like(shown, {
    cardNumber: "510186**********0035",
    register: { passwordState: "changed", functions: { social: true, medical: true, financial: true } },
  });
  const lost = { ...VOUCHED, cardNumber: "51018653000300000035" };
  t.like(await first.done("reportLoss", { ref: "8", ...lost }), { state: "lost", finished: [] });
  t.like(await first.done("withdrawLoss", { ref: "9", ...VOUCHED }), { state: "active" });
  t.like(await first.done("reportLoss", { ref: "10", ...lost }), { state: "lost" });
  const written = await first.end();
  t.notRegex(written, /258036|E12345678/, "no password, no delegate's number comes back");

  const second = programAt(t, at, at.newCard(2));
  const replaced = { ref: "11", ...VOUCHED, oldCardNumber: "51018653000300000035" };
  t.like(await second.done("replaceCard", replaced), { state: "issued", finished: ["write-insurance-data"] });
  t.like(await second.done("activate", { ref: "12", ...VOUCHED }), { state: "active" });
  const institutions = ["H510100002"];
  t.like(await second.done("designate", { ref: "13", ...VOUCHED, ...holder, institutions }), {
    designated: institutions,
  });
  const gone = {
    state: "cancelled",
    holderState: "moved-away",
    paidOutFen: 200_00,
    finished: ["block-card"],
  };
  t.like(await second.done("returnCard", { ref: "14", ...VOUCHED, reason: "moved-away" }), gone);
  const found = await second.done("findHolder", holder);
  t.like(found, { holderState: "moved-away", accountFen: 0, application: null });
  t.deepEqual(
    (found as { cards: { cardNumber: string; state: string }[] }).cards.map(
      ({ cardNumber, state }) => `${cardNumber} ${state}`,
    ),
    ["510186**********0035 replaced", "510186**********0036 cancelled"],
  );
  t.regex(JSON.stringify(await second.done("acts")), /"what":"return"/);
  await second.end();
});

test("an employer's list by lines: cards that are made are issued, others applied for, each once", async (t) => {
  const at = await openServiceWindow(t);
  const program = programAt(t, at, at.newCard(1));
  await program.done("enrolHolder", {
    ref: "E-1",
    ...{ ...CLERK, holderId: PERSON, name: "张三", document: DOCUMENT, region: "510100" },
  });
  const vouching = { by: "employer", employer: "Silk Works", list: "2026-11", document: DOCUMENT };
  const listed = { ...CLERK, holderId: PERSON, vouching };
  const card = { cardNumber: "A98765432", region: "510100", factor: "0011223344556677", algorithm: "sm4" };
  const made = { card, version: "2.0", validUntil: "20351231", openingBalanceFen: 0, medical: true };
  const issued = { state: "issued", due: [{ kind: "write-insurance-data", reasonCode: null }] };
  for (const _again of [1, 2])
    t.like(await program.done("issueListedCard", { ref: "2026-11/1", ...listed, ...made }), issued);
  t.like((await program.call("issueListedCard", { ref: "2026-11/2", ...listed, ...made })).result, {
    refused: true,
  });
  await program.end();
});

for (const [what, method, params, says] of [
  ["a reason that is none", "returnCard", { ref: "1", ...VOUCHED, reason: "bored" }, /params\.reason/],
  ["no clerk", "withdrawLoss", { ref: "1", window: "W-1", vouching: VOUCHED.vouching }, /params\.operator/],
  [
    "a password among the members",
    "activateFinancial",
    { ref: "1", ...VOUCHED, password: "123456" },
    /password/,
  ],
  ["what only the holder does", "finishCard", { kinds: [] }, /params\.kinds/],
  ["a number that is none", "findHolder", { holderId: "张" }, /params\.holderId/],
] as const) {
  test(`a request of a service point that is wrong is named, and nothing of it told: ${what}`, async (t) => {
    const at = await openServiceWindow(t);
    const program = programAt(t, at, at.newCard(1));
    const { error } = await program.call(method, params);
    t.regex(error?.message ?? "", says);
    t.notRegex(JSON.stringify(error), /123456|bored|510104197811100033/);
    t.deepEqual((await at.call("applications", { limit: 1 })).applications, []);
    await program.end();
  });
}

test("without a centre the acts of a desk are refused and say what is missing; the card alone is still shown", async (t) => {
  const served = serve(["--reader", "sim:hangzhou", "--journal", ":memory:"]);
  served.say(JSON.stringify({ id: 1, method: "findHolder", params: { holderId: PERSON } }));
  t.regex((await served.next()).error?.message ?? "", /start duka serve with --centre/);
  served.say(
    JSON.stringify({ id: 2, method: "issueCard", params: { ref: "1", ...VOUCHED, holderId: PERSON } }),
  );
  t.is((await served.next()).error?.kind, "usage");
  served.say(JSON.stringify({ id: 3, method: "basicData" }));
  t.like((await served.next()).result, { proved: true, register: null, registerWhy: null });
  t.is(await served.end(), 0);
});
