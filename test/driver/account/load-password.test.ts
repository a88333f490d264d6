/** Whether a load needs the password: as the city has it for the purse, always for the deposit (PBOC). */
import { plain } from "@duka/driver/password/city-profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openShop } from "../../support/shop/shop.js";

const VERIFY = 0x20;
const CREDIT_FOR_LOAD = 0x52;

for (const [kind, isVerified] of [
  ["purse", false],
  ["deposit", true],
] as const) {
  test(`a load of the ${kind} in a city without a password for loads: ${isVerified ? "verified" : "not asked for"}`, async (t) => {
    const { account, card, close } = await openShop({
      profile: findProfile("plain"),
      insured: true,
      account: { profile: plain },
    });
    t.like(await account.credit({ ref: "L-1", amountFen: 100, kind }), { outcome: "credited" });
    const steps = card.map(({ command }) => command[1]);
    t.is(steps.filter((ins) => ins === CREDIT_FOR_LOAD).length, 1);
    t.is(steps.includes(VERIFY), isVerified);
    await close();
  });
}
