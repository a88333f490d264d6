/** Which balance and sequence enter the TAC of a medical load: new and before (P7 11.8), or as the profile says. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openShop } from "../../support/shop/shop.js";

const CARD = findProfile("hangzhou");

for (const balance of ["new", "old"] as const) {
  for (const sequence of ["before", "after"] as const) {
    test(`${balance} balance, sequence ${sequence}: card and centre agree, and the load is credited`, async (t) => {
      const profile = { ...CARD, purse: { ...CARD.purse, loadTac: { balance, sequence } } };
      const shop = await openShop({ profile, insured: { allottedFen: 50_000, openingBalanceFen: 120_000 } });
      const loaded = await shop.account.credit({ ref: "L-1", kind: "medical", amountFen: 5000 });
      t.like(loaded, { outcome: "credited" });
      t.like(await shop.insurance!.accounts(), { cardFen: 125_000 });
      await shop.close();
    });
  }
}
