/**
 * A password that the till remembers as locked: every call that needs it refuses without asking; where its holder says
 * that it was freed elsewhere (`passwordUnblocked`), every one of them asks.
 */
import type { Account } from "@duka/driver/account/account";
import type { CallLimits } from "@duka/driver/account/call-limits";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { notSent } from "../../support/card/chip-transport.js";
import { openRig, profileOf } from "../../support/card/sscard-rig.js";
import { openTestTill, stillClock, type TestTill, type TestTillOptions } from "../../support/card/till.js";
import { openInsurance } from "../../support/shop/insurance.js";

/** By which a till remembers this card: the end of its ATR. */
const KEY = findProfile("hangzhou").card.applicationSerialNumber.slice(4);
const LOCKED = { state: "changed", triesLeft: 0 } as const;

type Ask = (account: Account, limits: CallLimits) => Promise<object>;

const CALLS: { readonly [name: string]: Ask } = {
  debit: (account, limits) => account.debit({ ref: "S-1", amountFen: 100, ...limits }),
  "debit of the medical account": (account, limits) =>
    account.debit({ ref: "S-1", amountFen: 100, kind: "medical", ...limits }),
  "bill of a visit": (account, limits) =>
    account.settleBill({ ref: "S-1", visit: "pharmacy", totalFen: 100, ...limits }),
  resettle: (account, limits) => account.resettle("D-1", limits),
  load: (account, limits) => account.credit({ ref: "L-1", amountFen: 100, ...limits }),
  "balance of the deposit": (account, limits) => account.balance("deposit", limits),
  "log of the medical account": (account, limits) => account.log("medical", limits),
  "change of the password": (account, limits) => account.changePassword(limits),
  "old card at a window": (account, limits) => account.verifyOldCard(limits),
};

async function lockedTill(options: TestTillOptions = {}): Promise<TestTill & { asked(): number }> {
  let asked = 0;
  const clock = stillClock();
  const { centre } = await openInsurance(clock, findProfile("hangzhou"));
  const till = await openTestTill({
    clock,
    centre,
    passwordRegister: async () => undefined,
    askPassword: async () => {
      asked++;
      return undefined;
    },
    ...options,
  });
  till.psam.fault = notSent;
  await till.account.debit({ ref: "D-1", amountFen: 100, deferOnEquipmentFailure: true });
  till.psam.fault = undefined;
  await till.journal.passwords.remember(KEY, LOCKED);
  return Object.assign(till, { asked: () => asked });
}

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: remembered as locked it asks no one; said to be freed elsewhere it asks; a call's own word counts before the account's`, async (t) => {
    const till = await lockedTill();
    t.like(await call(till.account, {}), { reason: "password locked" });
    t.is(till.asked(), 0);
    t.like(await call(till.account, { passwordUnblocked: true }), { reason: "password needed" });
    t.is(till.asked(), 1);
    const freed = till.reopen({ passwordUnblocked: true });
    t.like(await call(freed, {}), { reason: "password needed" });
    t.is(till.asked(), 2);
    t.like(await call(freed, { passwordUnblocked: false }), { reason: "password locked" });
    t.is(till.asked(), 2);
  });
}

const FUNCTIONS: { readonly [name: string]: (cardInfo: string) => readonly unknown[] } = {
  iVerifyPIN: () => [1],
  iChangePIN: () => [1],
  iDoDebit: (cardInfo) => [1, cardInfo, "20.00|12.34|20261121140559|"],
};
const PASSWORD_LOCKED = -52;
const CANCELLED = -31;

for (const [name, argumentsOf] of Object.entries(FUNCTIONS)) {
  test(`LD/T 33 ${name}: remembered as locked it shows no prompt; said to be freed elsewhere it does`, async (t) => {
    const { sscard, journal, prompts, cardInfo } = await openRig(profileOf("2.0"));
    const args = argumentsOf(cardInfo);
    await journal.passwords.remember(KEY, LOCKED);
    t.is((await sscard.call(name, args)).code, PASSWORD_LOCKED);
    t.deepEqual(prompts, []);
    t.is((await sscard.call(name, args, { passwordUnblocked: true })).code, CANCELLED);
    t.is(prompts.length, 1);
    const always = await openRig(profileOf("2.0"), { journal, passwordUnblocked: true });
    t.is((await always.sscard.call(name, args)).code, CANCELLED);
    t.is((await always.sscard.call(name, args, { passwordUnblocked: false })).code, PASSWORD_LOCKED);
  });
}

test("a flag that is none is refused by its name, and no one is asked", async (t) => {
  const till = await lockedTill();
  await t.throwsAsync(till.account.balance("deposit", { passwordUnblocked: "yes" as never }), {
    message: /passwordUnblocked/,
  });
  await t.throwsAsync(till.account.debit({ ref: "S-1", amountFen: 100, passwordUnblocked: "yes" as never }), {
    message: /passwordUnblocked/,
  });
  t.throws(() => till.reopen({ passwordUnblocked: 1 as never }), { message: /passwordUnblocked/ });
  t.is(till.asked(), 0);
});
