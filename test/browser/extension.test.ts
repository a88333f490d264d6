/** Duka's extension in a real browser, with the host that the browser starts: no bridge runs, no port is open. */
import { join } from "node:path";
import test from "ava";
import { writeChangedCard } from "../support/programs/changed-card.js";
import { folderOf } from "../support/values/folder.js";
import { checkLooks } from "./harness/chromium.js";
import { startExtended } from "./harness/extension.js";
import { servePages } from "./harness/page-server.js";

const EMPTY = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>page</title>";

/** What a page has of the extension: the reader's balance, or nothing. Text: it is the page's own JavaScript. */
const ASKING = `(async () => {
  if (typeof duka === "undefined") return "nothing";
  try { return (await duka.request("balance")).balanceFen; } catch (error) { return error.code; }
})()`;

test("a listed page reads a card and sells by the extension, with the sample till unchanged", async (t) => {
  const browser = await startExtended(t);
  const pages = await servePages(t, { "/empty": EMPTY });
  const options = await browser.list(pages.origin("till"));
  const { page, errors } = await browser.open(`${pages.origin("till")}/empty`);
  t.is(await page.evaluate(ASKING), 50_000);

  await page.goto(`${pages.origin("till")}/`);
  await page.fill("#amount", "12.5");
  await page.click("#pay");
  await page.locator("#outcome", { hasText: "已收款 Paid ¥12.50" }).waitFor();
  await page.click("#balance");
  await page.locator("#outcome", { hasText: "487.50" }).waitFor();
  t.deepEqual(errors, []);

  await options.bringToFront();
  await options.click("#look");
  await options.locator("#log tr", { hasText: "debit" }).waitFor();
  await checkLooks(t, options, "extension-options");
});

test("a page that is not listed gets nothing, also by the extension's own messages; neither does a frame of a listed one", async (t) => {
  const browser = await startExtended(t);
  const pages = await servePages(t, { "/empty": EMPTY });
  const [till, evil] = [pages.origin("till"), pages.origin("evil")];
  const options = await browser.list(till);
  const { page } = await browser.open(`${evil}/empty`);
  t.is(await page.evaluate(ASKING), "nothing");
  await page.evaluate(`new Promise((resolve) => {
    addEventListener("message", ({ data }) => { if (data === "last") resolve(); });
    postMessage({ duka: "to-extension", id: 1, method: "balance" }, location.origin);
    postMessage("last", location.origin);
  })`);
  for (const [outer, inner] of [
    [evil, till],
    [till, evil],
    [till, till],
  ] as const) {
    await page.goto(`${outer}/empty`);
    await page.evaluate(`document.body.innerHTML = '<iframe src="${inner}/empty"></iframe>'`);
    const frame = await (await page.waitForSelector("iframe")).contentFrame();
    await frame!.waitForURL(`${inner}/empty`);
    t.is(await frame!.evaluate(ASKING), "nothing", `${inner} in ${outer}`);
  }
  await options.click("#look");
  await options.locator("#host", { hasText: "Duka" }).waitFor();
  t.is(await options.locator("#log tr").count(), 0);
});

test("no page is listed by itself, and one that is taken from the list is asked no more", async (t) => {
  const browser = await startExtended(t);
  const pages = await servePages(t, { "/empty": EMPTY });
  const { page } = await browser.open(`${pages.origin("till")}/empty`);
  t.is(await page.evaluate(ASKING), "nothing");
  const options = await browser.list(pages.origin("till"));
  await page.reload();
  t.is(await page.evaluate(ASKING), 50_000);
  await options.bringToFront();
  await options.click("#origins button");
  await options.locator("#origins", { hasText: "无 none" }).waitFor();
  t.is(await page.evaluate(ASKING), "origin-not-listed");
  await options.fill("#origin", "his.example/path");
  await options.click("#form button");
  await options.locator("#fault", { hasText: "https://his.example" }).waitFor();
});

test("the password is typed in the extension's own window; the page sees none of it", async (t) => {
  const state = join(folderOf(t), "card.json");
  writeChangedCard(state);
  const browser = await startExtended(t, ["--reader", `sim:hangzhou?state=${state}`]);
  const pages = await servePages(t);
  await browser.list(pages.origin("till"));
  const { page, errors } = await browser.open(`${pages.origin("till")}/`);
  await page.fill("#amount", "1");
  const [prompt] = await Promise.all([browser.context.waitForEvent("page"), page.click("#pay")]);
  await prompt.locator("#about", { hasText: "330186**********4236" }).waitFor();
  await checkLooks(t, prompt, "extension-prompt");
  await prompt.fill("#digits", "111111");
  await prompt.click("#form button[type=submit]");
  await prompt.locator("#about", { hasText: "密码错误" }).waitFor();
  await prompt.fill("#digits", "654321");
  await prompt.click("#form button[type=submit]");
  await page.locator("#outcome", { hasText: "已收款 Paid ¥1.00" }).waitFor();
  t.notRegex(await page.content(), /654321|111111/);
  t.deepEqual(errors, []);
});

test("where the host is not installed the page says so, and what to type", async (t) => {
  const browser = await startExtended(t, null);
  const pages = await servePages(t);
  await browser.list(pages.origin("till"));
  const { page, errors } = await browser.open(`${pages.origin("till")}/`);
  await page.locator("#reason", { hasText: "duka native-messaging install" }).waitFor();
  t.deepEqual(errors, []);
});
