/** The sample till in a real browser, over the bridge. */
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { Page } from "playwright-core";
import { startBridge } from "../support/programs/bridge.js";
import { writeChangedCard } from "../support/programs/changed-card.js";
import { folderOf } from "../support/values/folder.js";
import {
  checkLooks,
  closeChromium,
  errorsOf,
  NARROW,
  openWindow,
  startChromium,
  WIDE,
} from "./harness/chromium.js";
import { servePages } from "./harness/page-server.js";

test.after.always(closeChromium);

/** A till's page and the operator's page of its bridge, in one window. */
async function tillOf(t: ExecutionContext, viewport = WIDE, reader = "sim:") {
  const pages = await servePages(t);
  const bridge = await startBridge(t, { reader, origin: [pages.origin("till"), pages.origin("his")] });
  const browser = await startChromium();
  const { page, errors } = await openWindow(t, browser, viewport);
  const operator = await page.context().newPage();
  const operatorErrors = errorsOf(operator);
  await operator.goto(`${bridge.url}/#${bridge.operator}`);
  await page.goto(`${pages.origin("till")}/?bridge=${bridge.url}`);
  return { pages, bridge, browser, page, errors, operator, operatorErrors };
}

/** The operator confirms the code that the page shows. */
async function confirmPairing(page: Page, operator: Page): Promise<void> {
  await page.locator("#pairing").waitFor();
  const code = (await page.locator("#code").textContent()) ?? "";
  const row = operator.locator("#pairing-list li", { hasText: code });
  await row.getByRole("button", { name: "允许" }).click();
  await page.locator("#pairing").waitFor({ state: "hidden" });
}

const outcomeOf = (page: Page, text: string) => page.locator("#outcome", { hasText: text }).waitFor();

for (const viewport of [WIDE, NARROW]) {
  test(`a listed page is paired and sells, at ${viewport.width} pixels; nothing overflows, no error is told`, async (t) => {
    const { bridge, page, errors, operator, operatorErrors } = await tillOf(t, viewport);
    // It asks to be paired as soon as it listens to events.
    await page.locator("#pairing").waitFor();
    await operator.locator("#pairing-list li").waitFor();
    await checkLooks(t, page, "till-pairing");
    await checkLooks(t, operator, "bridge-pairing");
    await confirmPairing(page, operator);
    await page.locator("#reader", { hasText: "空闲" }).waitFor();
    await page.fill("#amount", "12.50");
    await page.click("#pay");
    await outcomeOf(page, "已收款 Paid ¥12.50");
    t.regex((await page.locator("#receipt").textContent()) ?? "", /12\.50/);
    await checkLooks(t, page, "till-sold");
    await page.reload();
    await page.click("#balance");
    await outcomeOf(page, "¥487.50");
    await operator.locator("#log tr", { hasText: "debit" }).waitFor();
    await checkLooks(t, operator, "bridge-log");
    t.deepEqual([...errors, ...operatorErrors], []);
    t.is((await bridge.ask("/operator/state", { token: bridge.operator })).status, 200);
  });
}

test("a password is typed on the bridge's page, and the till learns only that it is asked", async (t) => {
  const state = join(folderOf(t), "card.json");
  writeChangedCard(state);
  const { page, errors, operator } = await tillOf(t, WIDE, `sim:hangzhou?state=${state}`);
  await confirmPairing(page, operator);
  await page.fill("#amount", "1");
  await page.click("#pay");
  await outcomeOf(page, "请在读卡桥输入密码");
  await operator.locator("#question").waitFor();
  await checkLooks(t, operator, "bridge-password");
  await operator.fill("#digits", "111111");
  await operator.click("#question-form button[type=submit]");
  await operator.locator("#question-about", { hasText: "密码错误" }).waitFor();
  await operator.fill("#digits", "654321");
  await operator.click("#question-form button[type=submit]");
  await outcomeOf(page, "已收款 Paid ¥1.00");
  t.notRegex(await page.content(), /654321/);
  t.notRegex(await operator.content(), /654321/);
  t.deepEqual(errors, []);
});

test("a page whose bridge ended says what to do, keeps its sale open, and asks again with the same ref", async (t) => {
  const { bridge, page, operator } = await tillOf(t);
  await confirmPairing(page, operator);
  await bridge.stop();
  await page.fill("#amount", "3");
  await page.click("#pay");
  await page.locator("#reason", { hasText: "本地网络访问" }).waitFor();
  await page.reload();
  await page.locator("#again").waitFor();
  await page.locator("#reason", { hasText: "duka serve --http" }).waitFor();
  await outcomeOf(page, "The last sale is open ¥3.00");
  await checkLooks(t, page, "till-unreachable");
});

test("without the operator's key the bridge's page shows what everyone may know, and no log", async (t) => {
  const { bridge, browser, pages } = await tillOf(t);
  const { page, errors } = await openWindow(t, browser, NARROW);
  await page.goto(bridge.url);
  await page.locator("#locked").waitFor();
  await page.locator("#origins", { hasText: pages.origin("till") }).waitFor();
  t.false(await page.locator("#log-section").isVisible());
  await checkLooks(t, page, "bridge-locked");
  await checkLooks(t, page, "bridge-locked");
  t.deepEqual(errors, []);
});
