/** What is said of a request that is wrong: the member, what it may be, and what stood there unless it is private. */

import { checkDebitRequest, type DebitRequest, debitData } from "@duka/driver/account/debit-request";
import { refusing } from "@duka/driver/base/argument";
import { checkParams, METHODS } from "@duka/driver/serve/requests";
import { readData } from "@duka/protocol/data/read-data";
import { members, text } from "@duka/protocol/data/values";
import test from "ava";

const GOOD = { ref: "S-1", amountFen: 100, kind: "medical" };

const SAID: readonly [what: string, change: object, error: typeof Error, message: string][] = [
  [
    "a fraction of a fen",
    { amountFen: 0.5 },
    RangeError,
    "amountFen must be a number of whole fen, 1 to 4294967295, not 0.5",
  ],
  [
    "a text",
    { amountFen: "9" },
    TypeError,
    'amountFen must be a number of whole fen, 1 to 4294967295, not "9"',
  ],
  [
    "nothing",
    { ref: undefined },
    TypeError,
    "ref is a string, the point of sale's own number, not undefined",
  ],
  [
    "a part of a bill",
    { medical: { poolFen: -1 } },
    RangeError,
    "medical.poolFen must be a number of whole fen, 0 to 4294967295, not -1",
  ],
  [
    "a date",
    { when: { date: "1", time: "140559" } },
    RangeError,
    'when.date must be 8 digits, YYYYMMDD, not "1"',
  ],
  [
    "what stands on the receipt is not told",
    { detail: { name: "张\u0007三" } },
    RangeError,
    "detail.name is 1 to 120 characters without control characters",
  ],
];

for (const [what, change, instanceOf, message] of SAID) {
  test(`a request is refused by its member: ${what}`, (t) => {
    t.throws(() => checkDebitRequest({ ...GOOD, ...change } as DebitRequest), { instanceOf, message });
  });
}

test("a mistyped member is named, with those that there are", (t) => {
  t.throws(() => checkDebitRequest({ ...GOOD, amount: 1 } as unknown as DebitRequest), {
    instanceOf: TypeError,
    message: /^request has no member "amount"; known: ref, amountFen, kind, /,
  });
});

test("of a member that is private nothing is told, at any depth", (t) => {
  const schema = members({ holder: members({ name: text }), place: text });
  const of = (value: object) => () =>
    readData(schema, value, "request", refusing(value, "request", ["holder"]));
  t.throws(of({ holder: { name: 330186 }, place: "W" }), { message: "holder.name must be a text" });
  t.throws(of({ holder: "330186", place: "W" }), { message: "holder must be an object" });
  t.throws(of({ holder: { name: "n" }, place: 7 }), { message: "place must be a text, not 7" });
});

test("duka serve has the account's own declarations, and tells nothing of what stood there", (t) => {
  const {
    ref,
    amountFen,
    medical,
    totalFen,
    detail,
    deadlineMs,
    passwordUnblocked,
    deferOnEquipmentFailure,
  } = debitData.shape;
  const { kind: _kind, ...shape } = METHODS.debit.params.shape;
  t.deepEqual(
    { ...shape },
    {
      ...{ ref, amountFen, medical, totalFen, detail, passwordUnblocked, deadlineMs },
      deferOnFailure: deferOnEquipmentFailure,
    },
  );
  for (const [name, shared] of Object.entries({
    ref,
    amountFen,
    medical,
    totalFen,
    detail,
    passwordUnblocked,
    deadlineMs,
  })) {
    t.true((shape as Record<string, unknown>)[name] === shared, name);
  }
  const error = t.throws(() => checkParams("debit", { ref: "S-1", amountFen: 12.345 }), {
    instanceOf: RangeError,
  });
  t.is(error.message, "params.amountFen: must be a number of whole fen, 1 to 4294967295");
});

test("a part of a medical bill that is not named is nothing", (t) => {
  t.deepEqual(checkParams("debit", { ref: "S-1", amountFen: 1, medical: { poolFen: 2 } }).medical, {
    selfPayFen: 0,
    poolFen: 2,
  });
});
