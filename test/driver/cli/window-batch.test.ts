/** An employer's list: a person a line, faults by their line, done again without doubling. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeGb18030 } from "@duka/protocol/gb18030";
import test from "ava";
import { openServiceWindow, type ServiceWindow } from "../../support/shop/clerk-window.js";

const HEADER = "holder,name,document,region,card,factor,algorithm,version,valid-until,opening-balance\n";
const MADE = "510104199001010011,张三,510104199001010011,,C1,1122334455667788,sm4,3.0,20361231,0\n";
const WANTED = "510104199001010029,李四,passport:E12345678,510107,,,,,,\n";

function batch(at: ServiceWindow, content: string | Uint8Array, ...more: string[]): string[] {
  const file = join(at.folder, "list.csv");
  writeFileSync(file, content);
  return [
    "card",
    "batch",
    file,
    "--employer",
    "丝绸厂",
    "--list",
    "L-1",
    "--region",
    "510100",
    "--simulated",
    ...more,
  ];
}

const whats = (told: { readonly [member: string]: unknown }) =>
  (told.lines as readonly { readonly line: number; readonly what: string }[]).map(
    ({ line, what }) => `${line} ${what}`,
  );

test("each line of a list: a made card is issued, another one applied for with its deadline; again, nothing is doubled", async (t) => {
  const at = await openServiceWindow(t);
  const first = await at.json(batch(at, HEADER + MADE + WANTED, "--enrol"));
  t.deepEqual(whats(first), ["2 issued", "3 applied"]);
  t.like(first, { done: true, act: "batch", issued: 1, applied: 1, failed: 0 });
  t.deepEqual(await at.json(batch(at, HEADER + MADE + WANTED, "--enrol")), first);
  t.is((await at.call("findHolder", { holderId: "510104199001010011" })).cards.length, 1);
  const { events } = await at.call("events", { holderId: "510104199001010029", after: 0, limit: 10 });
  t.deepEqual(
    events.map(({ act, employer }) => `${act} ${employer}`),
    ["enrolHolder null", "applyForCard 丝绸厂, list L-1"],
  );
});

test("a line that is wrong is told by its number, and the others are done; mended, the list goes on", async (t) => {
  const at = await openServiceWindow(t);
  const bad = "5101,李四,12,,,,,,,\n510104199001010011,张三,510104199001010011,,,,,,,\n";
  const { code, out } = await at.run(batch(at, HEADER + MADE + bad, "--enrol", "--json"));
  t.is(code, 1);
  const told = JSON.parse(out);
  t.deepEqual(whats(told), ["2 issued", "3 failed", "4 failed"]);
  t.regex(told.lines[1].reason, /document.*4 to 32/);
  t.regex(told.lines[2].reason, /stands in line 2 already/);
  const zh = await at.run(batch(at, HEADER + MADE + bad, "--enrol", "--lang", "zh"));
  t.regex(zh.out, /^第 2 行 510104199001010011 已发放\n第 3 行 失败：/);
  t.deepEqual(whats(await at.json(batch(at, HEADER + MADE + WANTED, "--enrol"))), ["2 issued", "3 applied"]);
});

test("GB 18030, as spreadsheets write it, is read as UTF-8 is; persons are entered only when that was asked for", async (t) => {
  const at = await openServiceWindow(t);
  const without = await at.run(batch(at, encodeGb18030(HEADER + MADE), "--json"));
  t.is(without.code, 1);
  t.regex(JSON.parse(without.out).lines[0].reason, /--enrol enters/);
  await at.json(batch(at, encodeGb18030(HEADER + MADE), "--enrol"));
  t.is((await at.call("findHolder", { holderId: "510104199001010011" })).holder.name, "张三");
});

test("the centre falls silent: the line and those behind it are not done, and the same list finishes it", async (t) => {
  const at = await openServiceWindow(t);
  at.entry.setFaults({ ...at.entry.faults(), down: true });
  const { code, out } = await at.run(batch(at, HEADER + MADE + WANTED, "--enrol", "--json"));
  t.is(code, 1);
  t.deepEqual(whats(JSON.parse(out)), ["2 failed", "3 not-tried"]);
  at.entry.setFaults({ ...at.entry.faults(), down: false });
  t.deepEqual(whats(await at.json(batch(at, HEADER + MADE + WANTED, "--enrol"))), ["2 issued", "3 applied"]);
});

for (const [title, content, says] of [
  ["no column names", MADE, /begins with a line of column names/],
  ["another number of columns in a line", `${HEADER}1,2\n`, /no list of comma-separated values.*line 2/],
  ["no persons", HEADER, /has 0 persons/],
] as const) {
  test(`what is no list is refused whole, and nothing is asked of the centre: ${title}`, async (t) => {
    const at = await openServiceWindow(t);
    const { code, told } = await at.run(batch(at, content, "--enrol"));
    t.is(code, 2);
    t.regex(told, says);
  });
}
