import type { CentreRequest } from "@duka/protocol/centre/centre";
import { DEFAULT_RULES } from "@duka/simulator/centre/rules";
import test from "ava";
import {
  type Counter,
  debitOf,
  IN_PERSON,
  identity,
  openCounter,
  PHARMACY,
  TODAY,
  WINDOW,
  withActiveCard,
} from "./counter.js";

const at = (ref: string) => ({ institutionId: PHARMACY, ref });

function settleByCard(
  ref: string,
  amountFen: number,
  sequence: number,
  totalFen = amountFen,
): CentreRequest<"settle"> {
  const card = identity(1);
  const debit = debitOf(card, { amountsFen: [amountFen], sequence });
  return { ...at(ref), card, totalFen, payment: { from: "card", debit }, deferred: false };
}

const cardFen = (counter: Counter) =>
  counter.ask("findCard", { cardNumber: identity(1).cardNumber }).card.balanceFen;
const accountFen = (counter: Counter) =>
  counter.ask("findCard", { cardNumber: identity(1).cardNumber }).holder.accountFen;
const annual = (counter: Counter) =>
  counter.ask("eligibility", { institutionId: PHARMACY, card: identity(1) }).annual;

test("a sale at a pharmacy settles with the card's TAC; the register's balance follows the card", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  const request = settleByCard("S-1", 12_50, 1);
  const first = counter.ask("settle", request);
  t.like(first, { accountFen: 487_50, sale: { state: "settled", day: TODAY, kind: "pharmacy" } });
  t.like(first.sale.split, { totalFen: 12_50, accountFen: 12_50, poolFen: 0, cashFen: 0 });
  t.deepEqual(counter.ask("settle", request), first);
  t.is(cardFen(counter), 487_50);
  t.is(annual(counter).accountFen, 12_50);
  t.deepEqual(counter.ask("findSale", at("S-1")).sale, first.sale);
});

test("the same reference with other content is refused, another institution's is its own", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  counter.ask("settle", settleByCard("S-1", 100, 1));
  t.is(counter.refusal("settle", settleByCard("S-1", 101, 2)), "reference-in-use");
  const elsewhere = { ...settleByCard("S-1", 101, 2), institutionId: "H-9" };
  t.is(counter.ask("settle", elsewhere).accountFen, 497_99);
});

test("one debit of a card settles one sale", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  counter.ask("settle", settleByCard("S-1", 100, 1));
  t.is(counter.refusal("settle", settleByCard("S-2", 100, 1)), "already-settled");
  t.is(cardFen(counter), 499_00);
});

const FORGERIES: readonly (readonly [string, (debit: ReturnType<typeof debitOf>) => object])[] = [
  ["amount", () => ({ amountsFen: [99] })],
  ["terminal", () => ({ terminalId: "000000000000" })],
  ["terminal sequence", (debit) => ({ terminalSequence: debit.terminalSequence + 1 })],
  ["date", () => ({ date: "20261120" })],
  ["type", () => ({ transactionType: 0x05 })],
  ["TAC", (debit) => ({ tac: debit.tac === "00000000" ? "00000001" : "00000000" })],
];

for (const [what, change] of FORGERIES) {
  test(`a TAC that is not over this ${what} is refused, and nothing is settled`, (t) => {
    const counter = openCounter();
    withActiveCard(counter);
    const request = settleByCard("S-1", 100, 1);
    const debit = debitOf(identity(1), { amountsFen: [100] });
    const forged = {
      ...request,
      payment: { from: "card", debit: { ...debit, ...change(debit) } },
    } as typeof request;
    t.is(counter.refusal("settle", forged), "tac-wrong");
    t.is(cardFen(counter), 500_00);
    t.is(counter.refusal("findSale", at("S-1")), "sale-unknown");
  });
}

test("a debit made before the loss report is settled, one made after it is not", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("reportLoss", { ...WINDOW, ref: "l", vouching: IN_PERSON, cardNumber: card.cardNumber });
  const late = debitOf(card, { amountsFen: [100], sequence: 2, time: "140600" });
  const request = settleByCard("S-1", 100, 1);
  t.is(counter.ask("settle", request).accountFen, 499_00);
  const after = { ...request, ref: "S-2", payment: { from: "card", debit: late } } as const;
  t.is(counter.refusal("settle", after), "card-lost");
});

test("a debit that comes after the balance was carried over is taken from the account", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("replaceCard", {
    ...WINDOW,
    ref: "r",
    vouching: IN_PERSON,
    oldCardNumber: card.cardNumber,
    card: identity(2),
    version: "3.0",
    validUntil: "20361231",
  });
  t.is(accountFen(counter), 700_00);
  counter.ask("settle", settleByCard("S-1", 100, 1));
  t.is(accountFen(counter), 699_00);
  t.is(cardFen(counter), 0);
});

test("outpatient: deductible, pooled share, account and cash make up the total", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const request = { ...at("V-1"), card, kind: "treatment", totalFen: 1000_01, selfCostFen: 200_00 } as const;
  const { sale, poolLeftFen } = counter.ask("preSettle", request);
  t.deepEqual(sale.split, {
    totalFen: 1000_01,
    inScopeFen: 800_01,
    deductibleFen: 300_00,
    poolFen: 350_00,
    accountFen: 500_00,
    cashFen: 150_01,
  });
  t.is(poolLeftFen, DEFAULT_RULES.poolCeilingFen - 350_00);
  t.deepEqual(counter.ask("preSettle", request).sale, sale);
  const settled = counter.ask("settle", settleByCard("V-1", 500_00, 1, 1000_01));
  t.deepEqual(settled.sale.split, sale.split);
  t.deepEqual(annual(counter), {
    inScopeFen: 800_01,
    deductibleFen: 300_00,
    poolFen: 350_00,
    accountFen: 500_00,
  });
});

test("the deductible is paid once a year, and the pooled fund ends at its ceiling", (t) => {
  const counter = openCounter({ rules: { ...DEFAULT_RULES, poolCeilingFen: 400_00 } });
  const card = withActiveCard(counter);
  const visit = (ref: string) =>
    counter.ask("preSettle", { ...at(ref), card, kind: "treatment", totalFen: 800_00, selfCostFen: 0 });
  t.like(visit("V-1"), { sale: { split: { deductibleFen: 300_00, poolFen: 350_00 } }, poolLeftFen: 50_00 });
  t.like(visit("V-2"), { sale: { split: { deductibleFen: 0, poolFen: 50_00 } }, poolLeftFen: 0 });
  t.like(visit("V-3"), { sale: { split: { deductibleFen: 0, poolFen: 0 } } });
  counter.ask("reverse", { ...at("R-1"), of: "V-1", what: "preSettle" });
  t.like(visit("V-4"), { sale: { split: { deductibleFen: 300_00, poolFen: 350_00 } } });
  counter.clock.ms += 60 * 86_400_000;
  t.like(visit("V-5"), { sale: { year: "2027", split: { deductibleFen: 300_00, poolFen: 350_00 } } });
});

test("what is settled has to fit what was pre-settled", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("preSettle", { ...at("V-1"), card, kind: "discharge", totalFen: 900_00, selfCostFen: 0 });
  t.is(counter.refusal("settle", settleByCard("V-1", 1, 1, 900_01)), "amounts-differ");
  t.is(counter.refusal("settle", settleByCard("V-1", 900_00, 1, 900_00)), "amounts-differ");
  const less = counter.ask("settle", settleByCard("V-1", 100_00, 1, 900_00));
  t.like(less.sale.split, { poolFen: 85_00, accountFen: 100_00, cashFen: 715_00 });
  const again = { ...at("V-2"), card, kind: "treatment", totalFen: 1, selfCostFen: 2 } as const;
  t.is(counter.refusal("preSettle", again), "amounts-differ");
});

test("an account at the centre pays without a debit, and never more than it has", (t) => {
  const counter = openCounter({ rules: { ...DEFAULT_RULES, account: "centre" } });
  const card = withActiveCard(counter, 1, 0);
  const pay = (ref: string, amountFen: number) =>
    ({
      ...at(ref),
      card,
      totalFen: 150_00,
      payment: { from: "centre", amountFen },
      deferred: false,
    }) as const;
  t.is(counter.ask("settle", pay("S-1", 150_00)).accountFen, 50_00);
  t.is(counter.refusal("settle", pay("S-2", 150_00)), "balance-too-small");
  t.is(counter.ask("settle", pay("S-2", 50_00)).accountFen, 0);
  t.like(counter.ask("cancel", { ...at("C-1"), of: "S-1" }), { accountFen: 150_00, toLoadFen: 0 });
});

test("a cancelled sale gives the money back: from a card it waits to be loaded", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  counter.ask("settle", settleByCard("S-1", 100_00, 1));
  const request = { ...at("C-1"), of: "S-1" };
  const first = counter.ask("cancel", request);
  t.like(first, { toLoadFen: 100_00, accountFen: 400_00, sale: { state: "cancelled" } });
  t.deepEqual(counter.ask("cancel", request), first);
  t.is(accountFen(counter), 300_00);
  t.is(counter.refusal("cancel", { ...at("C-2"), of: "S-1" }), "wrong-state");
  t.is(counter.refusal("cancel", { ...at("C-3"), of: "S-9" }), "sale-unknown");
  t.is(annual(counter).accountFen, 0);
});

test("a reversal undoes a settlement that arrived, once, and its repeat does not bring it back", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  const sale = settleByCard("S-1", 100_00, 1);
  counter.ask("settle", sale);
  const request = { ...at("R-1"), of: "S-1", what: "settle" } as const;
  t.deepEqual(counter.ask("reverse", request), { had: "arrived", toLoadFen: 100_00 });
  t.deepEqual(counter.ask("reverse", request), { had: "arrived", toLoadFen: 100_00 });
  t.deepEqual(counter.ask("reverse", { ...request, ref: "R-2" }), { had: "not-arrived", toLoadFen: 0 });
  t.is(counter.refusal("settle", sale), "reversed");
  t.is(accountFen(counter), 300_00);
});

test("a reversal that is faster than its request keeps it from happening", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  t.is(counter.ask("reverse", { ...at("R-1"), of: "S-1", what: "settle" }).had, "not-arrived");
  t.is(counter.refusal("settle", settleByCard("S-1", 100, 1)), "reversed");
  counter.ask("settle", settleByCard("S-2", 100, 1));
  counter.ask("reverse", { ...at("R-2"), of: "C-1", what: "cancel" });
  t.is(counter.refusal("cancel", { ...at("C-1"), of: "S-2" }), "reversed");
  t.is(counter.ask("findSale", at("S-2")).sale.state, "settled");
});

test("a reversed cancellation makes the sale count again, unless its money was loaded meanwhile", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  counter.ask("settle", settleByCard("S-1", 100_00, 1));
  counter.ask("cancel", { ...at("C-1"), of: "S-1" });
  const undone = counter.ask("reverse", { ...at("R-1"), of: "C-1", what: "cancel" });
  t.deepEqual(undone, { had: "arrived", toLoadFen: 0 });
  t.is(counter.ask("findSale", at("S-1")).sale.state, "settled");
  t.is(accountFen(counter), 200_00);
  t.is(annual(counter).accountFen, 100_00);
  counter.ask("cancel", { ...at("C-2"), of: "S-1" });
  t.is(counter.refusal("reverse", { ...at("R-2"), of: "S-1", what: "settle" }), "wrong-state");
});

test("a deferred sale is settled again once, at the same institution, under its reference", (t) => {
  const counter = openCounter();
  withActiveCard(counter);
  const request = { ...settleByCard("D-1", 100, 1), deferred: true };
  t.true(counter.ask("settle", request).sale.deferred);
  t.deepEqual(counter.ask("settle", request).sale.ref, "D-1");
  t.is(counter.refusal("settle", { ...request, institutionId: "H-9" }), "already-settled");
});

test("reconciliation names every difference of a day, by reference, with what the centre has", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  const requests = ["A", "B", "C", "D", "E"].map((ref, index) => settleByCard(ref, 100, index + 1, 150));
  const tacs = new Map<string, string>();
  for (const request of requests) {
    counter.ask("settle", request);
    if (request.payment.from === "card") tacs.set(request.ref, request.payment.debit.tac);
  }
  counter.ask("cancel", { ...at("X"), of: "E" });
  counter.ask("reverse", { ...at("Y"), of: "D", what: "settle" });
  const line = (ref: string) => ({
    ref,
    state: "settled" as "settled" | "cancelled",
    cardNumber: card.cardNumber,
    totalFen: 150,
    accountFen: 100,
    poolFen: 0 as number | null,
    tac: tacs.get(ref) ?? null,
  });
  const good = {
    institutionId: PHARMACY,
    day: TODAY,
    sales: [line("A"), line("B"), line("C"), { ...line("E"), state: "cancelled" as const }],
  };
  const agreed = {
    agrees: true,
    settled: { count: 3, totalFen: 450, poolFen: 0, accountFen: 300, cashFen: 150 },
    cancelled: { count: 1, totalFen: 150 },
    differences: [],
  };
  t.deepEqual(counter.ask("reconcile", good), agreed);
  const silent = good.sales.map((sale) => ({ ...sale, poolFen: null, tac: null }));
  t.deepEqual(
    counter.ask("reconcile", { ...good, sales: silent }),
    agreed,
    "what is not known is not compared",
  );
  const bad = [
    { ...line("A"), totalFen: 151, poolFen: 1, tac: "00000000", cardNumber: "A33010000099" },
    line("B"),
    line("B"),
    line("E"),
    line("D"),
    line("Z"),
  ];
  const { differences } = counter.ask("reconcile", { ...good, sales: bad });
  t.deepEqual(
    differences.map(({ ref, what, centre }) => [ref, what, centre?.state ?? null]),
    [
      ...["card", "amount", "split", "tac"].map((what) => ["A", what, "settled"]),
      ["B", "twice", "settled"],
      ["E", "state", "cancelled"],
      ["D", "state", "reversed"],
      ["Z", "not-at-centre", null],
      ["C", "not-at-institution", "settled"],
    ],
  );
  t.like(differences[0]?.centre, { day: TODAY, cardNumber: card.cardNumber, split: { totalFen: 150 } });
  t.true(counter.ask("reconcile", { ...good, day: "20261120", sales: [] }).agrees);
});

test("a sale is one of the day on which the card paid, whenever the centre hears of it, and was pre-settled", (t) => {
  const counter = openCounter();
  const card = withActiveCard(counter);
  counter.ask("preSettle", { ...at("A"), card, kind: "pharmacy", totalFen: 150, selfCostFen: 0 });
  counter.clock.ms += 24 * 3_600_000;
  const debit = debitOf(card, { amountsFen: [100], date: "20261122" });
  counter.clock.ms += 24 * 3_600_000;
  const request = { ...at("A"), card, totalFen: 150, deferred: false };
  const { sale } = counter.ask("settle", { ...request, payment: { from: "card", debit } });
  t.is(sale.day, "20261122");
  const reconcile = (day: string) => counter.ask("reconcile", { institutionId: PHARMACY, day, sales: [] });
  t.deepEqual(reconcile(TODAY).differences, []);
  t.deepEqual(
    reconcile("20261122").differences.map(({ what }) => what),
    ["not-at-institution"],
  );
  const { cardNumber } = card;
  const told = {
    ref: "A",
    state: "settled",
    cardNumber,
    totalFen: 150,
    accountFen: 100,
    poolFen: 0,
    tac: debit.tac,
  };
  const other = counter.ask("reconcile", {
    institutionId: PHARMACY,
    day: TODAY,
    sales: [{ ...told, state: "settled" }],
  });
  t.deepEqual(
    other.differences.map(({ what }) => what),
    ["day"],
  );
});
