/** An act of a service point that a card has refused, or whose end was not heard, is asked again under its ref. */
import { Password } from "@duka/driver/base/password";
import test from "ava";
import { VOUCHING } from "../support/shop/insurance.js";
import { openShop, strike } from "../support/shop/shop.js";

const AT = { window: "W-1", operator: "clerk", vouching: VOUCHING };
const REFUSED = Uint8Array.of(0x69, 0x85);

const CARD = "33018653000100174236";

const words = ["123456", "654321", "654321"];

async function shopWithChangedPassword() {
  const typed = [...words];
  const shop = await openShop({
    insured: true,
    account: {
      askPassword: async () => {
        const word = typed.shift();
        return word === undefined ? undefined : Password.fromDigits(word);
      },
    },
  });
  await shop.account.changePassword();
  const instructions = (ins: number) => shop.card.filter(({ command }) => command[1] === ins).length;
  return { shop, instructions };
}

for (const [act, kind] of [
  ["resetPassword", "reset-password"],
  ["unblockPassword", "unblock-password"],
] as const) {
  for (const [where, ins] of [
    ["the challenge", 0x84],
    ["the service point's proof", 0x82],
    ["the command itself", 0x24],
  ] as const) {
    test(`${kind} refused by the card at ${where}: nothing was changed, it stays due, and the same ref is tried again`, async (t) => {
      const { shop } = await shopWithChangedPassword();
      strike(shop.world, 0, (command, execute) => (command[1] === ins ? REFUSED : execute()));
      const no = await shop.account[act]({ ...AT, ref: "P-1" });
      t.like(no, { refused: true, statusWord: 0x6985 });
      t.like((await shop.journal.acts.list())[0], { what: kind, ref: "P-1" });
      strike(shop.world, 0, (_command, execute) => execute());
      t.like(await shop.account[act]({ ...AT, ref: "P-1" }), { done: true });
      t.like((await shop.journal.acts.list())[0], { what: kind, ref: "P-1", outcome: "done" });
      await shop.close();
    });
  }

  test(`${kind} that was done is told again under its ref: neither card nor key server is asked`, async (t) => {
    const { shop, instructions } = await shopWithChangedPassword();
    t.like(await shop.account[act]({ ...AT, ref: "P-1" }), { done: true });
    const before = instructions(0x24);
    t.is(before, 1);
    t.like(await shop.account[act]({ ...AT, ref: "P-1" }), { done: true });
    t.is(instructions(0x24), before);
    t.like(await shop.account[act]({ ...AT, ref: "P-2" }), { done: true });
    t.is(instructions(0x24), before + 1, "another ref is another act");
    await shop.close();
  });

  test(`${kind} that one ref left due is over when another one has done it`, async (t) => {
    const { shop } = await shopWithChangedPassword();
    strike(shop.world, 0, (command, execute) => (command[1] === 0x24 ? REFUSED : execute()));
    t.like(await shop.account[act]({ ...AT, ref: "P-1" }), { refused: true });
    strike(shop.world, 0, (_command, execute) => execute());
    t.like(await shop.account[act]({ ...AT, ref: "P-2" }), { done: true });
    const { due } = await shop.insurance!.centre.call("findCard", { cardNumber: CARD });
    t.deepEqual(due, []);
    await shop.close();
  });
}
