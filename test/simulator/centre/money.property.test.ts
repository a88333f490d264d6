import type { CentreRequest, OperationName } from "@duka/protocol/centre/centre";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import {
  debitOf,
  HOLDER,
  IN_PERSON,
  identity,
  openCounter,
  PHARMACY,
  WINDOW,
  withActiveCard,
} from "./counter.js";
import { dump } from "./dump.js";

type Step = { readonly [N in OperationName]: readonly [N, CentreRequest<N>] }[OperationName];

const FEN = fc.constantFrom(1, 99, 100_00, 333_33, 500_00, 1000_01);
const REF = fc.constantFrom("1", "2", "3", "4", "5", "6");
const at = (ref: string) => ({ institutionId: PHARMACY, ref });

const settle = fc.record({ ref: REF, totalFen: FEN, paidFen: FEN, sequence: fc.integer({ min: 1, max: 8 }) });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(REF, FEN)
    .map(
      ([ref, amountFen]): Step => ["allot", { ...WINDOW, ref: `allot ${ref}`, holderId: HOLDER, amountFen }],
    ),
  fc
    .tuple(REF, FEN, FEN, fc.constantFrom("treatment", "discharge", "pharmacy"))
    .map(
      ([ref, totalFen, selfCostFen, kind]): Step => [
        "preSettle",
        { ...at(ref), card: identity(1), kind, totalFen, selfCostFen },
      ],
    ),
  settle.map(({ ref, totalFen, paidFen, sequence }): Step => {
    const debit = debitOf(identity(1), { amountsFen: [paidFen], sequence });
    const payment = { from: "card", debit } as const;
    return ["settle", { ...at(ref), card: identity(1), totalFen, payment, deferred: false }];
  }),
  settle.map(({ ref, totalFen, paidFen }): Step => {
    const payment = { from: "centre", amountFen: paidFen } as const;
    return ["settle", { ...at(ref), card: identity(1), totalFen, payment, deferred: false }];
  }),
  fc.tuple(REF, REF).map(([ref, of]): Step => ["cancel", { ...at(`c${ref}`), of }]),
  fc
    .tuple(REF, REF, fc.constantFrom("preSettle", "settle", "cancel"))
    .map(
      ([ref, of, what]): Step => [
        "reverse",
        { ...at(`r${ref}`), of: what === "cancel" ? `c${of}` : of, what },
      ],
    ),
  fc.constant<Step>([
    "replaceCard",
    {
      ...WINDOW,
      ref: "replace",
      vouching: IN_PERSON,
      oldCardNumber: identity(1).cardNumber,
      card: identity(2),
      version: "3.0",
      validUntil: "20361231",
    },
  ]),
);

test("whatever is asked in whatever order: no fen appears or disappears, and every sale adds up", (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const store = memoryStore();
      const counter = openCounter({ store });
      withActiveCard(counter);
      let broughtFen = 700_00;
      const allotted = new Set<string>();
      for (const [operation, request] of steps) {
        const before = dump(store);
        const answer = counter.centre.answer(operation, request);
        if (!answer.ok) {
          t.is(counter.refusal(operation, request), answer.body.code);
          t.deepEqual(dump(store), before);
        } else if (operation === "allot" && !allotted.has(request.ref)) {
          allotted.add(request.ref);
          broughtFen += request.amountFen;
        }
        checkMoney(t, store, broughtFen);
      }
    }),
    { numRuns: 60 },
  );
});

function checkMoney(t: ExecutionContext, store: ReturnType<typeof memoryStore>, broughtFen: number): void {
  const cardsFen = store.list("card", "", 10).reduce((sum, card) => sum + card.balanceFen, 0);
  const accountsFen = store.list("holder", "", 10).reduce((sum, holder) => sum + holder.accountFen, 0);
  const sales = store.list("sale", "", 100);
  const spentFen = sales
    .filter(({ state, from }) => state === "settled" && from !== "none")
    .reduce((sum, { split }) => sum + split.accountFen, 0);
  t.is(cardsFen + accountsFen + spentFen, broughtFen);
  for (const { split } of sales) t.is(split.poolFen + split.accountFen + split.cashFen, split.totalFen);
  const counted = sales.filter(({ state }) => state === "settled" || state === "pre-settled");
  const poolFen = counted.reduce((sum, { split }) => sum + split.poolFen, 0);
  t.is(
    store.list("annual", "", 10).reduce((sum, year) => sum + year.poolFen, 0),
    poolFen,
  );
}
