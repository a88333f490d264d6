/** What is told of a sale while it goes on: to a person at a terminal, and to a program that asks for it. */
import { join } from "node:path";
import { progressLine } from "@duka/driver/serve/event-shapes";
import test, { type ExecutionContext } from "ava";
import { writeChangedCard } from "../../support/programs/changed-card.js";
import { serve } from "../../support/programs/serve.js";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

/** A card whose holder has chosen 654321. */
function tillOf(t: ExecutionContext) {
  const folder = folderOf(t);
  const state = join(folder, "card.json");
  writeChangedCard(state);
  return ["--reader", `sim:hangzhou?state=${state}`, "--journal", join(folder, "j.db")];
}

const SALE = ["--amount", "12.50"];
/** Without what is told of a new journal. */
const linesOf = (told: string) =>
  told.split("\n").filter((line) => line !== "" && !/journal|日志/.test(line));

test("a person at a terminal is told what a sale does, in the language asked for; the prompt is not said twice", async (t) => {
  const debit = (ref: string, ...more: string[]) =>
    duka(["debit", ...till, ...SALE, "--ref", ref, ...more], {
      input: new TypedInput(true, ["654321\r"]),
    });
  const till = tillOf(t);
  t.deepEqual(linesOf((await debit("S-1", "--lang", "en")).told), [
    "card 330186**********4236",
    "Password of card 330186**********4236 (5 tries left): ",
    "password accepted",
    "the card is asked: leave it in",
    "the card has paid 12.50",
  ]);
  const zh = (await debit("S-2", "--lang", "zh")).told;
  t.deepEqual(linesOf(zh), [
    "卡号 330186**********4236",
    "请输入密码 330186**********4236: ",
    "密码已通过",
    "正在写卡，请勿拔卡",
    "卡已付款 12.50 元",
  ]);
  const json = await debit("S-3", "--json");
  t.deepEqual(
    linesOf(json.told),
    ["Password of card 330186**********4236: "],
    "a program is told nothing of it",
  );
});

test("--events: each step as a line of JSON beside --json, in words without a terminal; else a program hears nothing", async (t) => {
  const till = tillOf(t);
  const debit = (ref: string, ...more: string[]) =>
    duka(["debit", ...till, ...SALE, "--ref", ref, "--password-stdin", ...more], {
      input: new TypedInput(false, ["654321\n"]),
    });
  const { out, told } = await debit("S-1", "--json", "--events");
  t.like(JSON.parse(out), { outcome: "committed" });
  const steps = linesOf(told).map((line) => JSON.parse(line));
  for (const step of steps)
    t.notThrows(() => progressLine.parse({ ref: null, ...step }), JSON.stringify(step));
  t.deepEqual(
    steps.map(({ step }) => step),
    [
      ...["card-powered", "card-recognised", "psam-ready", "password-asked", "password-verified"],
      ...["initialized", "intent", "answered", "card-debited", "ended"],
    ],
  );
  t.like(steps[3], {
    event: "progress",
    step: "password-asked",
    by: "caller",
    triesLeft: 5,
    because: "first",
  });
  t.like(steps[7], { statusWord: "9000" });
  t.notRegex(told, /654321/);
  t.deepEqual(linesOf((await debit("S-2", "--lang", "en", "--events")).told), [
    "card 330186**********4236",
    "the password is typed now",
    "password accepted",
    "the card is asked: leave it in",
    "the card has paid 12.50",
  ]);
  t.deepEqual(linesOf((await debit("S-3")).told), []);
  t.deepEqual(linesOf((await debit("S-4", "--json")).told), []);
});

test("duka serve --events: the steps of a call come under its ref, before its answer; none is told without", async (t) => {
  const till = tillOf(t);
  const sale = { ref: "S-1", amountFen: 1250 };
  const served = serve([...till, "--events"]);
  served.say(JSON.stringify({ id: 1, method: "debit", params: sale }));
  const steps: string[] = [];
  let reply = await served.next();
  for (; reply.result === undefined; reply = await served.next()) {
    if (reply.ask === "password") served.say('{"id":1,"password":"654321"}');
    else t.like(reply, { event: "progress", ref: "S-1" });
    steps.push(reply.ask ?? String((reply as { readonly step?: string }).step));
  }
  t.deepEqual(steps, [
    ...["card-powered", "card-recognised", "psam-ready", "password-asked", "password", "password-verified"],
    ...["initialized", "intent", "answered", "card-debited", "ended"],
  ]);
  t.like(reply.result, { outcome: "committed" });
  served.say(JSON.stringify({ id: 2, method: "balance" }));
  t.like(await served.next(), { event: "progress", ref: null, step: "card-powered" });
  t.is(await served.end(), 0);
  t.notRegex(served.written(), /654321/);
  const quiet = serve(till);
  quiet.say(JSON.stringify({ id: 1, method: "debit", params: { ...sale, ref: "S-2" } }));
  t.is((await quiet.next()).ask, "password");
  quiet.say('{"id":1,"password":"654321"}');
  t.like((await quiet.next()).result, { outcome: "committed" });
  t.is(await quiet.end(), 0);
});
