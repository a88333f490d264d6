import { Password } from "@duka/driver/base/password";
import test from "ava";
import { VOUCHING } from "../support/shop/insurance.js";
import { openShop, strike } from "../support/shop/shop.js";

const AT = { window: "W-1", operator: "clerk", vouching: VOUCHING };

/** Types these one after the other, and remembers what was asked. */
function holder(...words: readonly string[]) {
  const asked: string[] = [];
  let next = 0;
  return {
    asked,
    askPassword: async ({ what = "current" }: { readonly what?: string }) => {
      asked.push(what);
      const word = words[next++];
      return word === undefined ? undefined : Password.fromDigits(word);
    },
  };
}

test("changed: the old one and the new one twice; from then on it is asked for, and the initial one is not tried", async (t) => {
  const typed = holder("123456", "654321", "654321", "654321");
  const shop = await openShop({ account: { askPassword: typed.askPassword } });
  t.like(await shop.account.changePassword(), { changed: true });
  t.deepEqual(typed.asked, ["old", "new", "again"]);
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  t.deepEqual(typed.asked, ["old", "new", "again", "current"]);
  t.is(shop.card.filter(({ command }) => command[1] === 0x20).length, 1, "one VERIFY: the typed one");
  await shop.close();
});

for (const [what, words, reason, triesLeft] of [
  [
    "a wrong old password costs a try, and says so",
    ["111111", "654321", "654321"],
    /old password is wrong/,
    5,
  ],
  [
    "two new ones that differ are not sent",
    ["123456", "654321", "654322"],
    /two new passwords differ/,
    undefined,
  ],
  ["one of the wrong length is not sent", ["123456", "65432", "65432"], /6 digits/, undefined],
  ["giving up leaves everything as it was", ["123456"], /password needed/, undefined],
] as const) {
  test(`change: ${what}`, async (t) => {
    const shop = await openShop({ account: { askPassword: holder(...words).askPassword } });
    const no = await shop.account.changePassword();
    t.like(no, { refused: true, triesLeft });
    t.regex("reason" in no ? no.reason : "", reason);
    t.is(shop.card.filter(({ command }) => command[1] === 0x5e).length, triesLeft === undefined ? 0 : 1);
    await shop.close();
  });
}

test("the answer to the change is lost: nobody guesses, the password is asked for", async (t) => {
  const typed = holder("123456", "654321", "654321", "654321");
  const shop = await openShop({ account: { askPassword: typed.askPassword } });
  strike(shop.world, 0, (command, execute) => {
    const answer = execute();
    return command[1] === 0x5e ? undefined : answer;
  });
  await t.throwsAsync(shop.account.changePassword(), { name: "ReaderError" });
  strike(shop.world, 0, (_command, execute) => execute());
  shop.world.reader.slot(0).insert(shop.world.reader.slot(0).remove()!);
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  await shop.close();
});

test("reset at a service point: PUK by the key server, the initial password is recognised again, who vouched is recorded", async (t) => {
  const typed = holder("123456", "654321", "654321");
  const shop = await openShop({ insured: true, account: { askPassword: typed.askPassword } });
  await shop.account.changePassword();
  t.like(await shop.account.resetPassword({ ...AT, ref: "P-1" }), { done: true });
  t.like(await shop.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  t.is(typed.asked.length, 3, "nobody was asked");
  t.like((await shop.journal.acts.list())[0], {
    what: "reset-password",
    outcome: "done",
    vouchedBy: "holder",
    document: "resident-id 330102********1234",
    card: "330186**********4236",
  });
  await shop.close();
});

test("unblock: a locked password has all its tries again, and stays", async (t) => {
  const wrong = Array<string>(9).fill("111111");
  const typed = holder("123456", "654321", "654321", ...wrong.slice(0, 7), "654321");
  const shop = await openShop({ insured: true, account: { askPassword: typed.askPassword } });
  await shop.account.changePassword();
  // Six are wrong; of the seventh the card says that it is locked.
  for (const ref of ["A", "B"]) await shop.account.debit({ ref, amountFen: 1 });
  t.like(await shop.account.debit({ ref: "C", amountFen: 1 }), {
    outcome: "refused",
    reason: "password locked",
  });
  t.like(await shop.account.unblockPassword({ ...AT, ref: "U-1" }), { done: true });
  const paid = await shop.account.debit({ ref: "D", amountFen: 1 });
  t.like(paid, { outcome: "committed" });
  await shop.close();
});

test("somebody else's document: the centre refuses, the card is not touched", async (t) => {
  const shop = await openShop({ insured: true });
  const vouching = { by: "holder", document: { kind: "resident-id", number: "110101199001011234" } } as const;
  t.like(await shop.account.resetPassword({ ...AT, vouching, ref: "P-1" }), { refused: true });
  t.is(shop.card.filter(({ command }) => command[1] === 0x24).length, 0);
  await shop.close();
});

test("the centre falls silent after the card was reset: what this till knows is right, and the same act told again is over", async (t) => {
  const typed = holder("123456", "654321", "654321");
  const shop = await openShop({ insured: true, account: { askPassword: typed.askPassword } });
  await shop.account.changePassword();
  strike(shop.world, 0, (command, execute) => {
    if (command[1] === 0x24) shop.insurance?.setFaults({ down: true });
    return execute();
  });
  await t.throwsAsync(shop.account.resetPassword({ ...AT, ref: "P-1" }), { name: "CentreError" });
  strike(shop.world, 0, (_command, execute) => execute());
  t.like((await shop.journal.acts.list())[0], { what: "reset-password", outcome: "done" });
  t.like(
    await shop.account.debit({ ref: "S-1", amountFen: 100 }),
    { outcome: "committed" },
    "nobody was asked",
  );
  shop.insurance?.setFaults({ down: false });
  t.like(await shop.account.resetPassword({ ...AT, ref: "P-1" }), { done: true });
  t.is(typed.asked.length, 3);
  await shop.close();
});
