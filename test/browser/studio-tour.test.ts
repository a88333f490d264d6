/** The three guided tours, each of seven steps that are done by doing them, by keyboard alone. */
import test from "ava";
import type { Page } from "playwright-core";
import { checkLooks, closeChromium } from "./harness/chromium.js";
import { outcome, studioOf, violations } from "./harness/studio.js";

test.after.always(closeChromium);

const STEPS = 7;

async function begin(page: Page, name: string): Promise<void> {
  await page.selectOption("#speed", "0");
  await page.locator(`[data-tour-start="${name}"]`).focus();
  await page.keyboard.press("Enter");
  await at(page, 1);
}

const at = (page: Page, step: number) => page.locator(`#tour-step[data-step="${step}"]`).waitFor();
const over = (page: Page) => at(page, STEPS + 1);

/** Where the tour leads, and then these keys. */
async function there(page: Page, ...keys: readonly string[]): Promise<void> {
  await page.keyboard.press("F8");
  for (const key of keys) await page.keyboard.press(key);
}

async function on(page: Page, what: string, key = "Enter"): Promise<void> {
  await page.locator(what).focus();
  await page.keyboard.press(key);
}

/** What it says; each step in its own words, in the language that is read. */
const words = async (page: Page) => (await page.locator("#tour-step").textContent()) ?? "";

test("a reader maker stops time at each command, steps on, and takes the card line along", async (t) => {
  const { page, errors } = await studioOf(t);
  await begin(page, "readerMaker");
  t.regex(await words(page), /^1 \/ 7 .*\p{Script=Han}/u);
  await checkLooks(t, page, "studio-tour");
  t.deepEqual(await violations(page), []);
  await there(page, "Enter");
  await at(page, 2);
  await there(page, "ArrowDown");
  await at(page, 3);
  await there(page, "Enter");
  await at(page, 4);
  await there(page, "Enter");
  await at(page, 5);
  await there(page, "ArrowUp");
  await on(page, "#run");
  await at(page, 6);
  await outcome(page, "committed");
  for (let count = 0; count < 8; count++) await page.click("#zoom-in");
  await there(page);
  // Characters lie between the commands.
  await page.click("#show-all");
  await on(page, ".list button:has-text('DEBIT')");
  await at(page, STEPS);
  await there(page, "Enter");
  await over(page);
  t.true((await page.locator("#trace-files li").count()) > 1);
  await on(page, "#tour-end");
  await page.locator("#tour").waitFor({ state: "detached" });
  t.deepEqual(errors, []);
});

test("a POS vendor pulls the card in the middle of DEBIT, asks again, and closes the day; it reads the same in English", async (t) => {
  const { page, errors } = await studioOf(t);
  await page.click("#language");
  await begin(page, "posVendor");
  t.regex(await words(page), /^1 \/ 7 Put the first card/);
  await there(page, "Enter");
  await at(page, 2);
  await there(page, "Enter");
  await at(page, 3);
  await there(page, "ArrowDown", "ArrowDown");
  await at(page, 4);
  await there(page, "Enter");
  await at(page, 5);
  await there(page, "Enter");
  await on(page, "#run");
  await at(page, 6);
  await page.setViewportSize({ width: 390, height: 844 });
  await checkLooks(t, page, "studio-tour");
  await there(page, "Enter");
  await page.locator("#card-in-slot").waitFor();
  await on(page, "#sell");
  await at(page, STEPS);
  await there(page, "Enter");
  await over(page);
  t.regex(await words(page), /seven steps/);
  t.deepEqual(errors, []);
});

test("QA cuts everywhere, copies the line, adds a fault, shrinks it away, and saves a scenario", async (t) => {
  const { page, errors } = await studioOf(t);
  await begin(page, "qa");
  await there(page, "Enter");
  await at(page, 2);
  await page.locator('[data-lane="card"] .tick:not(.waiting)').nth(2).waitFor();
  await there(page, "ArrowDown");
  await at(page, 3);
  await page.locator("#copy").waitFor();
  await there(page, "Enter");
  await at(page, 4);
  await there(page, "Enter");
  await at(page, 5);
  t.is(await page.locator("#several .fault").count(), 2);
  await there(page, "Enter");
  await at(page, 6);
  t.regex(
    (await page.locator("#chosen-cut code").textContent()) ?? "",
    /^purchase;hangzhou,T=0,purse;seed=1;[^;]+$/,
  );
  t.deepEqual(await violations(page), []);
  await there(page, "Enter");
  await at(page, STEPS);
  const [saved] = await Promise.all([page.waitForEvent("download"), there(page, "Enter")]);
  t.is(saved.suggestedFilename(), "studio.yaml");
  await over(page);
  t.deepEqual(errors, []);
});
