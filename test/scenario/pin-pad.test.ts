/**
 * The card-holder's own password typed on the reader's keypad: with every persona and protocol, and whatever may go
 * wrong meanwhile.
 */
import { ReaderError } from "@duka/driver/base/errors";
import { seededRandom } from "@duka/simulator/time/random";
import { PERSONAS } from "@duka/simulator/world/simulated-defaults";
import test from "ava";
import { leaksOf } from "../support/programs/secret.js";
import { openPinPadShop, untilShown } from "../support/shop/pin-pad-shop.js";
import { openShop } from "../support/shop/shop.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const VERIFY = 0x20;
const STARS = /^[^0-9]*\|(验证)?\**$/;

function passwordOf(seed: number): string {
  const random = seededRandom(seed);
  return Array.from({ length: 12 }, () => random.below(10)).join("");
}

for (const [index, persona] of PERSONAS.entries()) {
  for (const [protocol, more] of [
    ["T=0", {}],
    ["T=1", { ta1: 0x96 }],
  ] as const) {
    const seed = 100 + index;
    test(`persona ${persona}, ${protocol}: a sale with a password of 12 digits (seed ${seed}); the display shows stars`, async (t) => {
      const password = passwordOf(seed);
      const shop = await openPinPadShop(password, { persona, protocol, ...more, keys: `${password}#` });
      t.like(await shop.account.debit(SALE), {
        outcome: "committed",
        mac2: "verified",
        balanceAfterFen: 48750,
      });
      const verified = shop.card.filter(({ command }) => command[1] === VERIFY);
      t.is(verified.length, 2, "the initial one, recognised as wrong, and the one that was typed");
      t.is(Buffer.from(verified[1]!.command).toString("hex"), `0020000006${password}`);
      t.true(shop.shown.includes("Password: 5 left|验证************"), shop.shown.join(" then "));
      t.is(shop.shown.at(-1), "|");
      t.deepEqual(leaksOf(password, Uint8Array.from(shop.left)), [], "what left the reader");
      for (const slot of [0, 1]) t.deepEqual(shop.world.reader.slot(slot).violations(), []);
      await shop.close();
    });
  }
}

test("while the card has its initial password nobody is asked, keypad or not", async (t) => {
  const shop = await openShop({ keys: "999999#", account: { pinPad: true } });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.is(shop.world.reader.keypad.waiting, 7);
  await shop.close();
});

test("wrong: asked again with the tries left, in Chinese; right then", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "111111#246813#", account: { language: "zh" } });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.true(shop.shown.includes("请输入密码 剩5次|验证******"), shop.shown.join(" then "));
  t.true(shop.shown.includes("密码错误 剩4次|验证******"), shop.shown.join(" then "));
  t.true(shop.shown.every((lines) => STARS.test(lines.replace(/剩\d次/, ""))));
  await shop.close();
});

test("wrong until the city's rule ends it: refused with the tries left, and the card is not asked again", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "111111#222222#333333#246813#" });
  t.like(await shop.account.debit(SALE), { outcome: "refused", reason: "wrong password, 2 tries left" });
  t.is(shop.world.reader.keypad.waiting, 7);
  await shop.close();
});

test("correction takes the last digit back", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "2467*813#" });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 2);
  await shop.close();
});

test("too short is not taken by the confirm key: the holder goes on typing, and no try is lost", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "2468#13#" });
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 2);
  await shop.close();
});

for (const [what, keys, reason] of [
  ["cancelled", "2468C", "password entry cancelled, 5 tries left"],
  ["timed out", "2468", "password entry timed out, 5 tries left"],
  ["timed out without a key", "", "password entry timed out, 5 tries left"],
] as const) {
  for (const protocol of ["T=0", "T=1"] as const) {
    test(`${what}, ${protocol}: refused, the card was not asked, and the next sale is a sale`, async (t) => {
      const shop = await openPinPadShop("246813", { protocol, keys });
      t.like(await shop.account.debit(SALE), { outcome: "refused", reason });
      t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 1);
      // Between two looks at the display.
      t.is(shop.world.reader.panel.lines.join("|"), "|");
      shop.world.reader.keypad.press("246813#");
      t.like(await shop.account.debit(SALE), { outcome: "committed", mac2: "verified" });
      await shop.close();
    });
  }
}

for (const persona of PERSONAS) {
  test(`${persona}: an answer that is garbled on the line is told again from memory: nobody types twice, the card is not asked twice`, async (t) => {
    const shop = await openPinPadShop("246813", { persona, keys: "246813#" });
    let garbled = 0;
    shop.world.reader.cable.onByte((direction, byte) => {
      const isVerified = shop.card.filter(({ command }) => command[1] === VERIFY).length === 2;
      if (direction === "to-reader" || !isVerified || byte !== 0x90 || garbled > 0) return undefined;
      garbled++;
      return 0x91;
    });
    t.like(await shop.account.debit(SALE), { outcome: "committed", mac2: "verified" });
    t.is(garbled, 1);
    t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 2);
    await shop.close();
  });
}

test("the card is taken out during the entry: an error that says so, and no sale is open", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "246" });
  const sale = shop.account.debit(SALE);
  await untilShown(shop, /\|验证\*\*\*$/);
  const card = shop.world.reader.slot(0).remove()!;
  await t.throwsAsync(sale, { instanceOf: ReaderError, message: /card was taken out/ });
  shop.world.reader.slot(0).insert(card);
  shop.world.reader.keypad.press("246813#");
  t.like(await shop.account.debit(SALE), { outcome: "committed" });
  await shop.close();
});

test("the cable is pulled during the entry: the reader forgets what was typed, and sells after it is back", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "246" });
  const sale = shop.account.debit(SALE);
  await untilShown(shop, /\|验证\*\*\*$/);
  shop.world.reader.cable.unplug();
  const lost = await t.throwsAsync(sale, { instanceOf: ReaderError, message: /went away|closed/ });
  t.like(lost, { code: "link-lost", delivery: "unknown" }, "of the entry, not of the display after it");
  const account = await shop.reconnect();
  t.is(shop.world.reader.panel.lines[1], "");
  shop.world.reader.keypad.press("246813#");
  t.like(await account.debit(SALE), { outcome: "committed" });
  await shop.close();
});

for (const protocol of ["T=0", "T=1"] as const) {
  test(`given up by the till during the entry, ${protocol}: the keypad is let go at once, nothing was asked of the card`, async (t) => {
    const shop = await openPinPadShop("246813", { protocol, keys: "246" });
    const giveUp = new AbortController();
    const sale = shop.account.debit({ ...SALE, signal: giveUp.signal });
    await untilShown(shop, /\|验证\*\*\*$/);
    giveUp.abort();
    t.like(await t.throwsAsync(sale, { instanceOf: ReaderError }), { code: "aborted", delivery: "not-sent" });
    t.is(shop.world.reader.panel.lines[1], "");
    t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 1);
    shop.world.reader.keypad.press("246813#");
    t.like(await shop.account.debit(SALE), { outcome: "committed" });
    await shop.close();
  });
}

test("the time for the whole sale ends an entry too: the keypad is let go, the card was not asked", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "246" });
  const before = shop.reader.clock.nowMs();
  t.like(
    await t.throwsAsync(shop.account.debit({ ...SALE, deadlineMs: 5000 }), { instanceOf: ReaderError }),
    {
      code: "timeout",
      delivery: "not-sent",
      message: "Duka PICO_R1_3 SIM-00000001 slot 0: the time for the whole call is over",
    },
  );
  t.true(shop.reader.clock.nowMs() - before < 7000);
  t.is(shop.world.reader.panel.lines[1], "");
  t.is(shop.card.filter(({ command }) => command[1] === VERIFY).length, 1);
  await shop.close();
});
