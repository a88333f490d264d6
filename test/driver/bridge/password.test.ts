/** Where a password is typed: on the reader's keypad or at the bridge, never in a page. */
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { type RunningBridge, startBridge, TILL } from "../../support/programs/bridge.js";
import { writeChangedCard } from "../../support/programs/changed-card.js";
import { folderOf } from "../../support/values/folder.js";

/** A card with the password 654321, and how the operator sees what is asked. */
async function changedCard(t: ExecutionContext) {
  const state = join(folderOf(t), "card.json");
  writeChangedCard(state);
  const bridge = await startBridge(t, { reader: `sim:hangzhou?state=${state}` });
  const token = await bridge.pair(TILL, "till 3");
  return { bridge, page: { token, origin: TILL } };
}

type Question = { readonly number: number; readonly because: string; readonly page: string };

/** Waits for the next question as the operator's page does. */
async function nextQuestion(bridge: RunningBridge, after = 0): Promise<Question> {
  for (let revision = 0, asked = 0; asked < 50; asked++) {
    const { body } = await bridge.ask(`/operator/state?after=${revision}`, { token: bridge.operator });
    const question = body.question as Question | null;
    if (question !== null && question.number > after) return question;
    revision = Number(body.revision);
  }
  throw new Error("no question came");
}

const typed = (bridge: RunningBridge, number: number, digits: string) =>
  bridge.ask(`/operator/password/${number}`, { token: bridge.operator, body: digits });

test("the operator types it on the bridge's page, which says the asking page's name and origin; it stands in no answer and no log", async (t) => {
  const { bridge, page } = await changedCard(t);
  const sale = bridge.ask("/v1/debit", { ...page, body: { ref: "S-1", amountFen: 100 } });
  const first = await nextQuestion(bridge);
  t.like(first, {
    because: "first",
    page: `till 3 (${TILL})`,
    maskedCardNumber: "330186**********4236",
    triesLeft: 5,
  });
  t.is((await typed(bridge, first.number, "12ab")).status, 400);
  t.like((await typed(bridge, first.number + 7, "654321")).body.error, { code: "no-question" });
  t.is((await typed(bridge, first.number, "111111")).status, 200);
  const second = await nextQuestion(bridge, first.number);
  t.is(second.because, "wrong");
  await typed(bridge, second.number, "654321");
  const sold = await sale;
  t.like(sold.body, { outcome: "committed" });
  const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
  t.is(body.question, null);
  t.notRegex(JSON.stringify([body, sold.body]) + bridge.said(), /654321|111111/);
});

test("an empty answer says that no one will type it: the sale is refused, its ref free", async (t) => {
  const { bridge, page } = await changedCard(t);
  const body = { ref: "S-1", amountFen: 100 };
  const sale = bridge.ask("/v1/debit", { ...page, body });
  const { number } = await nextQuestion(bridge);
  await bridge.ask(`/operator/password/${number}`, { token: bridge.operator, method: "POST" });
  t.like((await sale).body, { outcome: "refused" });
  const again = bridge.ask("/v1/debit", { ...page, body });
  await typed(bridge, (await nextQuestion(bridge, number)).number, "654321");
  t.like((await again).body, { outcome: "committed" });
});

test("a page that goes away while a password is asked gives its sale up, and the next page has its turn", async (t) => {
  const { bridge, page } = await changedCard(t);
  const leaving = new AbortController();
  const body = { ref: "S-1", amountFen: 100 };
  const sale = bridge.ask("/v1/debit", { ...page, body, signal: leaving.signal });
  await nextQuestion(bridge);
  const waiting = bridge.ask("/v1/balance", { ...page, body: {}, headers: { "x-duka-name": "till%204" } });
  const left = sale.catch((error: Error) => error.name);
  leaving.abort();
  t.is(await left, "AbortError");
  t.like((await waiting).body, { balanceFen: 50000 });
  t.like((await bridge.ask("/v1/sale", { ...page, body: { ref: "S-1" } })).body, { known: false });
});

test("a call is given up by its caller's id", async (t) => {
  const { bridge, page } = await changedCard(t);
  const headers = { "x-request-id": "r-1" };
  const sale = bridge.ask("/v1/debit", { ...page, headers, body: { ref: "S-1", amountFen: 100 } });
  await nextQuestion(bridge);
  const twice = await bridge.ask("/v1/balance", { ...page, headers, body: {} });
  t.like(twice.body.error, { code: "id-in-use" });
  t.deepEqual((await bridge.ask("/v1/cancel", { ...page, body: { request: "r-1" } })).body, {
    cancelled: true,
  });
  t.not((await sale).body.outcome, "committed");
});

test("with --pin-pad it is typed on the reader's keypad, and no one is asked", async (t) => {
  const state = join(folderOf(t), "card.json");
  writeChangedCard(state);
  const reader = `sim:hangzhou?state=${state}&keys=654321#`;
  const bridge = await startBridge(t, { reader, pinPad: true });
  const token = await bridge.pair(TILL);
  const body = { ref: "S-1", amountFen: 100 };
  t.like((await bridge.ask("/v1/debit", { token, origin: TILL, body })).body, { outcome: "committed" });
});
