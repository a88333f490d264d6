/** The studio's page joined to something real: a reader behind the driver, and the reader of another's till. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openLiveReader } from "@duka/simulator/studio/live-reader";
import { openLiveTill } from "@duka/simulator/studio/live-till";
import test, { type ExecutionContext } from "ava";
import { checkLooks, closeChromium } from "./harness/chromium.js";
import { outcome, studioOf, violations } from "./harness/studio.js";

test.after.always(closeChromium);

const DUKA_SIM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));

async function readerOf(t: ExecutionContext) {
  const words = ["reader", "--tcp", "127.0.0.1:0", "--control", "127.0.0.1:0", "--json"];
  const child = spawn(process.execPath, [DUKA_SIM, ...words]);
  t.teardown(() => child.kill());
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as { readonly address: string; readonly control: string };
}

test("on a real reader a sale is seen command by command; what hardware cannot do is grey, with its reason", async (t) => {
  const { address } = await readerOf(t);
  const folder = mkdtempSync(join(tmpdir(), "duka-live-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const counter = await openLiveReader({
    ...{ address, city: "hangzhou", seed: 1 },
    journal: join(folder, "till.db"),
  });
  const { page, errors } = await studioOf(t, counter);
  await page.locator("#card-in-slot").waitFor();
  await page.click("#sell");
  await outcome(page, "committed");
  await page.locator(".list button", { hasText: "DEBIT FOR PURCHASE" }).first().click();
  t.regex((await page.locator("#detail").textContent()) ?? "", /80 54 01 00 0F/);
  for (const greyed of ["#load", "#psam", "#cable", "#kill", '[data-fault="memory-torn"]']) {
    t.true(await page.locator(greyed).isDisabled(), greyed);
    t.regex((await page.locator(greyed).getAttribute("title")) ?? "", /\p{Script=Han}/u, greyed);
  }
  t.regex((await page.locator('[data-lane="memory"]').textContent()) ?? "", /真实卡不告知/);
  await page.click("#cannot summary");
  t.deepEqual(await violations(page), []);
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await checkLooks(t, page, "studio-live");
  }
  t.deepEqual(errors, []);
});

test("beside a running till the card is swapped and a fault armed by a press", async (t) => {
  const { control } = await readerOf(t);
  const { page, errors } = await studioOf(t, await openLiveTill({ url: control, seed: 1 }));
  t.true(await page.locator("#sell").isDisabled());
  await page.locator('[data-card="other"]').click();
  await page.locator('[data-card="other"][aria-pressed="true"]').waitFor();
  await page.click('[data-fault="parity-error"]');
  await page.locator("#armed", { hasText: "parity-error @ DEBIT FOR PURCHASE, answer byte 1" }).waitFor();
  t.true(await page.locator('[data-fault="disk-full"]').isDisabled());
  t.deepEqual(await violations(page), []);
  await checkLooks(t, page, "studio-beside");
  t.deepEqual(errors, []);
});
