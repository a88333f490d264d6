import { checkDebitRequest, type DebitRequest } from "@duka/driver/account/debit-request";
import { transactionTime } from "@duka/driver/base/transaction-time";
import { maskCardNumber } from "@duka/driver/card/card-number";
import test from "ava";
import fc from "fast-check";

const GOOD: DebitRequest = { ref: "S-1", amountFen: 1 };

const WRONG: readonly [
  what: string,
  change: object,
  error: typeof RangeError | typeof TypeError,
  says: RegExp,
][] = [
  ["no ref", { ref: undefined }, TypeError, /ref is a string/],
  ["an empty ref", { ref: "" }, RangeError, /1 to 64 printable ASCII/],
  ["a ref of 65", { ref: "x".repeat(65) }, RangeError, /1 to 64/],
  ["a ref with a line feed", { ref: "S\n1" }, RangeError, /printable/],
  ["a Chinese ref", { ref: "单号" }, RangeError, /ASCII/],
  ["a ref that ends with a space", { ref: "S " }, RangeError, /space/],
  ["10 MB of ref", { ref: "x".repeat(10_000_000) }, RangeError, /1 to 64/],
  ["amount 0", { amountFen: 0 }, RangeError, /amountFen/],
  ["a negative amount", { amountFen: -1 }, RangeError, /amountFen/],
  ["half a fen", { amountFen: 0.5 }, RangeError, /whole fen/],
  ["no number", { amountFen: Number.NaN }, RangeError, /amountFen/],
  ["infinity", { amountFen: Number.POSITIVE_INFINITY }, RangeError, /amountFen/],
  ["an amount above 4 bytes", { amountFen: 0x1_0000_0000 }, RangeError, /4294967295/],
  ["an amount as text", { amountFen: "1250" }, TypeError, /number/],
  ["another kind", { kind: "savings" }, RangeError, /purse.*deposit/],
];

for (const [what, change, instanceOf, message] of WRONG) {
  test(`a request with ${what} is refused before anything happens`, (t) => {
    const error = t.throws(() => checkDebitRequest({ ...GOOD, ...change } as DebitRequest), {
      instanceOf,
      message,
    });
    t.true((error?.message.length ?? 0) < 400);
  });
}

test("the largest amount and the longest ref are taken", (t) => {
  const request = checkDebitRequest({ ref: "x".repeat(64), amountFen: 0xffffffff });
  t.like(request, { kind: "purse", deferOnEquipmentFailure: false });
});

test("a card writes China Standard Time, whatever the till's zone", (t) => {
  t.deepEqual(transactionTime(Date.UTC(2026, 10, 21, 16, 0, 0)), { date: "20261122", time: "000000" });
  t.deepEqual(transactionTime(Date.UTC(2024, 1, 28, 15, 59, 59, 999)), { date: "20240228", time: "235959" });
});

test("a masked card number keeps its length, and shows the first six and last four at most", (t) => {
  t.is(maskCardNumber("33018653000100174236"), "330186**********4236");
  t.is(maskCardNumber("123456"), "**3456");
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{11,24}$/), (number) => {
      const masked = maskCardNumber(number);
      t.is(masked.length, number.length);
      t.is(masked.replaceAll("*", "").length, 10);
    }),
  );
});
