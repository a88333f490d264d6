/** Chromium of this machine, in which names that end with `.test` lead to this machine. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { type Browser, chromium, type Page } from "playwright-core";

export const CHROMIUM_PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** For a person who looks at the pages: DUKA_PICTURES names another folder. */
const PICTURES = process.env.DUKA_PICTURES ?? fileURLToPath(new URL("../../pictures/", import.meta.url));

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** Its sandbox needs rights that a container has not; no page of strangers is opened. */
export const CHROMIUM_WORDS = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"] as const;

let running: Promise<Browser> | undefined;

/** One for all tests of a file: to start it takes longer than most of them. */
export function startChromium(): Promise<Browser> {
  running ??= chromium.launch({
    executablePath: CHROMIUM_PROGRAM,
    args: [...CHROMIUM_WORDS],
  });
  return running;
}

export async function closeChromium(): Promise<void> {
  await (await running)?.close();
}

type Window = {
  readonly page: Page;
  /** What it said to the console as an error, and what it threw. */
  readonly errors: readonly string[];
};

/** A window with storage of its own. */
export async function openWindow(t: ExecutionContext, browser: Browser, viewport = WIDE): Promise<Window> {
  const context = await browser.newContext({ viewport, locale: "zh-CN" });
  t.teardown(() => context.close());
  const page = await context.newPage();
  return { page, errors: errorsOf(page) };
}

export function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

/** Takes a picture, and sees that nothing is wider than the window. */
export async function checkLooks(t: ExecutionContext, page: Page, name: string): Promise<void> {
  const { width } = page.viewportSize()!;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}-${width}.png`, fullPage: true });
  const wide = await page.evaluate(WIDER_THAN_WINDOW);
  t.deepEqual(wide, [], `${name} at ${width}`);
}

/** Elements that stand out to the right; what scrolls by itself may. Text, since no test has a browser's types. */
const WIDER_THAN_WINDOW = `[...document.querySelectorAll("body *")]
  .filter((one) => one.closest("pre") === null && one.getBoundingClientRect().right > innerWidth + 0.5)
  .map((one) => one.outerHTML.slice(0, 80))
  .concat(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [])`;
