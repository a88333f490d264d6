import { centreOperations, isOperation } from "@duka/protocol/centre/centre";
import { memoryStore } from "@duka/simulator/centre/store/store-memory";
import test from "ava";
import fc from "fast-check";
import { debitOf, IN_PERSON, identity, openCounter, PHARMACY, WINDOW, withActiveCard } from "./counter.js";
import { dump } from "./dump.js";

const OPERATIONS = Object.keys(centreOperations).filter(isOperation);
const card = identity(1);

/** Requests that would be carried out; one member of them is then spoilt. */
const GOOD: readonly (readonly [string, object])[] = [
  ["eligibility", { institutionId: PHARMACY, card }],
  ["resetPassword", { ...WINDOW, ref: "x", vouching: IN_PERSON, card }],
  ["cancelCard", { ...WINDOW, ref: "x", vouching: IN_PERSON, cardNumber: card.cardNumber, reason: "abroad" }],
  [
    "settle",
    {
      institutionId: PHARMACY,
      ref: "x",
      card,
      totalFen: 100,
      payment: { from: "card", debit: debitOf(card, { amountsFen: [100] }) },
      deferred: false,
    },
  ],
  [
    "internalAuthentication",
    { card, address: "004C", processFactor: "00".repeat(8), source: "00".repeat(8) },
  ],
];

const NASTY = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    undefined,
    Number.NaN,
    -1,
    1.5,
    2 ** 32,
    2 ** 53,
    "",
    "\u0000",
    "'; DROP TABLE record; --",
  ),
  fc.constantFrom<unknown>("\ud800", "x".repeat(100_000), [], {}, null, true, "__proto__", ["constructor"]),
);

test("any request to any operation, known or not: a refusal with a code, and memory is unchanged", (t) => {
  const store = memoryStore();
  const counter = openCounter({ store });
  withActiveCard(counter);
  const before = dump(store);
  const operation = fc.oneof(
    fc.constantFrom<string>(...OPERATIONS),
    fc.string(),
    fc.constantFrom("__proto__", "toString"),
  );
  fc.assert(
    fc.property(operation, NASTY, (name, request) => {
      const answer = counter.centre.answer(name, request);
      if (answer.ok) return t.true(["areYouThere"].includes(name));
      t.true(answer.status >= 400 && answer.status < 500);
      t.regex(answer.body.code, /^[a-z0-9-]+$/);
      return t.deepEqual(dump(store), before);
    }),
    { numRuns: 2000 },
  );
});

/** Every place of a value, as a path of members. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => places(member, [...path, name]))];
}

function spoilt(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy: { [member: string]: unknown } = { ...(value as object) };
  copy[name] = spoilt(copy[name], rest, by);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

for (const [name, request] of GOOD) {
  test(`${name} with any one member spoilt is answered or refused, and a refusal changes nothing`, (t) => {
    const all = places(request);
    fc.assert(
      fc.property(fc.constantFrom(...all), NASTY, (path, by) => {
        const store = memoryStore();
        const counter = openCounter({ store });
        withActiveCard(counter);
        const before = dump(store);
        const answer = counter.centre.answer(name, spoilt(request, path, by));
        if (answer.ok) return;
        t.true(answer.status < 500, `${path.join(".")}: ${answer.body.message}`);
        t.deepEqual(dump(store), before);
      }),
      { numRuns: 150 },
    );
  });
}

test("the good requests are good", (t) => {
  for (const [name, request] of GOOD) {
    const counter = openCounter();
    withActiveCard(counter);
    t.true(counter.centre.answer(name, request).ok, name);
  }
});

test("a failure within the centre is told without its words", (t) => {
  const store = {
    ...memoryStore(),
    get: () => {
      throw new Error("secret 729104");
    },
  };
  const answer = openCounter({ store }).centre.answer("findCard", { cardNumber: "A1" });
  t.deepEqual(answer, {
    ok: false,
    status: 500,
    body: { code: "internal", message: "the centre has failed (Error)" },
  });
});
