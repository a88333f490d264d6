/** A service point: a new card is activated, the old one shown with its password; through reader, driver and centre. */

import { ReaderError } from "@duka/driver/base/errors";
import { Password } from "@duka/driver/base/password";
import { openChips } from "@duka/simulator/card/open-chips";
import { identityOfProfile } from "@duka/simulator/centre/profile-centre";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { VOUCHING } from "../support/shop/insurance.js";
import { openShop, type Shop } from "../support/shop/shop.js";

const OLD = findProfile("hangzhou");
const NEW: Profile = {
  ...OLD,
  card: { ...OLD.card, applicationSerialNumber: "33018653000100555555" },
  social: { ...OLD.social!, cardSerial: "00055555", cardNumber8: "A5555555" },
  purse: { ...OLD.purse, openingBalanceFen: { deposit: 0, purse: 0 } },
};
const AT = { window: "W-1", operator: "0042 Wang", vouching: VOUCHING };
const HOLDER_ID = "330102199001011234";

type Window = { readonly shop: Shop; readonly typed: string[]; readonly asked: string[] };

/** The old card is in the reader, active; the new one is issued to the same person. */
async function openWindow(): Promise<Window> {
  const typed: string[] = [];
  const asked: string[] = [];
  const shop = await openShop({
    insured: true,
    account: {
      askPassword: async ({ what = "current" }) => {
        asked.push(what);
        const word = typed.shift();
        return word === undefined ? undefined : Password.fromDigits(word);
      },
    },
  });
  await callOf(shop)("issueCard", {
    ...AT,
    ref: "issue",
    holderId: HOLDER_ID,
    card: identityOfProfile(NEW),
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen: 0,
    medical: true,
  });
  return { shop, typed, asked };
}

function callOf({ insurance }: Shop) {
  if (insurance === undefined) throw new Error("the shop is not insured");
  return insurance.centre.call;
}

async function statesOf(shop: Shop): Promise<string[]> {
  const find = ({ card: { applicationSerialNumber: cardNumber } }: Profile) =>
    callOf(shop)("findCard", { cardNumber });
  return [(await find(OLD)).card.state, (await find(NEW)).card.state];
}

function putNewCardIn({ world }: Shop): void {
  world.reader.slot(0).swap(openChips(NEW, undefined, 2).card);
}

/** As the holder did at a window: card and register know it. */
async function changePassword({ shop, typed }: Window): Promise<void> {
  const { effects } = await callOf(shop)("changePassword", {
    ...AT,
    ref: "change",
    card: identityOfProfile(OLD),
  });
  typed.push("123456", "654321", "654321");
  await shop.account.changePassword();
  await callOf(shop)("reportEffect", { effect: effects[0]!.effect, done: true });
}

async function recorded(t: ExecutionContext, { journal }: Shop, outcome: RegExp): Promise<void> {
  const [act] = await journal.acts.list();
  t.like(act, { what: "activate", window: "W-1", operator: "0042 Wang", vouchedBy: "holder" });
  t.like(act, { document: "resident-id 330102********1234", card: "330186**********5555" });
  t.regex(act?.outcome ?? "", outcome);
}

test("a card without a predecessor is activated at once; done again it is refused, and both acts are recorded", async (t) => {
  const { shop } = await openWindow();
  const first = shop.world.reader.slot(0).swap(openChips(NEW, undefined, 2).card);
  t.truthy(first);
  await callOf(shop)("cancelCard", {
    ...AT,
    ref: "return",
    cardNumber: OLD.card.applicationSerialNumber,
    reason: "returned",
  });
  const done = await shop.account.activate({ ...AT, ref: "A-1" });
  t.like(done, { done: true, cardNumber: "330186**********5555" });
  await recorded(t, shop, /^done$/);
  t.deepEqual(await shop.account.activate({ ...AT, ref: "A-1" }), done, "the same act under the same ref");
  t.like(await shop.account.activate({ ...AT, ref: "A-2" }), { refused: true });
  await recorded(t, shop, /the centre:/);
  t.deepEqual(await statesOf(shop), ["cancelled", "active"]);
  await shop.close();
});

test("the old card has to be shown: without it the centre refuses, nothing changes", async (t) => {
  const { shop } = await openWindow();
  putNewCardIn(shop);
  const no = await shop.account.activate({ ...AT, ref: "A-1" });
  t.regex("reason" in no ? no.reason : "", /old card has to be shown/);
  t.deepEqual(await statesOf(shop), ["active", "issued"]);
  await shop.close();
});

test("an old card with its initial password: nobody is asked, the new card abolishes it and takes its money", async (t) => {
  const { shop, asked } = await openWindow();
  const oldCard = await shop.account.verifyOldCard();
  t.deepEqual(oldCard, { cardNumber: OLD.card.applicationSerialNumber, passwordState: "not-set" });
  if ("refused" in oldCard) return;
  t.deepEqual(asked, []);
  putNewCardIn(shop);
  const done = await shop.account.activate({ ...AT, ref: "A-1", oldCard });
  t.like(done, { done: true });
  t.deepEqual(
    "due" in done ? done.due.map(({ kind }) => kind) : [],
    ["block-application", "load"],
    "what is left to be done on the cards",
  );
  t.deepEqual(await statesOf(shop), ["replaced", "active"]);
  await shop.close();
});

test("an old card whose holder has set a password: it is typed once, and the new card's has to be set", async (t) => {
  const window = await openWindow();
  const { shop, typed, asked } = window;
  await changePassword(window);
  asked.length = 0;
  typed.push("654321");
  const oldCard = await shop.account.verifyOldCard();
  t.deepEqual(oldCard, { cardNumber: OLD.card.applicationSerialNumber, passwordState: "verified" });
  if ("refused" in oldCard) return;
  t.deepEqual(asked, ["current"], "once");
  putNewCardIn(shop);
  const done = await shop.account.activate({ ...AT, ref: "A-1", oldCard });
  const kinds = "due" in done ? done.due.map(({ kind }) => kind) : [];
  t.true(kinds.includes("change-password"), kinds.join());
  typed.push("123456", "258036", "258036");
  t.like(await shop.account.changePassword(), { changed: true, cardNumber: "330186**********5555" });
  await shop.close();
});

test("the old password is wrong: refused with the tries left, and the centre activates nothing without it", async (t) => {
  const window = await openWindow();
  const { shop, typed } = window;
  await changePassword(window);
  typed.push("111111", "222222", "333333");
  t.like(await shop.account.verifyOldCard(), { refused: true, triesLeft: 3 });
  putNewCardIn(shop);
  const { applicationSerialNumber: cardNumber } = OLD.card;
  const no = await shop.account.activate({
    ...AT,
    ref: "A-1",
    oldCard: { cardNumber, passwordState: "not-set" },
  });
  t.regex("reason" in no ? no.reason : "", /old card has a password/);
  t.deepEqual(await statesOf(shop), ["active", "issued"]);
  await shop.close();
});

test("somebody else's document, another window's ref: refused in words; the centre down: thrown, nothing recorded", async (t) => {
  const { shop } = await openWindow();
  putNewCardIn(shop);
  const vouching = { by: "holder", document: { kind: "resident-id", number: "110101199001011234" } } as const;
  t.like(await shop.account.activate({ ...AT, vouching, ref: "A-1" }), { refused: true });
  const before = (await shop.journal.acts.list()).length;
  shop.insurance?.setFaults({ down: true });
  await t.throwsAsync(shop.account.activate({ ...AT, ref: "A-2" }), { name: "CentreError" });
  t.is((await shop.journal.acts.list()).length, before);
  shop.insurance?.setFaults({ down: false });
  shop.world.reader.slot(0).remove();
  await t.throwsAsync(shop.account.activate({ ...AT, ref: "A-3" }), { instanceOf: ReaderError });
  await t.throwsAsync(shop.account.activate({ ...AT, ref: "" }), { instanceOf: RangeError });
  await shop.close();
});
