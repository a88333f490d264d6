import { simulate } from "@duka/simulator";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { createOperator, handsAt } from "@duka/simulator/world/operator";
import test, { type ExecutionContext } from "ava";

function atTheReader(t: ExecutionContext) {
  const first = createTransferChip(0);
  const other = createTransferChip(1);
  const simulation = simulate({ inSlots: ({ psam }) => [first, psam] });
  t.teardown(() => simulation.close());
  const operator = createOperator(
    simulation.reader,
    handsAt(simulation.reader, (slot) => (slot === 0 ? other : undefined)),
  );
  return { operator, reader: simulation.reader, first, other };
}

test("out takes the card out, in puts the same one back", (t) => {
  const { operator, reader, first } = atTheReader(t);
  t.is(operator.obey("out"), "slot 0: card out");
  t.is(reader.slot(0).chip, undefined);
  t.is(operator.obey(" in \n"), "slot 0: card in");
  t.is(reader.slot(0).chip, first);
});

test("swap puts the other card in, and the next swap the first one back", (t) => {
  const { operator, reader, first, other } = atTheReader(t);
  t.is(operator.obey("swap"), "slot 0: card swapped");
  t.is(reader.slot(0).chip, other);
  operator.obey("swap");
  t.is(reader.slot(0).chip, first);
});

test("a slot may be named", (t) => {
  const { operator, reader } = atTheReader(t);
  const psam = reader.slot(1).chip;
  operator.obey("out 1");
  t.is(reader.slot(1).chip, undefined);
  operator.obey("in 1");
  t.is(reader.slot(1).chip, psam);
});

test("restart takes power from the reader and gives it back", (t) => {
  const { operator, reader } = atTheReader(t);
  t.is(operator.obey("restart"), "the reader was restarted");
  t.throws(() => reader.powerUp(), { message: /has power already/ });
});

const MISTAKES: readonly (readonly [before: readonly string[], word: string, message: RegExp])[] = [
  [[], "jump", /"jump" is not understood: out \[SLOT\]/],
  [[], "out 12", /not understood/],
  [[], "keys", /not understood/],
  [[], "keys 12x", /^keys are 0 to 9, # /],
  [[], "out 7", /no slot 7/],
  [[], "in", /slot 0 has a card already/],
  [["out"], "out", /slot 0 is empty/],
  [[], "swap 1", /no other card for slot 1/],
  [[], "in 1", /no card to put into slot 1|has a card already/],
];

for (const [before, word, message] of MISTAKES) {
  test(`what cannot be done is said: ${[...before, word].join(", then ")}`, (t) => {
    const { operator } = atTheReader(t);
    for (const each of before) operator.obey(each);
    t.throws(() => operator.obey(word), { instanceOf: RangeError, message });
  });
}
