/** A card whose medical function is not open pays from no medical account where there is a centre; its purse does. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openShop } from "../support/shop/shop.js";

const INS_MEDICAL_PURCHASE = 0x2c;
const REASONS = [
  ["due", "insurance-data-due", /still waits to be written: a service point writes it/],
  ["none", "medical-not-open", /is not open: its holder has it opened at the agency/],
] as const;

for (const name of ["hangzhou", "medical-3des", "medical-sm4"]) {
  for (const [medical, reasonCode, reason] of REASONS) {
    test(`${name}: ${reasonCode}, the medical account is refused with what to do, the card is not asked to pay, the ref is free`, async (t) => {
      const profile = findProfile(name);
      const shop = await openShop({ profile, insured: { medical }, account: { profile } });
      const sale = { ref: "M-1", kind: "medical", amountFen: 100 } as const;
      const refused = await shop.account.debit(sale);
      t.like(refused, { outcome: "refused", reasonCode });
      t.regex(refused.reason ?? "", reason);
      t.deepEqual(await shop.journal.find("M-1"), []);
      t.false(shop.card.some(({ command }) => command[0] === 0xb0 && command[1] === INS_MEDICAL_PURCHASE));
      await shop.close();
    });
  }
}

test("its purse pays, and the same card pays from the medical account once the function is open", async (t) => {
  const due = await openShop({ insured: { medical: "due" } });
  t.like(await due.account.debit({ ref: "S-1", amountFen: 100 }), { outcome: "committed" });
  await due.close();
  const open = await openShop({ insured: true });
  t.like(await open.account.debit({ ref: "M-1", kind: "medical", amountFen: 100 }), { outcome: "committed" });
  await open.close();
});
