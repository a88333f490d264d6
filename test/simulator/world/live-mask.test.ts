/** Names and numbers on a card line, character by character: they are masked as they come. */
import { findProfile } from "@duka/simulator/profiles/profiles";
import { liveMask } from "@duka/simulator/world/live-mask";
import { createPersonalMask } from "@duka/simulator/world/personal-mask";
import type { LoggedEvent } from "@duka/simulator/world/world-event";
import test from "ava";

const PROFILE = findProfile("hangzhou");

function opened() {
  const mask = createPersonalMask();
  mask.addCard(PROFILE);
  return { mask, live: liveMask(mask) };
}

const character = (byte: string, chip: "card" | "psam" = "card"): LoggedEvent => ({
  ...{ atMs: 0, type: "character", chip, to: "reader", byte },
});
const bytesOf = (events: readonly LoggedEvent[]) =>
  events.map((event) => (event.type === "character" ? event.byte : event.type)).join(" ");

test("the same characters are hidden as in a log that is complete, in the same order", (t) => {
  const { mask, live } = opened();
  const name = PROFILE.card.holderNameGbk.match(/../g)!;
  const number = PROFILE.card.applicationSerialNumber.match(/../g)!;
  const events = [..."61 1E 90 00".split(" "), ...number, "12", "34", ...name, "20", "00", "90", "00"].map(
    (byte) => character(byte),
  );
  const told = events.flatMap((event) => live.push(event));
  t.deepEqual([...told, ...live.flush()], mask.events(events));
  t.notRegex(bytesOf(told), new RegExp(number.slice(0, 4).join(" ")));
});

test("what may be the beginning of a number waits, with all behind it, and is told when it is none", (t) => {
  const { live } = opened();
  const [first, second, third] = PROFILE.card.applicationSerialNumber.match(/../g)! as [
    string,
    string,
    string,
  ];
  t.deepEqual(live.push(character(first)), []);
  t.true(live.isWaiting);
  t.deepEqual(live.push({ atMs: 1, type: "operator", what: "card out" }), []);
  t.is(bytesOf(live.push(character("FF"))), `${first} operator FF`);
  t.deepEqual(live.push(character(first)), []);
  t.deepEqual(
    [second, third].flatMap((byte) => live.push(character(byte))),
    [],
  );
  t.is(bytesOf(live.push(character("AA", "psam"))), "", "the lines are told apart, and keep their order");
  t.is(bytesOf(live.flush()), "·· ·· ·· AA", "where no more comes it is not told that it was none");
  t.false(live.isWaiting);
  t.deepEqual(live.push(character(first)), []);
  t.is(bytesOf(live.flush()), first, "one byte says nothing");
  const [half] = PROFILE.card.holderNameGbk.match(/../g)!;
  t.deepEqual(live.push(character(half!)), []);
  t.is(bytesOf(live.flush()), "··", "of a name nothing is told");
});

test("a card that loses its power finishes no number", (t) => {
  const { live } = opened();
  const bytes = PROFILE.card.applicationSerialNumber.match(/../g)!.slice(0, 3);
  for (const byte of bytes) live.push(character(byte));
  t.is(bytesOf(live.push({ atMs: 1, type: "power", chip: "card", on: false })), "·· ·· ·· power");
});
