/** What becomes of a pre-settlement that nobody settles; and cards that come without a password. */
import { DEFAULT_RULES } from "@duka/simulator/centre/rules";
import test from "ava";
import { debitOf, IN_PERSON, openCounter, PHARMACY, WINDOW, withActiveCard } from "./counter.js";

const HOUR_MS = 3_600_000;
/** A pooled fund that one sale empties. */
const RULES = { ...DEFAULT_RULES, poolCeilingFen: 100_00, deductibleFen: { outpatient: 0, inpatient: 0 } };

function preSettled() {
  const counter = openCounter({ rules: RULES });
  const card = withActiveCard(counter);
  const visit = (ref: string) => ({
    institutionId: PHARMACY,
    ref,
    card,
    kind: "treatment" as const,
    totalFen: 200_00,
    selfCostFen: 0,
  });
  const { sale, poolLeftFen } = counter.ask("preSettle", visit("V-1"));
  const poolLeft = () => counter.ask("eligibility", { institutionId: PHARMACY, card }).poolLeftFen;
  const state = () => counter.ask("findSale", { institutionId: PHARMACY, ref: "V-1" }).sale.state;
  const settle = { institutionId: PHARMACY, ref: "V-1", card, totalFen: 200_00, deferred: false };
  return { counter, card, visit, sale, poolLeftFen, poolLeft, state, settle };
}

test("a pre-settlement keeps the pooled fund's part for 24 hours, not a millisecond longer", (t) => {
  const { counter, visit, sale, poolLeftFen, poolLeft, state } = preSettled();
  t.is(sale.split.poolFen, 100_00);
  t.is(poolLeftFen, 0);
  counter.clock.ms += 24 * HOUR_MS - 1;
  t.is(poolLeft(), 0);
  t.is(state(), "pre-settled");
  counter.clock.ms += 1;
  t.is(poolLeft(), 100_00);
  t.is(state(), "expired");
  t.is(counter.ask("preSettle", visit("V-2")).sale.split.poolFen, 100_00);
});

test("an expired one is not settled without a debit of the card, and may be reversed; nothing counts twice", (t) => {
  const { counter, poolLeft, settle } = preSettled();
  counter.clock.ms += 24 * HOUR_MS;
  t.is(counter.refusal("settle", { ...settle, payment: { from: "none" } }), "pre-settlement-expired");
  t.is(poolLeft(), 100_00);
  t.deepEqual(counter.ask("reverse", { institutionId: PHARMACY, ref: "R-1", of: "V-1", what: "preSettle" }), {
    had: "arrived",
    toLoadFen: 0,
  });
  t.is(poolLeft(), 100_00);
  t.is(counter.refusal("settle", { ...settle, payment: { from: "none" } }), "reversed");
});

test("what the card has paid is settled even so: its money is gone", (t) => {
  const { counter, card, poolLeft, settle } = preSettled();
  counter.clock.ms += 48 * HOUR_MS;
  const payment = { from: "card", debit: debitOf(card, { amountsFen: [100_00] }) } as const;
  t.is(counter.ask("settle", { ...settle, payment }).sale.state, "settled");
  t.is(poolLeft(), 0);
  counter.clock.ms += 48 * HOUR_MS;
  t.is(poolLeft(), 0, "a settled sale does not expire");
});

test("one that was settled in time stays settled, and one that was reversed in time is not released again", (t) => {
  const settled = preSettled();
  settled.counter.ask("settle", { ...settled.settle, payment: { from: "none" } });
  settled.counter.clock.ms += 48 * HOUR_MS;
  t.is(settled.poolLeft(), 0);
  t.is(settled.state(), "settled");
  const reversed = preSettled();
  reversed.counter.ask("reverse", { institutionId: PHARMACY, ref: "R-1", of: "V-1", what: "preSettle" });
  reversed.counter.clock.ms += 48 * HOUR_MS;
  t.is(reversed.poolLeft(), 100_00);
});

test("a city whose new cards have no password in use says so until the holder has set one", (t) => {
  const counter = openCounter({ rules: { ...DEFAULT_RULES, passwordAtIssue: "none" } });
  const card = withActiveCard(counter);
  const password = () => counter.ask("eligibility", { institutionId: PHARMACY, card }).password;
  t.is(password(), "none");
  const { effects } = counter.ask("changePassword", { ...WINDOW, ref: "p", vouching: IN_PERSON, card });
  t.is(password(), "none");
  counter.ask("reportEffect", { effect: effects[0]!.effect, done: true });
  t.is(password(), "changed");
});
