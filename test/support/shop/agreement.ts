/** After whatever went wrong: card, PSAM, journal and centre agree to the fen, and every receipt exists once. */
import type { Account } from "@duka/driver/account/account";
import { openSettlement } from "@duka/driver/centre/settlement";
import { type AccountKind, statusOf } from "@duka/driver/journal/sale";
import type { ExecutionContext } from "ava";
import type { Shop } from "./shop.js";

type Agreed = {
  readonly kind?: AccountKind;
  /** On the card. */
  readonly cardFen: number;
  /** What the card has paid at tills of which this centre does not hear. */
  readonly elsewhereFen?: number;
  /** Committed sales, each of which has one receipt; one by default. */
  readonly receipts?: number;
  /** After a new connection. */
  readonly account?: Account;
};

/** The shop is insured. The PSAM proves itself with a sale of one fen more, the last of all. */
export async function agree(
  t: ExecutionContext,
  shop: Shop,
  { kind = "purse", cardFen, elsewhereFen = 0, receipts = 1, account = shop.account }: Agreed,
): Promise<void> {
  const { journal, world, insurance } = shop;
  if (insurance === undefined) throw new Error("the shop is not insured");
  const { centre } = insurance;
  t.like(await account.balance(kind), { balanceFen: cardFen }, "on the card");
  const settlement = openSettlement({ journal, centre, clock: world.clock, region: "330100" });
  t.like(await settlement.upload(true), { failed: 0, refused: 0 });
  t.like(await insurance.accounts(), { cardFen: cardFen + elsewhereFen }, "at the centre");
  t.deepEqual(await settlement.waiting(), [], "nothing is left to be done");
  const sales = await journal.list();
  const paid = sales.filter((sale) => statusOf(sale) === "committed");
  t.is(paid.length, receipts, "in the journal");
  for (const { ref, amountFen } of paid) {
    const again = await account.debit({ ref, amountFen, kind });
    t.truthy(again.receipt, `the receipt of ${ref}`);
  }
  t.deepEqual(await journal.verify(), []);
  const last = await account.debit({ ref: "agreed", amountFen: 1, kind });
  t.like(last, { outcome: "committed", mac2: "verified", balanceAfterFen: cardFen - 1 }, "the PSAM goes on");
  const used = sales.map(({ intent }) => intent?.terminalSequence ?? 0);
  t.true((last.terminalSequence ?? 0) > Math.max(...used), "no terminal sequence was used twice");
}
