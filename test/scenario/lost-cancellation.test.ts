/** A sale is taken back, and the centre's answer to the cancellation is lost: books and centre agree in the end. */
import { exportDay } from "@duka/driver/centre/day-export";
import { openSettlement } from "@duka/driver/centre/settlement";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test, { type ExecutionContext } from "ava";
import { cityOf } from "../support/card/sscard-rig.js";
import { INSTITUTION } from "../support/shop/insurance.js";
import { openShop, type Shop } from "../support/shop/shop.js";

const AT_CENTRE = findProfile("medical-3des");
const MEDICAL = { kind: "medical", medical: { selfPayFen: 0, poolFen: 0 } } as const;
const DAY = "2026-11-21";
const FOREVER = 99;

const openPurseShop = () => openShop({ insured: { openingBalanceFen: 50_000 } });
const openCentreShop = () =>
  openShop({
    profile: AT_CENTRE,
    insured: { openingBalanceFen: 0 },
    account: { profile: cityOf(AT_CENTRE) },
  });

async function pay(shop: Shop, more: typeof MEDICAL | object): Promise<void> {
  await shop.account.debit({ ref: "S-1", amountFen: 809, ...more });
  await settlementOf(shop).upload(true);
}

function settlementOf({ journal, insurance, world }: Shop, region = "330100") {
  return openSettlement({ journal, centre: insurance!.centre, clock: world.clock, region });
}

async function saleOf({ journal, insurance }: Shop) {
  const [sale] = await journal.find("S-1");
  const { centre } = insurance!;
  const { sale: known } = await centre.call("findSale", { institutionId: INSTITUTION, ref: "S-1" });
  return { reversedBy: sale!.reversedBy, atCentre: known.state };
}

/** The sale is cancelled on both sides, nothing waits, and the day's export knows it. */
async function agree(t: ExecutionContext, shop: Shop, reversedBy = "R-1"): Promise<void> {
  t.deepEqual(await saleOf(shop), { reversedBy, atCentre: "cancelled" });
  t.deepEqual(await settlementOf(shop).waiting(), []);
  t.like((await exportDay(shop.journal, DAY, true)).totals, { committed: { count: 0, amountFen: 0 } });
  t.deepEqual(await shop.journal.verify(), []);
}

for (const [lost, first] of [
  [1, "credited"],
  [2, "credited"],
  [3, "credited"],
  [4, "not-credited"],
  [FOREVER, "not-credited"],
] as const) {
  test(`a purse sale is taken back, ${lost} answers of the centre are lost: the upload learns that it is cancelled, and what is not on the card waits for another reversal`, async (t) => {
    const shop = await openPurseShop();
    await pay(shop, {});
    shop.insurance!.setFaults({ loseAnswers: lost });
    t.is((await shop.account.reverse({ ref: "R-1", of: "S-1" })).outcome, first);
    shop.insurance!.setFaults({ loseAnswers: 0 });
    await settlementOf(shop).upload(true);
    if (first === "not-credited") {
      t.like(await settlementOf(shop).waiting(), [{ ref: "S-1", what: "reverse", amountFen: 809 }]);
      t.like(await shop.account.reverse({ ref: "R-2", of: "S-1" }), { outcome: "credited" });
      await settlementOf(shop).upload(true);
    }
    await agree(t, shop, first === "credited" ? "R-1" : "R-2");
    const { holderFen, cardFen } = await shop.insurance!.accounts();
    const { balanceFen } = (await shop.account.balance()) as { balanceFen: number };
    t.is(cardFen, balanceFen, "the centre knows what is on the card");
    t.is(holderFen + cardFen, 60_000, "no fen is lost or made");
    await shop.close();
  });

  test(`a sale of an account at the centre is taken back, ${lost} answers are lost: credited once it is known, never "not-credited"`, async (t) => {
    const shop = await openCentreShop();
    await pay(shop, MEDICAL);
    const { entry } = shop.insurance!;
    const { receive } = entry;
    let left: number = lost;
    Object.assign(entry, {
      receive(operation: string, request: unknown) {
        const received = receive(operation, request);
        return operation === "cancel" && left-- > 0 ? { ...received, answers: [] } : received;
      },
    });
    const { outcome } = await shop.account.reverse({ ref: "R-1", of: "S-1" });
    t.true(outcome === "credited" || outcome === "undecided", outcome);
    left = 0;
    await settlementOf(shop).upload(true);
    t.like(await shop.account.reverse({ ref: "R-1", of: "S-1" }), { outcome: "credited" });
    await agree(t, shop);
    await shop.close();
  });
}

test("the centre never hears of the cancellation: the sale stays, nothing is given back", async (t) => {
  const shop = await openPurseShop();
  await pay(shop, {});
  shop.insurance!.setFaults({ down: true });
  t.notDeepEqual((await shop.account.reverse({ ref: "R-1", of: "S-1" })).outcome, "credited");
  shop.insurance!.setFaults({ down: false });
  await settlementOf(shop).upload(true);
  t.deepEqual(await saleOf(shop), { reversedBy: undefined, atCentre: "settled" });
  t.deepEqual(await shop.journal.verify(), []);
  await shop.close();
});
