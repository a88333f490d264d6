/**
 * A whole life of one person's cards: at the window, and at a pharmacy through reader and driver. After every step the
 * centre's register and the card say the same.
 */
import { Password } from "@duka/driver/base/password";
import { openSettlement, type Settlement } from "@duka/driver/centre/settlement";
import type { CallCentre } from "@duka/protocol/centre/centre";
import type { CardEffect, CardIdentity } from "@duka/protocol/centre/register";
import { readRecord, verify } from "@duka/protocol/commands/iso7816";
import { getBalance } from "@duka/protocol/commands/pboc-purse";
import { ACCOUNT_PURSE } from "@duka/protocol/commands/purse-types";
import { taggedRecordOfSfi } from "@duka/protocol/commands/records";
import { hexText, parseHex } from "@duka/protocol/layout/hexadecimal";
import { openChips } from "@duka/simulator/card/open-chips";
import { callInProcess } from "@duka/simulator/centre/call-in-process";
import { createCentre } from "@duka/simulator/centre/centre";
import { faultyEntry } from "@duka/simulator/centre/faulty-entry";
import { bcd, select, send } from "@duka/simulator/centre/keys/chip-talk";
import { carryOut, type Window } from "@duka/simulator/centre/keys/window";
import { centreOfProfile, identityOfProfile } from "@duka/simulator/centre/profile-centre";
import type { CardChip } from "@duka/simulator/chip/chip";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import { PURSE_APPLICATION } from "@duka/simulator/purse/purse-application";
import { SOCIAL_ENVIRONMENT } from "@duka/simulator/social/social-files";
import test, { type ExecutionContext } from "ava";
import { openShop, type Shop } from "../support/shop/shop.js";

const HANGZHOU = findProfile("hangzhou");
/** Three tries, so that three wrong ones lock it. */
const FIRST: Profile = { ...HANGZHOU, password: { ...HANGZHOU.password, retryLimit: 3 } };
const SECOND: Profile = {
  ...FIRST,
  card: { ...FIRST.card, applicationSerialNumber: "33018653000100555555" },
  social: { ...FIRST.social!, cardSerial: "00055555", cardNumber8: "A5555555" },
  purse: { ...FIRST.purse, openingBalanceFen: { deposit: 0, purse: 0 } },
};
const HOLDER = "S330100000777";
const DOCUMENT = { kind: "resident-id", number: "330102199001011234" } as const;
const IN_PERSON = { by: "holder", document: DOCUMENT } as const;
const PHARMACY = "P-7";
const ANOTHER = "258036";

type Life = {
  readonly t: ExecutionContext;
  readonly shop: Shop;
  readonly call: CallCentre;
  readonly window: Window;
  readonly settlement: Settlement;
  chip: CardChip;
  identity: CardIdentity;
  /** What the holder knows. */
  password: string;
  /** What is typed at the pharmacy. */
  readonly typed: string[];
  acts: number;
};

async function begin(t: ExecutionContext): Promise<Life> {
  const typed: string[] = [];
  let call: CallCentre | undefined;
  const shop = await openShop({
    profile: FIRST,
    account: {
      askPassword: async () => {
        const password = typed.shift();
        return password === undefined ? undefined : Password.fromDigits(password);
      },
      centre: {
        institutionId: PHARMACY,
        simulated: true,
        call: (operation, request, deadlineMs) => call!(operation, request, deadlineMs),
      },
    },
  });
  const centre = createCentre({ clock: shop.world.time, ...centreOfProfile(FIRST) });
  call = callInProcess(faultyEntry(centre), shop.world.clock);
  const window: Window = {
    call,
    institutionId: "CENTRE-1",
    terminalId: "330100000001",
    initialPassword: centre.rules.initialPassword,
    authenticationFactor: "last",
    loads: "purse",
    wallMs: () => shop.world.time.wallMs(),
  };
  const settlement = openSettlement({
    journal: shop.journal,
    centre: { institutionId: PHARMACY, simulated: true, call },
    clock: shop.world.clock,
    region: "330100",
  });
  const { card: chip } = shop.world.chips;
  const identity = identityOfProfile(FIRST);
  return { t, shop, call, window, settlement, chip, identity, password: "123456", typed, acts: 0 };
}

/** How an act at the window begins; each has a reference of its own. */
function act(life: Life) {
  return { window: "CENTRE-1", operator: "0042 Wang", ref: `act ${++life.acts}` };
}

/** The card lies on the window's own reader meanwhile. */
async function doAll(life: Life, effects: readonly CardEffect[], newPassword?: string): Promise<void> {
  const { t, shop, chip, identity, password, window } = life;
  const socket = shop.world.reader.slot(0);
  const wasIn = socket.remove();
  for (const effect of effects) {
    const card = { chip, identity, password, ...(newPassword === undefined ? {} : { newPassword }) };
    t.is(await carryOut(window, card, effect), 0x9000, effect.kind);
  }
  chip.powerOff();
  if (wasIn !== undefined) socket.insert(chip);
}

async function sell(life: Life, ref: string, amountFen: number, passwordUnblocked = false): Promise<void> {
  const { t, shop, settlement } = life;
  t.like(
    await shop.account.debit({ ref, amountFen, passwordUnblocked }),
    { outcome: "committed", mac2: "verified" },
    ref,
  );
  t.like(await settlement.upload(), { delivered: 1, failed: 0, refused: 0 });
}

/** Balance and password as card and register have them; a card that is locked shows its balance only. */
async function agree(life: Life, state: string, balanceFen: number, isLocked = false): Promise<void> {
  const { t, chip, call, identity, password, window, shop } = life;
  const socket = shop.world.reader.slot(0);
  const wasIn = socket.remove();
  const { card } = await call("findCard", { cardNumber: identity.cardNumber });
  chip.reset();
  select(chip, PURSE_APPLICATION);
  t.like(send(chip, getBalance, { p2: ACCOUNT_PURSE }), { ok: true, response: { balanceFen } });
  t.like(card, { state, balanceFen });
  if (!isLocked) {
    t.is(send(chip, verify, { pin: bcd(password) }).sw, 0x9000);
    t.is(card.password, password === window.initialPassword ? "initial" : "changed");
  }
  chip.powerOff();
  if (wasIn !== undefined) socket.insert(chip);
}

function insuredRegion({ chip, password }: Life): string {
  chip.reset();
  select(chip, SOCIAL_ENVIRONMENT);
  send(chip, verify, { pin: bcd(password) });
  select(chip, parseHex("D15600000503"));
  const read = send(chip, readRecord, { p1: 0x84, p2: taggedRecordOfSfi(5), le: 5 });
  return read.ok ? hexText(read.response.record.slice(2, 5)) : `SW ${read.sw.toString(16)}`;
}

test("from issue to return: register and card agree after every step, and no fen is lost", async (t) => {
  const life = await begin(t);
  const { call, shop } = life;
  const cardFacts = { version: "2.0", validUntil: "20331231" } as const;

  const person = { holderId: HOLDER, name: "张三", document: DOCUMENT, region: "330100" };
  await call("enrolHolder", { ...act(life), ...person });
  await call("allot", { ...act(life), holderId: HOLDER, amountFen: 80_00 });
  const issued = await call("issueCard", {
    ...act(life),
    vouching: IN_PERSON,
    holderId: HOLDER,
    card: life.identity,
    ...cardFacts,
    openingBalanceFen: 500_00,
    medical: true,
  });
  await doAll(life, issued.effects);
  t.is(insuredRegion(life), "330100");
  t.true((await call("findCard", { cardNumber: life.identity.cardNumber })).card.medical);
  await agree(life, "issued", 500_00);

  await call("activateCard", { ...act(life), vouching: IN_PERSON, card: life.identity });
  await agree(life, "active", 500_00);

  await sell(life, "S-1", 12_50);
  await agree(life, "active", 487_50);

  const changing = await call("changePassword", { ...act(life), vouching: IN_PERSON, card: life.identity });
  await doAll(life, changing.effects, ANOTHER);
  life.password = ANOTHER;
  await agree(life, "active", 487_50);

  life.typed.push(ANOTHER);
  await sell(life, "S-2", 7_50);
  t.deepEqual(life.typed, []);
  await agree(life, "active", 480_00);

  life.typed.push("111111", "222222", "333333");
  t.like(await shop.account.debit({ ref: "S-3", amountFen: 100 }), { outcome: "refused" });
  t.like(await shop.account.debit({ ref: "S-3", amountFen: 100 }), { outcome: "refused" });
  await agree(life, "active", 480_00, true);
  const unblocking = await call("unblockPassword", {
    ...act(life),
    vouching: IN_PERSON,
    card: life.identity,
  });
  await doAll(life, unblocking.effects);
  await agree(life, "active", 480_00);
  life.typed.splice(0);
  // The window is not this till: that the password was freed the holder says.
  t.like(await shop.account.debit({ ref: "S-3", amountFen: 100 }), {
    outcome: "refused",
    reasonCode: "password-locked",
  });
  life.typed.push(ANOTHER);
  await sell(life, "S-3", 100, true);
  await agree(life, "active", 479_00);

  const { cardNumber } = life.identity;
  await call("reportLoss", { ...act(life), vouching: IN_PERSON, cardNumber });
  await agree(life, "lost", 479_00);
  const lost = call("eligibility", { institutionId: PHARMACY, card: life.identity });
  await t.throwsAsync(lost, { name: "CentreError", message: /blacklist/ });

  const replaced = await call("replaceCard", {
    ...act(life),
    vouching: IN_PERSON,
    oldCardNumber: cardNumber,
    card: identityOfProfile(SECOND),
    ...cardFacts,
  });
  life.chip = openChips(SECOND, undefined, 2).card;
  life.identity = identityOfProfile(SECOND);
  life.password = "123456";
  await call("activateCard", { ...act(life), vouching: IN_PERSON, card: life.identity });
  await agree(life, "active", 0);
  shop.world.reader.slot(0).swap(life.chip);
  await doAll(life, replaced.effects);
  await agree(life, "active", 479_00);
  t.is((await call("findCard", { cardNumber })).card.balanceFen, 0);
  t.is((await call("findCard", { cardNumber })).holder.accountFen, 80_00);

  await sell(life, "S-4", 79_00);
  await agree(life, "active", 400_00);

  const returned = await call("cancelCard", {
    ...act(life),
    vouching: IN_PERSON,
    cardNumber: life.identity.cardNumber,
    reason: "moved-away",
  });
  t.is(returned.paidOutFen, 480_00);
  await doAll(life, returned.effects);
  life.chip.reset();
  t.deepEqual(life.chip.execute(parseHex("00A4040009A00000000386980701")), parseHex("6A81"));
  t.is((await call("findCard", { cardNumber: life.identity.cardNumber })).card.state, "cancelled");

  const { events } = await call("events", { holderId: HOLDER, after: 0, limit: 100 });
  t.deepEqual(
    events.map(({ act: what }) => what),
    [
      "enrolHolder",
      "allot",
      "issueCard",
      "activateCard",
      "changePassword",
      "unblockPassword",
      "reportLoss",
      "replaceCard",
      "activateCard",
      "cancelCard, moved-away",
    ],
  );
  t.false(JSON.stringify(events).includes(ANOTHER));
  await shop.close();
});

test("a password that was forgotten is reset at the window, and the initial one pays again without asking", async (t) => {
  const life = await begin(t);
  const { call } = life;
  const person = { holderId: HOLDER, name: "张三", document: DOCUMENT, region: "330100" };
  await call("enrolHolder", { ...act(life), ...person });
  const card = life.identity;
  const facts = {
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen: 500_00,
    medical: false,
  } as const;
  await call("issueCard", { ...act(life), vouching: IN_PERSON, holderId: HOLDER, card, ...facts });
  await call("activateCard", { ...act(life), vouching: IN_PERSON, card });
  const changing = await call("changePassword", { ...act(life), vouching: IN_PERSON, card });
  await doAll(life, changing.effects, ANOTHER);
  life.password = ANOTHER;
  await agree(life, "active", 500_00);
  const reset = await call("resetPassword", { ...act(life), vouching: IN_PERSON, card });
  await doAll(life, reset.effects);
  life.password = "123456";
  await agree(life, "active", 500_00);
  await sell(life, "S-1", 100);
  await agree(life, "active", 499_00);
  await life.shop.close();
});
