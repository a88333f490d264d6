import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile, profileNames } from "@duka/simulator/profiles/profiles";
import test from "ava";
import fc from "fast-check";
import { chipsAtWork, send } from "../card/chips.js";

const fresh = () => openChips("plain", undefined, 1).serialize();

test("a state gives back the same chips, and the same text again", (t) => {
  const state = fresh();
  t.is(openChips("plain", state, 1).serialize(), state);
  t.is(openChips("plain", state, 99).serialize(), state);
  t.is(fresh(), state);
});

test("balance, log, PIN counter and terminal sequence go on where they were", (t) => {
  const first = chipsAtWork("hangzhou");
  send(first.card, "00 20 00 00 03 111111");
  send(first.card, "80 5E 01 00 07 123456 FF 654321");
  send(first.card, "00 20 00 00 03 111111");
  const second = chipsAtWork("hangzhou", first.serialize());
  t.is(send(second.card, "00 20 00 00 03 111111"), "63C4");
  t.is(send(second.card, "00 20 00 00 03 654321"), "9000");
});

test("a state file says that it is simulated and holds test keys", (t) => {
  const state = JSON.parse(fresh()) as { note: string; profile: string };
  t.regex(state.note, /Simulated .* test keys only/);
  t.is(state.profile, "plain");
});

const DAMAGED: [what: string, damage: (state: string) => string, message: RegExp][] = [
  ["empty", () => "", /no JSON/],
  ["cut", (state) => state.slice(0, -20), /no JSON/],
  ["a list", () => "[]", /no JSON object/],
  ["null", () => "null", /no JSON object/],
  ["something else", () => '{"balance":1}', /not a file of duka simulated chips/],
  [
    "another version",
    (state) => state.replace('"version": 1', '"version": 2'),
    /version 2, .* reads version 1/,
  ],
  ["a member more", (state) => state.replace("{", '{"more": 1,'), /members must be/],
  [
    "one digit changed",
    (state) => state.replace(/"card": "(.)/, (_, digit) => `"card": "${digit === "0" ? 1 : 0}`),
    /checksum/,
  ],
  ["checksum changed", (state) => state.replace(/"checksum": ".{8}"/, '"checksum": "00000000"'), /checksum/],
];

test("a damaged state is refused with its problem, and the file is said to be untouched", (t) => {
  for (const [what, damage, message] of DAMAGED) {
    const error = t.throws(() => openChips("plain", damage(fresh()), 1), { instanceOf: RangeError }, what);
    t.regex(error.message, message, what);
    t.regex(error.message, /The file was left untouched\.$/, what);
  }
});

test("a state of another profile is refused by both names", (t) => {
  t.throws(() => openChips("hangzhou", fresh(), 1), {
    message: /holds a "plain" card, not a "hangzhou" one\. Name its profile, or another file\. /,
  });
});

test("a state of an older layout of the same profile is refused", (t) => {
  const plain = findProfile("plain");
  const longer = { ...plain, purse: { ...plain.purse, logRecords: 20 } };
  const error = t.throws(() => openChips(longer, fresh(), 1), { instanceOf: RangeError });
  t.regex(
    error.message,
    /another layout of its memory\. Name another file, or move this one away and make a new card\. .*left untouched/,
  );
});

test("any change of any character is noticed, or changes nothing", (t) => {
  const state = chipsAtWork("plain").serialize();
  fc.assert(
    fc.property(fc.nat({ max: state.length - 1 }), fc.string({ maxLength: 3 }), (at, replacement) => {
      const changed = state.slice(0, at) + replacement + state.slice(at + 1);
      let answered: string;
      try {
        answered = openChips("plain", changed, 1).serialize();
      } catch (error) {
        t.true(error instanceof RangeError, String(error));
        return;
      }
      t.is(answered, state);
    }),
    { numRuns: 300 },
  );
});

for (const name of profileNames) {
  test(`${name}: the second card of a profile in a process is what the first one of another object is`, (t) => {
    const shared = findProfile(name);
    openChips(shared, undefined, 1);
    const again = openChips(shared, undefined, 1);
    const apart = openChips(structuredClone(shared), undefined, 1);
    t.deepEqual(again.card.memory.image(), apart.card.memory.image());
    t.deepEqual(again.psam.memory.image(), apart.psam.memory.image());
  });
}
