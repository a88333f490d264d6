/** Pictures of the studio for the READMEs: `npm run pictures`. CHROMIUM names another browser. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { openCounter } from "../dist/studio/counter.js";
import { serveStudio } from "../dist/studio/studio-server.js";

const FOLDER = fileURLToPath(new URL("pictures/", import.meta.url));
const WIDTH = 1300;
/** A picture of a README is no wider. */
const SCALE = 0.75;
/** So many cuts are seen on the picture of them, at least: three digits. */
const PLAYED = /^\s*\d{3,} \/ /;
const PATIENCE_MS = 300_000;

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const [locale, end] of [
  ["en", ""],
  ["zh-CN", ".zh"],
]) {
  const counter = await openCounter(1);
  const service = await serveStudio(counter, 0);
  const page = await (
    await browser.newContext({
      viewport: { width: WIDTH, height: 760 },
      deviceScaleFactor: SCALE,
      locale,
      colorScheme: "light",
    })
  ).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(service.address);
  await page.selectOption("#speed", "0");
  await page.selectOption("#stop", "debit");
  await page.click('[data-card="own"]');
  await page.locator("#card-in-slot").waitFor();
  await page.click("#sell");
  await page.locator("#paused").waitFor();
  await page.click("#card-in-slot");
  await page.click("#run");
  await page.locator("#outcome.undecided").waitFor();
  await page.locator("#sell:enabled").waitFor();
  await page.selectOption("#stop", "none");
  await page.click('[data-card="own"]');
  await page.locator("#card-in-slot").waitFor();
  await page.click("#sell");
  await page.locator("#outcome.committed").waitFor();
  await page.locator("#sell:enabled").waitFor();
  await page.locator(".list button", { hasText: "recovered-from-log" }).last().click();
  await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: `${FOLDER}counter${end}.png` });
  if (end === "") {
    // So tall that nothing scrolls under what stays in view.
    await page.setViewportSize({ width: WIDTH, height: 2200 });
    await page.locator(".strip").screenshot({ path: `${FOLDER}strip.png` });
    await page.click("#cuts");
    await page.locator("#counted", { hasText: PLAYED }).waitFor();
    await page.locator(".strip").screenshot({ path: `${FOLDER}cuts.png` });
  }
  await service.close();
  await counter.close();
}
await browser.close();
