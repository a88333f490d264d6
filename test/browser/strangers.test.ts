/** What a page of a stranger gets in a real browser: nothing. */
import test, { type ExecutionContext } from "ava";
import { startBridge } from "../support/programs/bridge.js";
import { closeChromium, openWindow, startChromium } from "./harness/chromium.js";
import { servePages } from "./harness/page-server.js";

test.after.always(closeChromium);

const EMPTY = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>page</title>";

/** A listed page that is paired, and what it could be robbed of. */
async function worldOf(t: ExecutionContext) {
  const pages = await servePages(t, { "/empty": EMPTY });
  const [till, his, evil] = [pages.origin("till"), pages.origin("his"), pages.origin("evil")];
  const bridge = await startBridge(t, { origin: [till, his] });
  const browser = await startChromium();
  return {
    bridge,
    browser,
    till,
    his,
    evil,
    token: await bridge.pair(till),
    hisToken: await bridge.pair(his),
  };
}

type World = Awaited<ReturnType<typeof worldOf>>;

/**
 * Runs in the page: every way that a script has to have a sale made. What came of each, as text; it is the page's own
 * JavaScript, so that it stands here as text.
 */
const attackOf = (url: string, token: string | undefined) => `(async () => {
  const body = JSON.stringify({ ref: "E-" + Math.floor(performance.now()), amountFen: 100 });
  const token = ${JSON.stringify(token ?? null)};
  const headers = { "content-type": "application/json", ...(token === null ? {} : { authorization: "Bearer " + token }) };
  const asked = async (init) => {
    try { const answered = await fetch("${url}/v1/debit", init); return answered.type + " " + answered.status; }
    catch (error) { return error.name; }
  };
  const socket = () => new Promise((resolve) => {
    const ws = new WebSocket("${url.replace("http", "ws")}/v1/socket");
    ws.onopen = () => ws.send(JSON.stringify({ token }));
    ws.onmessage = ({ data }) => { if (data.includes("ready")) resolve("let in"); };
    ws.onclose = ws.onerror = () => resolve("closed");
  });
  return [
    await asked({ method: "POST", headers, body }),
    await asked({ method: "POST", mode: "no-cors", body }),
    await asked({ method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body }),
    await socket(),
  ];
})()`;

/** No sale was made, and none was even asked for. */
async function checkNothing(t: ExecutionContext, { bridge, till, token }: World): Promise<void> {
  t.deepEqual((await bridge.ask("/v1/sales", { origin: till, token, body: {} })).body, { sales: [] });
  const { body } = await bridge.ask("/operator/state", { token: bridge.operator });
  t.notRegex(JSON.stringify(body.log), /"what":"debit"/);
}

const REFUSED = ["TypeError", "closed"];

test("a page that is not listed gets nothing, with or without a stolen token; the bridge's page names it", async (t) => {
  const world = await worldOf(t);
  const { page } = await openWindow(t, world.browser);
  await page.goto(`${world.evil}/empty`);
  for (const token of [undefined, world.token]) {
    const [read, ...blind] = (await page.evaluate(attackOf(world.bridge.url, token))) as string[];
    t.is(read, "TypeError");
    t.deepEqual(blind, ["opaque 0", "opaque 0", "closed"]);
  }
  await checkNothing(t, world);
  const { body } = await world.bridge.ask("/about");
  t.deepEqual(body.strangers, [world.evil]);
});

test("a listed page without a token, or with the token of another listed page, gets nothing", async (t) => {
  const world = await worldOf(t);
  const { page } = await openWindow(t, world.browser);
  await page.goto(`${world.till}/empty`);
  for (const token of [undefined, world.hisToken]) {
    const came = (await page.evaluate(attackOf(world.bridge.url, token))) as string[];
    t.deepEqual(came, ["cors 401", "opaque 0", "opaque 0", "closed"]);
  }
  await checkNothing(t, world);
});

test("a frame of a stranger in a listed page gets nothing, and neither does a sandbox of the page's own", async (t) => {
  const world = await worldOf(t);
  const { page } = await openWindow(t, world.browser);
  await page.goto(`${world.till}/empty`);
  for (const [src, sandbox] of [
    [`${world.evil}/empty`, ""],
    [`${world.till}/empty`, 'sandbox="allow-scripts"'],
  ] as const) {
    await page.evaluate(
      `document.body.innerHTML = '<iframe allow="loopback-network; local-network-access" ${sandbox} src="${src}"></iframe>'`,
    );
    const frame = await (await page.waitForSelector("iframe")).contentFrame();
    await frame!.waitForURL(src);
    const came = (await frame!.evaluate(attackOf(world.bridge.url, world.token))) as string[];
    t.is(came[0], REFUSED[0]);
    t.is(came[3], REFUSED[1]);
  }
  await checkNothing(t, world);
  const { body } = await world.bridge.ask("/about");
  t.deepEqual([...(body.strangers as string[])].sort(), [world.evil, "null"].sort());
});

test("a listed page inside a stranger's page does not ask at all; the bridge's own page stands in no frame", async (t) => {
  const world = await worldOf(t);
  const { page } = await openWindow(t, world.browser);
  await page.goto(`${world.evil}/empty`);
  await page.evaluate(
    `document.body.innerHTML = '<iframe src="${world.till}/?bridge=${world.bridge.url}"></iframe>'`,
  );
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  await frame!.locator("#reason", { hasText: "请在单独的窗口中打开" }).waitFor();
  await page.evaluate(`document.body.innerHTML = '<iframe id="own" src="${world.bridge.url}/"></iframe>'`);
  const own = await (await page.waitForSelector("#own")).contentFrame();
  await own!.waitForLoadState();
  t.false((await own!.content()).includes("读卡桥"));
  await checkNothing(t, world);
  t.deepEqual(
    (await world.bridge.ask("/operator/state", { token: world.bridge.operator })).body.pairings,
    [],
  );
});

test("DNS rebinding: a stranger's name that leads to the bridge's port gets nothing of it", async (t) => {
  const world = await worldOf(t);
  const { page } = await openWindow(t, world.browser);
  const rebound = `http://rebound.test:${world.bridge.port}`;
  for (const path of ["/", "/about", "/openapi.json"]) {
    const answered = await page.goto(`${rebound}${path}`);
    t.is(answered?.status(), 403, path);
  }
  const came = (await page.evaluate(attackOf(rebound, world.token))) as string[];
  t.deepEqual(came, ["basic 403", "basic 403", "basic 403", "closed"]);
  await checkNothing(t, world);
});
