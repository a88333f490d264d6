/** Reconciliation (对账): an institution's day and the centre's, sale by sale. */
import type { CheckedOf, Handlers, ResponseOf, Sale, settlementOperations } from "@duka/protocol/centre";
import type { Context } from "../context.js";

type Operations = typeof settlementOperations;
type Theirs = CheckedOf<Operations["reconcile"]>["sales"][number];
type Answer = ResponseOf<Operations["reconcile"]>;
type Difference = Answer["differences"][number];

const SALES_MAX = 100_000;

export function reconciliation({ store }: Context): Pick<Handlers<Operations>, "reconcile"> {
  return {
    reconcile({ institutionId, day, sales: theirs }) {
      const ours = store
        .list("saleOfDay", `${institutionId}|${day}|`, SALES_MAX)
        .flatMap(({ ref }) => store.get("sale", `${institutionId}|${ref}`) ?? []);
      const differences = compare(ours, theirs);
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

function compare(ours: readonly Sale[], theirs: readonly Theirs[]): Difference[] {
  const open = new Map(
    ours.filter(({ state }) => state === "settled" || state === "cancelled").map((sale) => [sale.ref, sale]),
  );
  const seen = new Set<string>();
  const differences = theirs.flatMap((sale): Difference[] => {
    const { ref } = sale;
    if (seen.has(ref)) return [{ ref, what: "twice" }];
    seen.add(ref);
    const own = open.get(ref);
    open.delete(ref);
    if (own === undefined) return [{ ref, what: "not-at-centre" }];
    if (own.state !== sale.state) return [{ ref, what: "state" }];
    const isSame = own.split.totalFen === sale.totalFen && own.split.accountFen === sale.accountFen;
    return isSame ? [] : [{ ref, what: "amount" }];
  });
  return [
    ...differences,
    ...[...open.keys()].map((ref): Difference => ({ ref, what: "not-at-institution" })),
  ];
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
