/** Chromium with Duka's extension, and the host that it finds: both as a user has them, in a folder of this test. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";
import { CHROMIUM_PROGRAM, CHROMIUM_WORDS, errorsOf } from "./chromium.js";

const EXTENSION = fileURLToPath(new URL("../../../../driver/browser-extension/", import.meta.url));

type ExtendedBrowser = {
  readonly context: BrowserContext;
  readonly journal: string;
  /** Lists these pages on the extension's options page, as a person does. */
  list(...origins: readonly string[]): Promise<Page>;
  open(url: string): Promise<{ readonly page: Page; readonly errors: readonly string[] }>;
};

/** @param host options of `duka native-messaging install`; null: it is not installed */
export async function startExtended(
  t: ExecutionContext,
  host: readonly string[] | null = ["--reader", "sim:"],
): Promise<ExtendedBrowser> {
  const folder = folderOf(t);
  const profile = join(folder, "profile");
  const journal = join(folder, "j.db");
  if (host !== null) {
    const place = ["--browser", "chromium", "--folder", join(profile, "NativeMessagingHosts")];
    const words = ["native-messaging", "install", ...place, "--journal", journal, ...host];
    const installed = await duka(words, { env: { HOME: folder } });
    t.is(installed.code, 0, installed.told);
  }
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM_PROGRAM,
    // The old headless mode of Playwright's own flag knows no extensions.
    headless: false,
    locale: "zh-CN",
    ignoreDefaultArgs: ["--disable-extensions"],
    args: [
      ...CHROMIUM_WORDS,
      "--headless=new",
      `--disable-extensions-except=${EXTENSION}`,
      `--load-extension=${EXTENSION}`,
    ],
  });
  t.teardown(() => context.close());
  const [worker = await context.waitForEvent("serviceworker")] = context.serviceWorkers();
  const own = `chrome-extension://${new URL(worker.url()).host}`;
  return {
    context,
    journal,
    async list(...origins) {
      const page = await context.newPage();
      await page.goto(`${own}/options.html`);
      for (const origin of origins) {
        await page.fill("#origin", origin);
        await page.click("#form button");
        await page.locator("#origins li", { hasText: origin }).waitFor();
      }
      // Scripts for listed pages are put in place by the extension's worker, which says when.
      await worker.evaluate(UNTIL_OFFERED, origins.length > 0);
      return page;
    },
    async open(url) {
      const page = await context.newPage();
      const errors = errorsOf(page);
      await page.goto(url);
      return { page, errors };
    },
  };
}

/** Text, since no test has a browser's types. */
const UNTIL_OFFERED = `async (isOffered) => {
  for (let asked = 0; asked < 1000; asked++) {
    const scripts = await chrome.scripting.getRegisteredContentScripts();
    if ((scripts.length > 0) === isOffered) return;
  }
  throw new Error("the extension put no script in place");
}`;
