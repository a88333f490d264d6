/** Item 8F says whether the account on the card is used at all (V2 table 49; P7 10.3): "1" on line, "2" off line. */

import { hangzhou } from "@duka/driver/password/city-profile";
import { medical3des } from "@duka/protocol/cities";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openTestTill } from "../../support/card/till.js";
import { openShop } from "../../support/shop/shop.js";

const CARD = findProfile("hangzhou");
const SALE = { ref: "M-1", kind: "medical", amountFen: 1250 } as const;
const INITIALIZE = "28";

function used(use: "1" | "2" | undefined) {
  const { medical, ...social } = CARD.social!;
  return { social: { ...social, medical: { ...medical, ...(use === undefined ? {} : { use }) } } };
}

const byCity = (accountInUse: "item-8F" | "city") => ({
  ...hangzhou,
  medical: { ...hangzhou.medical!, accountInUse },
});

const ROWS = [
  ["1", undefined, "refused"],
  ["1", byCity("item-8F"), "refused"],
  ["1", byCity("city"), "committed"],
  ["2", undefined, "committed"],
  [undefined, undefined, "committed"],
] as const;

for (const [use, profile, outcome] of ROWS) {
  test(`item 8F is ${use ?? "not written"}, the city says ${profile?.medical.accountInUse ?? "nothing"}: ${outcome}`, async (t) => {
    const till = await openTestTill({ simulated: used(use), ...(profile === undefined ? {} : { profile }) });
    const told = await till.account.debit(SALE);
    t.like(told, outcome === "refused" ? { outcome, reasonCode: "account-used-on-line" } : { outcome });
    const asked = till.card.heard.filter((command) => command === "b2 8f 28").length;
    t.is(asked, profile?.medical.accountInUse === "city" ? 0 : 1);
    t.is(
      till.card.heard.some((command) => command.startsWith(INITIALIZE)),
      outcome === "committed",
    );
    t.like(
      await till.account.debit({ ref: "S-1", amountFen: 100 }),
      { outcome: "committed" },
      "the purse is another account",
    );
  });
}

test("an account that the city holds at the centre is not asked about: there is none on the card to be used", async (t) => {
  const shop = await openShop({
    profile: "medical-3des",
    insured: { openingBalanceFen: 0 },
    account: { profile: medical3des },
  });
  const outcome = await shop.account.debit({ ...SALE, medical: { selfPayFen: 0, poolFen: 0 } });
  t.not(outcome.reasonCode, "account-used-on-line");
  t.false(shop.card.some(({ command }) => command[1] === 0xb2 && command[2] === 0x8f));
  await shop.close();
});

test("nothing is loaded onto an account that is used on line only", async (t) => {
  const shop = await openShop({ insured: {}, profile: { ...CARD, ...used("1") } });
  t.like(await shop.account.credit({ ref: "L-1", kind: "medical", amountFen: 100 }), {
    outcome: "refused",
    reasonCode: "account-used-on-line",
  });
  await shop.close();
});
