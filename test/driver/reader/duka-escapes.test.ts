import { ReaderError } from "@duka/driver/base/errors";
import { PROMPTS, type PromptName, pinTextsRequest } from "@duka/driver/reader/prompt";
import test from "ava";
import { openFake } from "../../support/reader/open-fake.js";
import { openShop } from "../../support/shop/shop.js";

const NAMES = Object.keys(PROMPTS) as PromptName[];

test("there are the 14 standard prompts, in the field's order, each one line of 16 columns in both languages", (t) => {
  t.deepEqual(
    Object.values(PROMPTS).map(({ code }) => code),
    Array.from({ length: 14 }, (_, index) => index + 1),
  );
  for (const { zh, gb, en } of Object.values(PROMPTS)) {
    const bytes = Uint8Array.from(gb.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    t.is(new TextDecoder("gb18030").decode(bytes), zh);
    t.true(bytes.length <= 16 && en.length <= 16, zh);
  }
});

test("a prompt is seen and heard at the simulated reader, in either language, until the next", async (t) => {
  const shop = await openShop();
  const { panel } = shop.world.reader;
  for (const name of NAMES) {
    const { zh, en } = PROMPTS[name];
    const beeps = panel.beeps;
    const parts = await shop.reader.duka!.prompt(name, { secondLine: "12.50" });
    t.deepEqual(parts, { display: true, lights: true, beeper: true });
    t.deepEqual(panel.lines, [zh, "12.50"]);
    t.not(panel.good, panel.bad);
    t.is(panel.beeps, beeps + 1);
    await shop.reader.duka!.prompt(name, { language: "en" });
    t.deepEqual(panel.lines, [en, ""]);
  }
  t.true(panel.beepHz > 2000);
  await new Promise<void>((resolve) => shop.reader.clock.after(1000, resolve));
  t.is(panel.beepHz, 0);
  await shop.reader.duka!.prompt("failed");
  t.true(panel.bad);
  await shop.reader.duka!.prompt(undefined);
  t.deepEqual([panel.good, panel.bad, panel.beepHz, panel.lines], [false, false, 0, ["", ""]]);
  await shop.close();
});

test("a prompt that does not exist, or a second line that does not fit, is the caller's mistake", async (t) => {
  const shop = await openShop();
  const mistake = { instanceOf: RangeError };
  await t.throwsAsync(shop.reader.duka!.prompt("toString" as PromptName), mistake);
  await t.throwsAsync(shop.reader.duka!.prompt("success", { secondLine: "12345678901234567" }), mistake);
  await t.throwsAsync(shop.reader.duka!.prompt("success", { secondLine: "\u5143" }), mistake);
  await shop.close();
});

test("the tries left stand behind the words, and the second line is free for the stars", async (t) => {
  const shop = await openShop();
  const { panel } = shop.world.reader;
  const lines: (readonly string[])[] = [];
  for (const language of ["zh", "en"] as const) {
    for (const name of ["enterPassword", "wrongPassword"] as const) {
      for (const triesLeft of [5, 15]) {
        await shop.reader.duka!.prompt(name, { language, triesLeft });
        lines.push(panel.lines);
      }
    }
  }
  t.deepEqual(lines, [
    ["请输入密码 剩5次", ""],
    ["请输入密码剩15次", ""],
    ["密码错误 剩5次", ""],
    ["密码错误剩15次", ""],
    ["Password: 5 left", ""],
    ["Password:15 left", ""],
    ["Wrong: 5 left", ""],
    ["Wrong:15 left", ""],
  ]);
  await shop.close();
});

test("the texts of a keypad are ten of 16 columns behind B2 A0 00 'ML', as stock hosts send them", (t) => {
  const names: [PromptName, PromptName, PromptName] = ["enterOld", "enterNew", "confirmNew"];
  const english = Buffer.from(pinTextsRequest(names, "en"));
  t.is(english.length, 165);
  t.is(english.toString("hex", 0, 5), "b2a0004d4c");
  t.is(english.toString("latin1", 5, 53), "Old password    New password    Repeat new one  ");
  const chinese = pinTextsRequest(names, "zh");
  t.is(chinese.length, 165);
  t.is(new TextDecoder("gb18030").decode(chinese.subarray(5, 37)), "请输入原密码    请输入新密码    ");
});

test("the self-test finds a whole reader whole, says where cards are, and leaves a reader that sells", async (t) => {
  const shop = await openShop();
  const whole = { ok: true, memory: true, buffers: true };
  const line = "ok" as const;
  t.deepEqual(await shop.reader.duka!.selfTest(), {
    ...whole,
    slots: [
      { cardIn: true, line },
      { cardIn: true, line },
    ],
  });
  shop.world.reader.slot(1).remove();
  t.false((await shop.reader.duka!.selfTest()).slots[1]?.cardIn);
  t.deepEqual(shop.world.reader.slot(0).violations(), []);
  shop.world.reader.slot(1).insert(shop.world.chips.psam);
  t.is((await shop.account.debit({ ref: "S-1", amountFen: 100 })).outcome, "committed");
  t.deepEqual((await shop.reader.duka!.selfTest()).ok, true);
  await shop.close();
});

test("statistics and memory are numbers; a restart answers and the reader opens anew", async (t) => {
  const shop = await openShop();
  const before = await shop.reader.duka!.statistics();
  t.true(before.frames > 1);
  t.deepEqual([before.repeats, before.naks, before.overruns, before.failures], [0, 0, 0, 0]);
  t.deepEqual(await shop.reader.duka!.memory(), { used: 0, total: 5100 });
  await shop.reader.duka!.restart();
  await new Promise<void>((resolve) => shop.reader.clock.after(1000, resolve));
  const account = await shop.reconnect();
  t.is((await shop.reader.duka!.statistics()).frames, 3);
  t.is((await account.debit({ ref: "S-1", amountFen: 100 })).outcome, "committed");
  await shop.close();
});

test("a reader that is no Duka has no Escapes of ours", async (t) => {
  const { reader } = await openFake({ isDuka: false });
  t.is(reader.duka, undefined);
});

test("a Duka whose firmware does not know an Escape is an error that says so", async (t) => {
  const { reader } = await openFake({});
  const error = await t.throwsAsync(reader.duka!.selfTest(), { instanceOf: ReaderError });
  t.is(error.code, "unsupported");
  t.regex(error.message, /firmware does not know/);
});
