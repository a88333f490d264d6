/** Reconciliation (对账): an institution's day and the centre's, sale by sale. */
import type { CheckedOf, Handlers, ResponseOf, Sale, settlementOperations } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { saleKey } from "./sale-book.js";

type Operations = typeof settlementOperations;
type Request = CheckedOf<Operations["reconcile"]>;
type Theirs = Request["sales"][number];
type Answer = ResponseOf<Operations["reconcile"]>;
type Difference = Answer["differences"][number];

const SALES_MAX = 100_000;

export function reconciliation(context: Context): Pick<Handlers<Operations>, "reconcile"> {
  return {
    reconcile(request) {
      const ours = salesOfDay(context, request);
      const differences = compare(context, ours, request);
      const settled = ours.filter(({ state }) => state === "settled");
      const cancelled = ours.filter(({ state }) => state === "cancelled");
      return {
        agrees: differences.length === 0,
        settled: totals(settled),
        cancelled: { count: cancelled.length, totalFen: totals(cancelled).totalFen },
        differences,
      };
    },
  };
}

function salesOfDay({ store }: Context, { institutionId, day }: Request): Sale[] {
  return store
    .list("saleOfDay", `${institutionId}|${day}|`, SALES_MAX)
    .flatMap(({ ref }) => store.get("sale", saleKey(institutionId, ref)) ?? []);
}

function compare(
  context: Context,
  ours: readonly Sale[],
  { institutionId, day, sales }: Request,
): Difference[] {
  const open = new Map(
    ours.filter(({ state }) => state === "settled" || state === "cancelled").map((sale) => [sale.ref, sale]),
  );
  const seen = new Set<string>();
  const differences = sales.flatMap((theirs): Difference[] => {
    const { ref } = theirs;
    const own = context.store.get("sale", saleKey(institutionId, ref));
    const centre = own === undefined ? null : recordOf(context, own);
    if (seen.has(ref)) return [{ ref, what: "twice", centre }];
    seen.add(ref);
    open.delete(ref);
    if (centre === null) return [{ ref, what: "not-at-centre", centre }];
    return differing(theirs, centre, day).map((what) => ({ ref, what, centre }));
  });
  return [
    ...differences,
    ...[...open.values()].map(
      (own): Difference => ({ ref: own.ref, what: "not-at-institution", centre: recordOf(context, own) }),
    ),
  ];
}

/** In everything that both say. */
function differing(
  theirs: Theirs,
  { state, day, cardNumber, split, tac }: NonNullable<Difference["centre"]>,
  askedDay: string,
): Difference["what"][] {
  const isSameAmount = split.totalFen === theirs.totalFen && split.accountFen === theirs.accountFen;
  const same: readonly (readonly [what: Difference["what"], isSame: boolean])[] = [
    ["state", state === theirs.state],
    ["day", day === askedDay],
    ["card", cardNumber === theirs.cardNumber],
    ["amount", isSameAmount],
    ["split", theirs.poolFen === null || split.poolFen === theirs.poolFen],
    ["tac", theirs.tac === null || tac === null || tac === theirs.tac],
  ];
  return same.flatMap(([what, isSame]) => (isSame ? [] : [what]));
}

function recordOf({ store }: Context, sale: Sale): NonNullable<Difference["centre"]> {
  const { institutionId, ref, state, day, split } = sale;
  const told = store.get("tacOfSale", saleKey(institutionId, ref));
  return { state, day, cardNumber: told?.cardNumber ?? sale.cardNumber, split, tac: told?.tac ?? null };
}

function totals(sales: readonly Sale[]): Answer["settled"] {
  const sum = (part: "totalFen" | "poolFen" | "accountFen" | "cashFen"): number =>
    sales.reduce((total, { split }) => total + split[part], 0);
  return {
    count: sales.length,
    totalFen: sum("totalFen"),
    poolFen: sum("poolFen"),
    accountFen: sum("accountFen"),
    cashFen: sum("cashFen"),
  };
}
