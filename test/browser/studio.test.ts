/** The studio in a real browser: by mouse, by finger-wide windows, by keyboard alone. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test from "ava";
import { checkLooks, closeChromium, openWindow, startChromium } from "./harness/chromium.js";
import { servePages } from "./harness/page-server.js";
import { outcome, studioOf, violations } from "./harness/studio.js";

test.after.always(closeChromium);

const DUKA_SIM = fileURLToPath(new URL("../bin/duka-sim.js", import.meta.resolve("@duka/simulator")));
const WIDTHS = [390, 1024, 1440];

test("by mouse: a sale from the empty counter to its receipt; a card pulled in the middle of DEBIT tells when it is back, and the page says why", async (t) => {
  const { page, errors, asked, origin } = await studioOf(t);
  await page.locator('[data-card="own"]').dragTo(page.locator("#reader"));
  await page.locator("#card-in-slot").waitFor();
  await page.selectOption("#speed", "0");
  await page.click("#sell");
  await outcome(page, "committed");
  t.regex((await page.locator("#receipt").textContent()) ?? "", /消费金额.*12\.50/);
  await page.locator("#money.conserved").waitFor();

  await page.locator("#sell:enabled").waitFor();
  await page.selectOption("#stop", "debit");
  await page.click("#sell");
  await page.locator("#paused", { hasText: "DEBIT FOR PURCHASE, answer byte 2" }).waitFor();
  const card = (await page.locator("#card-in-slot").boundingBox())!;
  await page.mouse.move(card.x + card.width / 2, card.y + card.height / 2);
  await page.mouse.down();
  await page.mouse.move(card.x + card.width / 2, card.y + card.height / 2 + 60, { steps: 3 });
  await page.mouse.up();
  await page.click("#run");
  await outcome(page, "undecided");
  await page.locator("#money.open").waitFor();
  t.regex((await page.locator("#why").textContent()) ?? "", /\p{Script=Han}/u);
  await page.locator("#sell:enabled").waitFor();
  await page.selectOption("#stop", "none");
  await page.locator('[data-card="own"]').dragTo(page.locator("#reader"));
  await page.locator("#card-in-slot").waitFor();
  await page.click("#sell");
  await outcome(page, "committed");
  t.is(await page.locator("#why").textContent(), "经卡内明细核实成功");
  await page.locator("#money.conserved").waitFor();

  // The strip: what was chosen is told with its bytes, its clause and its time on the wire; a password is dots.
  const step = (text: string) => page.locator(".list button", { hasText: text }).first();
  await page.click("#show-all");
  await step("DEBIT FOR PURCHASE").click();
  const detail = (await page.locator("#detail").textContent()) ?? "";
  t.regex(detail, /80 54 01 00 0F.*PBOC 2\.0 part 2, DEBIT FOR PURCHASE.*ms, \d+ 字符/);
  for (const told of ["日志 intent 已写，已落盘", "钱包 -12.50", "拔卡", "中心 eligibility 已答"])
    await step(told).waitFor();
  await step("VERIFY").click();
  t.regex((await page.locator("#detail").textContent()) ?? "", /00 20 00 00 \d\d(?: ··)+/);
  for (let count = 0; count < 8; count++) await page.click("#zoom-in");
  await page.locator('[data-lane="card"]').focus();
  await page.keyboard.press("ArrowRight");
  t.notRegex((await page.locator("#detail").textContent()) ?? "", /00 20 00 00/);
  await page.click("#follow");

  for (const look of ["light", "dark"]) {
    if (look === "dark") await page.click("#theme");
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await checkLooks(t, page, `studio-${look}`);
    }
    t.deepEqual(await violations(page), [], look);
  }
  t.deepEqual(errors, []);
  t.deepEqual([...new Set(asked)], [origin]);
});

test("by keyboard alone: the card goes in, a password is pressed on the reader's keypad, and stands nowhere", async (t) => {
  const { counter, page, errors } = await studioOf(t);
  await page.click("#language");
  await page.selectOption("#speed", "0");
  await page.locator('[data-card="changed"]').focus();
  await page.keyboard.press("Enter");
  await page.locator("#card-in-slot").waitFor();
  await page.locator("#sell").focus();
  await page.keyboard.press("Enter");
  await page.locator("#holder-types").waitFor();
  for (const key of "654321#") {
    await page.locator(`[data-key="${key}"]`).focus();
    await page.keyboard.press("Space");
  }
  await outcome(page, "committed");
  t.regex((await page.locator("#receipt").textContent()) ?? "", /SIMULATED/);
  const all = `${await page.content()}${JSON.stringify([counter.state(), counter.events()])}`;
  t.notRegex(all, /654321/);
  await page.locator("#card-in-slot").focus();
  await page.keyboard.press("Enter");
  await page.locator("#card-in-slot").waitFor({ state: "detached" });
  t.deepEqual(errors, []);
});

test("cuts stream in under their lanes; one is pressed and shown, a fault is dragged there, and the counter is back at a press", async (t) => {
  const { page, errors, asked, origin } = await studioOf(t);
  await page.click("#cuts");
  await page.locator(".lane .tick:not(.waiting)").first().waitFor();
  await page.locator('[data-lane="centre"]').scrollIntoViewIfNeeded();
  const spot = (await page.locator(".lane .tick:not(.waiting)").first().boundingBox())!;
  await page.mouse.click(spot.x + 1, spot.y + spot.height / 2);
  await page.locator("#chosen-cut code", { hasText: "@" }).waitFor();
  const line = (await page.locator("#chosen-cut code").textContent()) ?? "";
  t.regex(line, /^purchase;hangzhou,T=0,purse;seed=1;[a-z-]+@/);
  t.regex((await page.locator("#chosen-cut").textContent()) ?? "", /\d+ ms/);
  t.log((await page.locator("#chosen-cut small").textContent()) ?? "");

  await page.locator('[data-fault="disk-full"]').dragTo(page.locator('[data-lane="journal"]'));
  await page.locator("#chosen-cut code", { hasText: "disk-full@journal step" }).waitFor();
  await checkLooks(t, page, "studio-cuts");
  t.deepEqual(await violations(page), []);
  await page.click("#show-counter");
  await page.locator("#show-counter").waitFor({ state: "detached" });
  t.deepEqual(errors, []);
  t.deepEqual([...new Set(asked)], [origin]);
});

test("what is saved is run by duka-sim run as it was, opened again, and taken along; the view comes back with its address", async (t) => {
  const { page, errors } = await studioOf(t);
  await page.selectOption("#speed", "0");
  await page.click('[data-card="own"]');
  await page.locator("#card-in-slot").waitFor();
  await page.selectOption("#stop", "debit");
  await page.click("#sell");
  await page.locator("#paused").waitFor();
  await page.click("#card-in-slot");
  await page.click("#run");
  await outcome(page, "undecided");
  await page.locator("#bill:enabled").waitFor();
  await page.selectOption("#stop", "none");
  await page.click('[data-card="own"]');
  await page.locator("#card-in-slot").waitFor();
  await page.click("#sell");
  await outcome(page, "committed");
  await page.locator("#bill:enabled").waitFor();
  await page.selectOption("#visit", "registration");
  await page.click("#bill");
  await outcome(page, "committed");
  await page.locator("#bill:enabled").waitFor();

  const folder = mkdtempSync(join(tmpdir(), "duka-studio-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "studio.yaml");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  await saved.saveAs(file);
  const { stdout } = await promisify(execFile)(process.execPath, [DUKA_SIM, "run", file]);
  t.regex(stdout, /^1 scenarios run, 0 failed/m);

  await page.setInputFiles("#open", file);
  await page.locator("#played", { hasText: "均与文件预期一致" }).waitFor();
  t.regex(
    (await page.locator("#played").textContent()) ?? "",
    /sell → undecided.*sell → committed.*bill → committed/,
  );
  const [capture] = await Promise.all([page.waitForEvent("download"), page.click("#trace-pcapng")]);
  t.is(capture.suggestedFilename(), "studio-scenario.pcapng");
  t.regex((await page.locator("#trace-files code").textContent()) ?? "", /^wireshark -o /);
  t.deepEqual(await violations(page), []);

  await page.click("#language");
  await page.click("#theme");
  t.regex(page.url(), /language=en.*theme=dark/);
  await page.reload();
  await page.locator("#money").waitFor();
  t.is(await page.locator("#sell").textContent(), "Sale");
  t.is(await page.evaluate("document.documentElement.dataset.theme"), "dark");
  t.deepEqual(await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]"), [
    "",
    0,
    0,
  ]);
  t.deepEqual(errors, []);
});

test("a page of another origin gets nothing: no news, no answer, no WebSocket", async (t) => {
  const { counter, origin } = await studioOf(t);
  const pages = await servePages(t, { "/": "<!doctype html><title>evil</title>" });
  const { page } = await openWindow(t, await startChromium());
  await page.goto(pages.origin("evil"));
  const got = await page.evaluate<string[]>(`(async () => {
    const tried = [
      fetch("${origin}/api/news").then((answer) => "news " + answer.status),
      fetch("${origin}/").then((answer) => "page " + answer.status),
      fetch("${origin}/api/ask", { method: "POST", mode: "no-cors", body: '{"do":"insert","card":"own"}' })
        .then(async (answer) => "ask " + answer.type + " " + (await answer.text())),
      new Promise((resolve, reject) => {
        const socket = new WebSocket("${origin}".replace("http", "ws") + "/api/news");
        socket.onopen = () => resolve("socket");
        socket.onerror = () => reject(new Error("closed"));
      }),
    ];
    return (await Promise.allSettled(tried)).map(({ value }) => value ?? "nothing");
  })()`);
  t.deepEqual(got, ["nothing", "nothing", "ask opaque ", "nothing"]);
  t.true(counter.state().cards.every(({ isInSlot }) => !isInSlot));
});
