/** The page "which way in": its lines for web pages, as they stand there, in a real browser. */
import test, { type ExecutionContext } from "ava";
import type { Page } from "playwright-core";
import { startBridge } from "../support/programs/bridge.js";
import { wayBlock } from "../support/programs/way-blocks.js";
import { freePort } from "../support/values/free-port.js";
import { closeChromium, openWindow, startChromium } from "./harness/chromium.js";
import { startExtended } from "./harness/extension.js";
import { servePages } from "./harness/page-server.js";

test.after.always(closeChromium);

const SOLD = /^50000 committed $/;

/** The library by its name, and the bridge at the port that this test has. */
function pageOf(code: string): string {
  const map = '{"imports":{"@duka/driver/page":"/duka-page.js"}}';
  return `<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>page</title><body>
<script type=importmap>${map}</script><script type=module>${code}</script>`;
}

const shows = (page: Page, text: RegExp) => page.locator("body", { hasText: text }).waitFor();

async function atBridge(t: ExecutionContext, pages: { readonly [path: string]: string }, more: object = {}) {
  const served = await servePages(t, pages);
  const bridge = await startBridge(t, { origin: [served.origin("his")], ...more });
  const { page, errors } = await openWindow(t, await startChromium());
  return { served, bridge, page, errors };
}

test("a web page sells by the bridge", async (t) => {
  const port = await freePort();
  const code = wayBlock("A web page", "js").replace(
    "openDuka({ ",
    `openDuka({ url: "http://127.0.0.1:${port}", `,
  );
  const { served, bridge, page, errors } = await atBridge(
    t,
    { "/way": pageOf(code) },
    { http: `127.0.0.1:${port}` },
  );
  page.on("dialog", async (dialog) => {
    const [, pairing = ""] = /^(\d{6}): confirm it at http:/.exec(dialog.message()) ?? [];
    await dialog.accept();
    await bridge.dukaPair(pairing);
  });
  await page.goto(`${served.origin("his")}/way`);
  await shows(page, SOLD);
  t.deepEqual(errors, []);
});

test("a page for a maker's bridge reads a card, unchanged", async (t) => {
  const port = await freePort();
  const code = wayBlock("A page for a maker's bridge", "js").replace("127.0.0.1:12342", `127.0.0.1:${port}`);
  const { served, page, errors } = await atBridge(
    t,
    { "/way": pageOf(code) },
    { dialect: [`function=${port}`] },
  );
  await page.goto(`${served.origin("his")}/way`);
  await shows(page, /^1 330100\|330102199001011234\|/);
  t.deepEqual(errors, []);
});

test("a web page sells without a port: by the extension's own offer, and by the library unchanged", async (t) => {
  const pages = await servePages(t, {
    "/way": pageOf(wayBlock("A web page without a port", "js")),
    "/library": pageOf(wayBlock("A web page", "js")),
  });
  const browser = await startExtended(t);
  await browser.list(pages.origin("his"));
  const { page, errors } = await browser.open(`${pages.origin("his")}/way`);
  await shows(page, SOLD);
  await page.goto(`${pages.origin("his")}/library`);
  await shows(page, /^(?:48750|50000) committed $/);
  t.deepEqual(errors, []);
});
