/**
 * After a lossy day: do card, till and centre agree, and is every difference listed that is planted then, and no other?
 */
import { isRefusal } from "@duka/driver";
import { reconcileDay } from "@duka/driver/centre/reconcile-day";
import { SALE } from "@duka/driver/journal/record-columns";
import { statusOf } from "@duka/driver/journal/sale";
import { seededRandom } from "@duka/simulator/time/random";
import type { ExecutionContext } from "ava";
import { setColumns } from "./changed-row.js";
import { INSTITUTION } from "./insurance.js";
import { FAULT_NAMES, type LossyDay, OPENING_FEN, openLossyDay } from "./lossy-day.js";

const DAY = "2026-11-21";

type Listed = readonly [ref: string, what: string];
type Planting = {
  readonly name: string;
  plant(
    day: LossyDay,
    file: string,
    sale: { readonly id: number; readonly ref: string; readonly amountFen: number },
  ): Promise<Listed[]>;
};

/** Beside the journal's own steps, with a checksum that fits. */
const atTill = (
  what: string,
  set: (sale: { ref: string; amountFen: number }) => Parameters<typeof setColumns>[3],
): Planting => ({
  name: `till: ${what}`,
  async plant(_day, file, sale) {
    setColumns(file, SALE, sale.id, set(sale));
    return [[sale.ref, what]];
  },
});

const PLANTINGS: readonly Planting[] = [
  atTill("amount", ({ amountFen }) => ({
    amount_fen: amountFen + 1,
    total_fen: null,
    self_pay_fen: null,
    pool_fen: null,
  })),
  atTill("tac", () => ({ tac: "00000000", settle_tac: null })),
  atTill("card", () => ({ card_number: "33018653000100179999" })),
  atTill("state", () => ({ reversed_by: "R-1" })),
  atTill("state", () => ({ state: "undecided", settle_state: null })),
  atTill("day", () => ({ date: "20261120" })),
  {
    name: "till: unknown under its ref",
    async plant(_day, file, { id, ref }) {
      setColumns(file, SALE, id, { ref: `X${ref}` });
      return [
        [ref, "not-at-till"],
        [`X${ref}`, "not-at-centre"],
      ];
    },
  },
  {
    name: "centre: cancelled",
    async plant({ centre }, _file, { ref }) {
      await centre.call("cancel", { institutionId: INSTITUTION, ref: `C-${ref}`, of: ref });
      return [[ref, "state"]];
    },
  },
  {
    name: "centre: reversed",
    async plant({ centre }, _file, { ref }) {
      await centre.call("reverse", { institutionId: INSTITUTION, ref: `R-${ref}`, of: ref, what: "settle" });
      return [[ref, "state"]];
    },
  },
];

/**
 * @param file of the journal
 * @param sales of the day
 * @param each how many differences of each kind are planted
 */
export async function agreeAndReconcile(
  t: ExecutionContext,
  {
    file,
    sales,
    seed,
    each,
  }: { readonly file: string; readonly sales: number; readonly seed: number; readonly each: number },
): Promise<void> {
  const day = await openLossyDay(file, sales, seed);
  const { till, settlement, insurance, outcomes, otherSplits, struck } = day;
  const at = `seed ${seed}`;
  t.deepEqual([...struck.keys()].sort(), [...FAULT_NAMES].sort(), `${at}: every fault has struck`);
  const unpaid = outcomes.filter(({ outcome }) => outcome !== "committed");
  t.deepEqual(
    unpaid.map(({ ref, reason }) => `${ref} ${reason}`),
    [],
    `${at}: every sale was paid at last`,
  );

  const paid = (await till.journal.list({ limit: 100_000 })).filter((sale) => statusOf(sale) === "committed");
  t.is(paid.length, sales, at);
  const leftFen = OPENING_FEN - paid.reduce((sum, { amountFen }) => sum + amountFen, 0);
  t.is(await onCardFen(day), leftFen, `${at}: card and till`);
  t.like(await insurance.accounts(), { cardFen: leftFen }, `${at}: centre and till`);
  const differing = otherSplits.map((ref): Listed => [ref, "split"]);
  t.deepEqual(await listed(day), sorted(differing), `${at}: but for what was declared otherwise they agree`);
  const waiting = (await settlement.waiting()).map(({ ref, what }): Listed => [ref, what]);
  t.deepEqual(sorted(waiting), sorted(otherSplits.map((ref): Listed => [ref, "differs"])), at);
  t.deepEqual(await till.journal.verify(), [], at);

  const random = seededRandom(seed, each);
  const free = paid.filter(({ ref }) => !otherSplits.includes(ref));
  const planted: Listed[] = [];
  for (const { plant } of PLANTINGS) {
    for (let count = 0; count < each; count++) {
      const [sale] = free.splice(random.below(free.length), 1);
      if (sale !== undefined) planted.push(...(await plant(day, file, sale)));
    }
  }
  t.deepEqual(
    await listed(day),
    sorted([...differing, ...planted]),
    `${at}: all that was planted, and no other`,
  );
  await till.journal.close();
}

async function listed({ till, centre }: LossyDay): Promise<Listed[]> {
  const { differences } = await reconcileDay(till.journal, centre, DAY);
  return sorted(differences.map(({ ref, what }): Listed => [ref ?? "", what]));
}

function sorted(list: readonly Listed[]): Listed[] {
  return [...list].sort((one, other) => (one.join() < other.join() ? -1 : 1));
}

async function onCardFen({ till: { account } }: LossyDay): Promise<number> {
  const both = [await account.balance("purse"), await account.balance("medical")];
  return both.reduce((sum, one) => sum + (isRefusal(one) ? Number.NaN : one.balanceFen), 0);
}
