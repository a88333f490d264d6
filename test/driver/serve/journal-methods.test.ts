import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { type Reply, type Served, serve } from "../../support/programs/serve.js";
import { centreWords, today } from "../../support/shop/centre-service.js";
import { VOUCHING } from "../../support/shop/insurance.js";
import { folderOf } from "../../support/values/folder.js";

function till(
  t: ExecutionContext,
  ...more: string[]
): Served & { call(method: string, params?: object): Promise<Reply> } {
  const folder = folderOf(t);
  const card = `sim:hangzhou?state=${join(folder, "card.json")}`;
  const served = serve(["--reader", card, "--journal", join(folder, "j.db"), ...more]);
  let count = 0;
  const call = (method: string, params: object = {}) => {
    served.say(JSON.stringify({ id: ++count, method, params }));
    return served.next();
  };
  return { ...served, call };
}

test("readers of serve names its own reader first, then those of the configuration", async (t) => {
  const served = serve(["--reader", "tcp://127.0.0.1:1", "--journal", join(folderOf(t), "j.db")], {
    DUKA_READERS: "tcp://127.0.0.1:2",
  });
  served.say(JSON.stringify({ id: 1, method: "readers" }));
  const { result } = await served.next();
  const found = (result?.readers ?? []) as { readonly address: string; readonly origin: string }[];
  t.deepEqual(
    found.filter(({ origin }) => origin === "configured").map(({ address }) => address),
    ["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"],
  );
  t.is(await served.end(), 0);
});

const AT_WINDOW = { window: "W-1", operator: "clerk", vouching: VOUCHING };

test("the journal by lines: show, receipt, export, verify, what waits for whom", async (t) => {
  const { call, end } = till(t);
  await call("debit", {
    ref: "S-1",
    amountFen: 1250,
    detail: { operator: "李", items: [{ name: "药", quantity: 1, amountFen: 1250 }] },
  });
  const shown = (await call("show", { ref: "S-1" })).result;
  t.like(shown, {
    sales: [{ ref: "S-1", state: "committed", settlement: { state: "waiting" } }],
    credits: [],
  });
  t.deepEqual((await call("show", { ref: "S-9" })).result, { sales: [], credits: [] });
  const print = { ref: "S-1", columns: 32, encoding: "gbk", language: "zh" };
  const { text, base64 } = (await call("receipt", print)).result ?? {};
  t.regex(String(text), /李[\s\S]*药/);
  t.is(new TextDecoder("gbk").decode(Buffer.from(String(base64), "base64")), String(text));
  const rendered = (await call("receipt", { ref: "S-1", columns: 32, escpos: true, svg: true })).result ?? {};
  t.is(Buffer.from(String(rendered.base64), "base64").subarray(0, 2).toString("hex"), "1b40");
  t.regex(String(rendered.svg), /^<svg width="384px"/);
  const utf8 = { ref: "S-1", escpos: true, encoding: "utf-8" };
  t.regex((await call("receipt", utf8)).error?.message ?? "", /gb18030 or gbk, not utf-8/);
  t.like((await call("receipt", { ref: "S-9" })).result, { known: false, text: null, svg: null });
  const day = (await call("export", { day: today(), simulated: true })).result;
  t.like(day, { simulated: true, totals: { all: { count: 1, amountFen: 1250 } } });
  t.like((await call("export", { day: today() })).result, { totals: { all: { count: 0 } } });
  t.regex(
    String((await call("export", { day: today(), simulated: true, csv: true })).result?.csv),
    /^record,/,
  );
  t.is((await call("export", { day: "today" })).error?.kind, "usage");
  t.like((await call("verifyJournal")).result, { faults: [] });
  t.deepEqual((await call("credits")).result, { credits: [] });
  t.deepEqual((await call("acts", { limit: 5 })).result, { acts: [] });
  t.regex((await call("settle")).error?.message ?? "", /--centre/);
  t.like((await call("waiting")).result, { waiting: [{ ref: "S-1", what: "settle", amountFen: 1250 }] });
  t.like((await call("recover")).result, { sales: [], credits: [], stillUndecided: [] });
  t.is(await end(), 0);
});

test("with the centre: a sale is settled, a load is listed, a card is activated in place of the old one", async (t) => {
  const { call, end, written } = till(t, ...(await centreWords(t)));
  await call("debit", { ref: "S-1", amountFen: 1250, deadlineMs: 60_000 });
  t.like((await call("waiting")).result, { waiting: [{ ref: "S-1", what: "settle", amountFen: 1250 }] });
  t.deepEqual((await call("settle")).result, { delivered: 1, failed: 0, refused: 0, differing: 0 });
  t.deepEqual((await call("settle", { retryRefused: true })).result, {
    delivered: 0,
    failed: 0,
    refused: 0,
    differing: 0,
  });
  t.deepEqual((await call("waiting")).result, { waiting: [] });
  t.like((await call("credit", { ref: "L-1", amountFen: 500 })).result, { outcome: "credited" });
  t.like((await call("credits")).result, { credits: [{ ref: "L-1", outcome: "credited" }] });
  const old = (await call("verifyOldCard")).result;
  t.like(old, { passwordState: "not-set" });
  const activated = await call("activate", { ref: "A-1", ...AT_WINDOW, oldCard: old });
  t.like(activated.result, { refused: true }, JSON.stringify(activated));
  t.like((await call("acts")).result, { acts: [{ ref: "A-1", what: "activate", vouchedBy: "holder" }] });
  t.is((await call("activate", { ref: "A-2", ...AT_WINDOW, vouching: {} })).error?.kind, "usage");
  t.notRegex(written(), /123456/);
  t.is(await end(), 0);
});
