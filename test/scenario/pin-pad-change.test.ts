/** The password is changed on the keypad: the old one, and the new one twice, all of them inside the reader. */
import { openAccount } from "@duka/driver/account/account";
import { ReaderError } from "@duka/driver/base/errors";
import { hangzhou } from "@duka/driver/password/city-profile";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { LONG_PASSWORDS, openPinPadShop, watched, withPinPad } from "../support/shop/pin-pad-shop.js";
import { openShop } from "../support/shop/shop.js";

const CHANGE_PIN = 0x5e;

function sent(shop: { readonly card: readonly { readonly command: Uint8Array }[] }): string[] {
  return shop.card
    .filter(({ command }) => command[1] === CHANGE_PIN)
    .map(({ command }) => Buffer.from(command).toString("hex"));
}

for (const protocol of ["T=0", "T=1"] as const) {
  test(`${protocol}: the old one, FF and the new one go to the card; the display says which is due`, async (t) => {
    const shop = await openPinPadShop("246813", {
      protocol,
      keys: "246813#975310#975310#975310#",
      account: { profile: hangzhou, language: "zh" },
    });
    t.like(await shop.account.changePassword(), { changed: true });
    t.deepEqual(sent(shop), ["805e010007246813ff975310"]);
    for (const words of ["请输入原密码", "请输入新密码", "请再次输入新密码"]) {
      t.true(shop.shown.includes(`${words}|改密******`), shop.shown.join(" then "));
    }
    t.is(shop.shown.at(-1), "|");
    t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
    await shop.close();
  });
}

const EMPTY_VERIFY = { ...hangzhou.password, answersEmptyVerify: true };

/** A card on which no password was ever set. */
function unsetCard() {
  const pin = { reference: null, unset: true };
  return openChips({ ...findProfile("hangzhou"), password: EMPTY_VERIFY, pin }, undefined, 1);
}

for (const protocol of ["T=0", "T=1"] as const) {
  for (const [lengths, typed, apdu] of [
    [{ lengthMax: 6 }, "975310", "805e010004ff975310"],
    [{ lengthMax: 12 }, "1234567", "805e010005ff1234567f"],
  ] as const) {
    test(`P5 6.3.3: a first password on the keypad, ${protocol}, up to ${lengths.lengthMax} digits: no old one is asked for, FF and the new one go to the card`, async (t) => {
      const chips = unsetCard();
      const profile = { ...hangzhou, password: { ...EMPTY_VERIFY, ...lengths } };
      const shop = watched(
        await openShop({
          protocol,
          keys: `${typed}#${typed}#`,
          inSlots: () => [chips.card, chips.psam],
          account: { profile, pinPad: true, language: "zh" },
        }),
      );
      t.like(await shop.account.changePassword(), { changed: true });
      t.deepEqual(sent(shop), [apdu]);
      const words = [...new Set(shop.shown.map((lines) => lines.split("|")[0]))];
      t.deepEqual(
        words.filter((line) => line?.includes("密码")),
        ["请输入新密码", "请再次输入新密码"],
      );
      shop.world.reader.keypad.press(`${typed}#${typed}#${typed}#`);
      t.like(await shop.account.changePassword(), { changed: true }, "from now on there is an old one");
      t.is(sent(shop).length, 2);
      await shop.close();
    });
  }
}

test("a first password on the keypad whose two entries differ is not sent, and the card has none still", async (t) => {
  const chips = unsetCard();
  const profile = { ...hangzhou, password: EMPTY_VERIFY };
  const account = { profile, pinPad: true };
  const shop = await openShop({
    keys: "975310#975311#",
    inSlots: () => [chips.card, chips.psam],
    account,
  });
  t.like(await shop.account.changePassword(), { reason: "the two new passwords differ" });
  t.deepEqual(sent(shop), []);
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  await shop.close();
});

test("old and new one may have different lengths, odd ones too, where the city allows it", async (t) => {
  const shop = await openPinPadShop("246813", { keys: "246813#123456789#123456789#" });
  t.like(await shop.account.changePassword(), { changed: true });
  t.deepEqual(sent(shop), ["805e010009246813ff123456789f"]);
  shop.world.reader.keypad.press("123456789#12345678#12345678#");
  t.like(await shop.account.changePassword(), { changed: true });
  t.deepEqual(sent(shop)[1], "805e01000a123456789fff12345678");
  await shop.close();
});

for (const [what, keys, answer, commands] of [
  [
    "two new ones that differ are not sent",
    "246813#975310#975311#",
    { reason: "the two new passwords differ", triesLeft: undefined },
    0,
  ],
  [
    "a wrong old one costs a try, and says so",
    "111111#975310#975310#",
    { reason: "the card did not change its password: the old password is wrong (63C5)", triesLeft: 5 },
    1,
  ],
  ["cancelled", "246813#97C", { reason: "password entry cancelled", triesLeft: undefined }, 0],
  ["timed out", "246813#97", { reason: "password entry timed out", triesLeft: undefined }, 0],
] as const) {
  test(`change: ${what}`, async (t) => {
    const shop = await openPinPadShop("246813", { keys });
    t.like(await shop.account.changePassword(), { refused: true, ...answer });
    t.is(sent(shop).length, commands);
    await shop.close();
  });
}

test("a change that is given up leaves the card's initial password recognised, and nobody asked", async (t) => {
  const shop = await openShop({ keys: "1234", account: { pinPad: true } });
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  const giveUp = new AbortController();
  const change = shop.account.changePassword({ signal: giveUp.signal });
  shop.reader.clock.after(3000, () => giveUp.abort());
  t.like(await t.throwsAsync(change, { instanceOf: ReaderError }), { code: "aborted", delivery: "not-sent" });
  t.deepEqual(shop.world.reader.panel.lines, ["", ""]);
  t.like(await shop.account.debit({ ref: "S-2", amountFen: 100 }), { outcome: "committed" });
  await shop.close();
});

test("where nobody may choose the initial password a keypad cannot change one: only the till sees what is chosen", async (t) => {
  const profile = {
    ...LONG_PASSWORDS,
    password: { ...LONG_PASSWORDS.password, initialMayBeChosen: false },
  };
  const shop = await openPinPadShop("246813", { account: { profile } });
  const no = await shop.account.changePassword();
  t.regex("reason" in no ? no.reason : "", /a keypad cannot see to that/);
  await shop.close();
});

test("a reader without a keypad says what to do, before the card is asked for a password", async (t) => {
  const shop = await openShop();
  const reader = withPinPad(shop.reader, undefined);
  const account = openAccount({ reader, journal: shop.journal, pinPad: true });
  for (const work of [() => account.changePassword(), () => account.debit({ ref: "S-1", amountFen: 100 })]) {
    const error = await t.throwsAsync(work(), {
      instanceOf: ReaderError,
      message: /has no keypad for passwords/,
    });
    t.like(error, { code: "unsupported", delivery: "not-sent" });
    t.regex(error.remedy, /without --pin-pad/);
  }
  t.is(shop.card.filter(({ command }) => [0x20, CHANGE_PIN].includes(command[1]!)).length, 0);
  await shop.close();
});
