/** The studio's page in a window of its own, with what it asks of any host. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { openCounter } from "@duka/simulator/studio/counter";
import type { Counter } from "@duka/simulator/studio/counter-face";
import { serveStudio } from "@duka/simulator/studio/studio-server";
import type { ExecutionContext } from "ava";
import type { Page } from "playwright-core";
import { openWindow, startChromium } from "./chromium.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @param counter one of seed 1 unless given @param view behind the token in the address */
export async function studioOf(t: ExecutionContext, given?: Counter, view = "") {
  const counter: Counter = given ?? (await openCounter(1));
  const service = await serveStudio(counter, 0);
  t.teardown(async () => {
    await service.close();
    await counter.close();
  });
  const { page, errors } = await openWindow(t, await startChromium());
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${service.address}${view}`);
  await page.locator("#money").waitFor();
  return { counter, page, errors, asked, origin: new URL(service.address).origin };
}

export const outcome = (page: Page, name: string) =>
  page.locator(`#outcome[data-outcome="${name}"]`).waitFor();

/** What axe-core finds, a line each. It is run as a program of the test, not of the page. */
export async function violations(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`${AXE};
    axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html.slice(0, 160))))`);
}
