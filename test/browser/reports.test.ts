/** The pages that `duka-sim` writes, opened from the disk as a person opens them. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { findProfile } from "@duka/simulator/profiles";
import { createWorldPacker } from "@duka/simulator/report/pack-worlds";
import { reportPage } from "@duka/simulator/report/report-page";
import type { RecordedEvent } from "@duka/simulator/world/record/recorded-event";
import test, { type ExecutionContext } from "ava";
import type { Page } from "playwright-core";
import { runTool } from "../support/programs/tools.js";
import { folderOf } from "../support/values/folder.js";
import { checkLooks, closeChromium, NARROW, openWindow, startChromium, WIDE } from "./harness/chromium.js";

const SCENARIOS = fileURLToPath(new URL("../../../simulator/scenarios/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGE_BYTES_MAX = 2_000_000;
const EVENTS = 100_000;
/** Of the card that a campaign's holder in Hangzhou has. */
const NUMBER = findProfile("hangzhou").card.applicationSerialNumber;

test.after.always(closeChromium);

/** What a screen reader, or an eye that sees little, stumbles over. */
async function faultsByAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)} ${nodes[0]!.failureSummary}`,
  );
}

/** Opens a page at a width and looks at it. */
async function look(t: ExecutionContext, file: string, name: string, act: (page: Page) => Promise<void>) {
  t.true(statSync(file).size < PAGE_BYTES_MAX, `${name} has ${statSync(file).size} bytes`);
  for (const viewport of [WIDE, NARROW]) {
    const { page, errors } = await openWindow(t, await startChromium(), viewport);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await act(page);
    await checkLooks(t, page, name);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      t.deepEqual(await faultsByAxe(page), [], `${name}, ${colorScheme}, ${viewport.width}`);
    }
    await checkLooks(t, page, `${name}-dark`);
    t.deepEqual(
      asked.filter((url) => !/^(file|data):/.test(url)),
      [],
    );
    t.deepEqual(errors, []);
  }
}

const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).textContent()) ?? "";

test("the page of a run shows each scenario as a sequence diagram, and opens without network", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "run.html");
  const broken = join(folder, "broken.yaml");
  writeFileSync(
    broken,
    'title: "<img src=x onerror=alert(1)>"\nsteps:\n  - sell: { ref: S-1, amountFen: 60000 }\n',
  );
  const names = ["card-pulled-after-debit", "loss-and-replacement", "purse-sale", "torn-memory"];
  const ran = await runTool("duka-sim", [
    "run",
    broken,
    ...names.map((name) => `${SCENARIOS}${name}.yaml`),
    "--html",
    file,
  ]);
  t.is(ran.code, 1, ran.told);
  await look(t, file, "report-run", async (page) => {
    await page.locator(".item.failed").waitFor();
    t.is(await page.locator("img").count(), 0);
    // By the keyboard alone: into the list, to the next scenario.
    await page.locator(".scenarios .list").focus();
    await page.keyboard.press("ArrowDown");
    await page.locator(".row.fault").waitFor();
    t.regex(await textOf(page, ".row.fault"), /card-removed/);
    t.regex(await textOf(page, ".books"), /−12\.50/);
    const { length } = await page.locator(".diagram .tools input[type=search]").all();
    t.is(length, 1);
    await page.locator(".diagram .tools input[type=search]").fill("DEBIT FOR PURCHASE");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    t.regex(await textOf(page, ".details"), /PBOC 2\.0 part 2/);
    await page.getByRole("button", { name: "English" }).click();
    t.regex(await textOf(page, ".scenarios"), /A card that is pulled/);
    await page.locator(".scenarios .list").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.locator(".row.fault").waitFor();
  });
});

test("a log of 100 000 events opens with fewer than 100 rows in the page, and the page's own time is printed", async (t) => {
  const file = join(folderOf(t), "long.html");
  const packer = createWorldPacker();
  packer.add(Array.from({ length: EVENTS }, (_, at) => eventAt(at)));
  const item = { title: "long", titleZh: "长", file: "long.yaml", verdict: "passed", failures: [] } as const;
  const index = { title: "100 000", version: "0", isWhole: true, isMasked: true, map: undefined };
  writeFileSync(
    file,
    reportPage({ ...index, items: [{ ...item, seed: 1, steps: 1, tookMs: 1, world: 0 }] }, packer.packed()),
  );
  t.true(statSync(file).size < PAGE_BYTES_MAX, String(statSync(file).size));
  const { page, errors } = await openWindow(t, await startChromium());
  // The page's own time: that of its thread, whatever else the machine does meanwhile.
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(pathToFileURL(file).href);
  await page.locator(".row").first().waitFor();
  const { metrics } = await session.send("Performance.getMetrics");
  const ms = 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
  t.log(`${EVENTS} events in ${statSync(file).size} bytes: ${Math.round(ms)} ms of the page's own time`);
  t.regex(await textOf(page, ".count"), /100000/);
  await page.locator(".diagram .list").focus();
  await page.keyboard.press("End");
  t.regex(await textOf(page, ".details"), /99999/);
  t.true((await page.locator(".diagram .row").count()) < 100);
  t.deepEqual(errors, []);
});

/** Each is another one, and has another answer. */
function eventAt(at: number): RecordedEvent {
  const hex = at
    .toString(16)
    .toUpperCase()
    .padStart(8, "0")
    .replace(/(..)(?=.)/g, "$1 ");
  return {
    ...{ atMs: at * 10, type: "apdu", chip: "card", command: "GET CHALLENGE", apdu: "00 84 00 00 04" },
    ...{ answer: `${hex} 90 00`, request: { le: 4 }, response: { number: at } },
  };
}

test("the page of a sweep is a map of its cuts; a click on one shows what happened there", async (t) => {
  const file = join(folderOf(t), "cuts.html");
  const ran = await runTool("duka-sim", ["sweep", "purchase", "--every", "60", "--html", file]);
  t.is(ran.code, 0, ran.told);
  await look(t, file, "report-sweep", async (page) => {
    const cells = page.locator(".cells .cell");
    t.true((await cells.count()) > 20);
    const cell = cells.nth(5);
    const label = (await cell.getAttribute("aria-label")) ?? "";
    await cell.click();
    await page.locator(".row.fault").waitFor();
    const [kind = "", at = ""] = label.split(": ")[0]!.split(" @ ");
    t.true((await textOf(page, ".row.fault")).includes(kind));
    t.true((await textOf(page, ".row.fault")).includes(at));
    t.regex(await textOf(page, ".about"), /duka-sim replay 'purchase;/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    t.true(
      (await textOf(page, ".about")).includes(
        ((await cells.nth(6).getAttribute("aria-label")) ?? "").split(" @ ")[0]!,
      ),
    );
  });
});

test("the page of a campaign says what held, what became of each kind of fault, and shows each failure", async (t) => {
  const folder = folderOf(t);
  const file = (name: string) => join(folder, name);
  const words = ["campaign", "--sales", "10", "--workers", "1", "--combination", "hangzhou,T=0,purse"];
  const ran = await runTool("duka-sim", [
    ...words,
    "--journal",
    file("journal"),
    "--html",
    file("held.html"),
  ]);
  t.is(ran.code, 0, ran.told);
  await look(t, file("held.html"), "report-campaign-held", async (page) => {
    t.regex(await textOf(page, ".campaign"), /没有失败的会话/);
    t.is(await page.locator(".diagram").count(), 0);
    t.is(await page.locator("td .bad").count(), 0);
  });

  // Two sessions of it are made to have failed: one that can be run again, one whose process died.
  const [head = "", ...lines] = readFileSync(file("journal"), "utf8").trim().split("\n");
  const lost = "lost: -500 fen of S-1, <img src=x onerror=alert(1)>";
  const again = "session;hangzhou,T=0,purse;seed=7;sale;card-removed@DEBIT FOR PURCHASE, answer byte 2;sale";
  const failures = [
    { broken: [lost, `the card of ${NUMBER}`], line: again },
    { broken: ["crashed: the process that ran it ended with SIGSEGV"], line: "campaign --sales 5 --seed 2" },
  ];
  const struck = { struck: { "card-removed": 3 }, missed: { "memory-torn": 2 } };
  const failed = lines.map((line, at) =>
    JSON.stringify({ ...JSON.parse(line), ...struck, failure: failures[at] }),
  );
  t.is(failed.length, failures.length);
  writeFileSync(file("failed"), `${[head, ...failed].join("\n")}\n`);
  for (const personal of [[], ["--with-personal-data"]]) {
    const html = file(`failed${personal.length}.html`);
    const merged = await runTool("duka-sim", ["merge", file("failed"), "--html", html, ...personal]);
    t.is(merged.code, 1, merged.told);
    const text = readFileSync(html, "utf8");
    const [, packed = ""] = /id="worlds">([^<]*)</.exec(text) ?? [];
    const worlds = gunzipSync(Buffer.from(packed, "base64")).toString("utf8");
    t.regex(worlds, /DEBIT FOR PURCHASE/);
    const bytes = NUMBER.replace(/(..)(?=.)/g, "$1 ");
    t.deepEqual([text.includes(NUMBER), worlds.includes(bytes)], [personal.length > 0, personal.length > 0]);
  }
  await look(t, file("failed0.html"), "report-campaign-failed", async (page) => {
    t.is(await page.locator("img").count(), 0);
    t.is(await page.locator("td .bad").count(), 2);
    t.regex(await textOf(page, "tr:has-text('card-removed')"), /^card-removed600002$/);
    t.regex(await textOf(page, "tr:has-text('memory-torn')"), /^memory-torn040000$/);
    const [first = "", second = ""] = await page.locator(".failures li").allTextContents();
    t.true(first.includes(`duka-sim replay '${again}'`), first);
    t.regex(first, /未再以此方式失败/, "this build does not lose it");
    t.regex(second, /SIGSEGV.*duka-sim campaign --sales 5 --seed 2$/);
    t.is(await page.locator(".failures button").count(), 1);
    await page.locator(".failures button").focus();
    await page.keyboard.press("Enter");
    await page.locator(".row.fault").waitFor();
    t.regex(await textOf(page, ".row.fault"), /card-removed/);
    await page.emulateMedia({ media: "print" });
    t.true(await page.locator(".campaign table").first().isVisible());
    t.false(await page.locator(".keys").isVisible());
    t.true(await page.locator("footer").isVisible(), "the version stays on paper");
    await page.emulateMedia({ media: "screen" });
  });
});

/** As it goes to paper: A4 upright, in the light. */
async function onPaper(t: ExecutionContext, file: string, name: string): Promise<string> {
  const { page } = await openWindow(t, await startChromium(), { width: 794, height: 1123 });
  await page.goto(pathToFileURL(file).href);
  await page.locator("header").waitFor();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  const [width, paper, hidden, back] = (await page.evaluate(`(() => {
    const cut = [...document.querySelectorAll("body *")].filter((one) => {
      const { overflowX, overflowY } = getComputedStyle(one);
      const isCut = overflowY !== "visible" && one.scrollHeight > one.clientHeight + 2;
      return one.clientHeight > 0 && (isCut || (overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1));
    });
    const { scrollWidth, clientWidth } = document.documentElement;
    const back = getComputedStyle(document.body).backgroundColor;
    return [scrollWidth, clientWidth, cut.map(({ tagName, className }) => tagName + "." + className), back];
  })()`)) as [number, number, string[], string];
  t.true(width <= paper, `${name}: ${width} of ${paper} px`);
  t.deepEqual(hidden, [], name);
  t.is(back, "rgb(255, 255, 255)", "paper is white");
  await checkLooks(t, page, `${name}-print`);
  const text = await page.evaluate("document.body.innerText");
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  return String(text);
}

test("on paper stand all verdicts, all lines of the diagram, the whole map and every failure; nothing is cut off", async (t) => {
  const folder = folderOf(t);
  const files = ["purse-sale", "bill-registration", "card-pulled-after-debit"];
  const paths = files.map((name) => join(SCENARIOS, `${name}.yaml`));
  const [run, sweep, campaign] = ["run.html", "sweep.html", "campaign.html"].map((name) =>
    join(folder, name),
  );
  await runTool("duka-sim", ["run", ...paths, "--html", run!]);
  const printed = await onPaper(t, run!, "report-run");
  for (const name of files) t.true(printed.includes(`${name}.yaml`), name);
  t.is([...printed.matchAll(/✓ (?:passed|通过)/g)].length, files.length);
  t.regex(printed, /SELECT by name[\s\S]*DEBIT FOR PURCHASE[\s\S]*duka-sim \d/);

  await runTool("duka-sim", ["sweep", "purchase", "--every", "97", "--html", sweep!]);
  const mapped = await onPaper(t, sweep!, "report-sweep");
  t.regex(mapped, /[↻↺][\s\S]*DEBIT FOR PURCHASE/);

  const words = ["campaign", "--sales", "5", "--workers", "1", "--combination", "hangzhou,T=0,purse"];
  await runTool("duka-sim", [...words, "--journal", join(folder, "j"), "--html", campaign!]);
  t.regex(await onPaper(t, campaign!, "report-campaign"), /资金不丢失[\s\S]*duka-sim \d/);
});

test("the page of certify is readable on paper, on a telephone and to a screen reader", async (t) => {
  const file = join(folderOf(t), "certify.html");
  const failing = ["certify", "--reader", "sim:pos", "--defect", "wrong-le"];
  const ran = await runTool("duka-sim", [...failing, "--format", "html", "--out", file]);
  t.is(ran.code, 1, ran.told);
  await look(t, file, "report-certify", async (page) => {
    t.true((await page.locator("tr").count()) > 90);
    const isNarrow = page.viewportSize()!.width === NARROW.width;
    t.is(await page.locator("tr.heads").first().isVisible(), !isNarrow);
    const [row, name, verdict, seen] = await Promise.all(
      ["", " .name", " .verdict", " td[data-head=seen]"].map(async (part) => {
        const box = await page.locator(`tr.failed${part}`).first().boundingBox();
        return box ?? t.fail(part);
      }),
    );
    // A card: as wide as the telephone, its verdict beside the name, what was seen in lines of its own.
    // A long text beside it does not squeeze it to a letter a line.
    t.true(verdict !== undefined && verdict.width > 40, `${verdict?.width}`);
    if (!isNarrow || !row || !name || !verdict || !seen) return;
    t.true(row.width > 350, `${row.width}`);
    t.true(Math.abs(verdict.y - name.y) < 5 && verdict.x > name.x);
    t.true(seen.y > name.y && seen.width > 330);
    const before =
      "getComputedStyle(document.querySelector('tr.failed td[data-head=seen]'), '::before').content";
    t.regex(String(await page.evaluate(before)), /seen/);
  });
});
