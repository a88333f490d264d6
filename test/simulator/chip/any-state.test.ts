/**
 * State files that nobody's simulator wrote: whatever they hold, they are refused by name, or the card in them answers.
 */

import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import { contentsOf } from "@duka/simulator/cli/card-contents";
import { recordsOf } from "@duka/simulator/cli/card-records";
import { readState, writeState } from "@duka/simulator/memory/chip-state";
import test from "ava";
import fc from "fast-check";
import { SELECT_PURSE, send } from "../card/chips.js";
import { SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";

/**
 * The journal and what is set aside begin here: before it lie fingerprint and commit, whose damage is another test's.
 */
const COMMANDS = [
  SELECT_PURSE,
  "00 B0 95 00 00",
  "00 B2 01 C4 00",
  "00 B2 0A C4 00",
  "80 5C 00 02 04",
  "00 20 00 00 03 111111",
  "00 20 00 00 03 123456",
  "80 50 01 02 0B 01 00000001 001122334455",
  "80 50 00 02 0B 01 00000001 001122334455",
  "80 5A 00 06 02 0001",
  "00 DC 01 BC 02 0102",
  "84 1E 00 00 04 00000000",
  SELECT_SSSE,
  "00 B2 01 2C 00",
  "00 B2 07 28 00",
  SELECT_DF04,
  "B0 26 00 01 04",
  "B0 28 01 01 13 01 00000001 00000001 00000001 001122334455",
  "00 B2 01 44 00",
  "00 B2 0A 44 00",
];

const PSAM_COMMANDS = [
  "00 B0 96 00 06",
  "00 A4 00 00 02 DF01",
  "80 70 00 00 1C 11223344 0000 000004E2 06 20261122 093015 01 00 8653000100174236",
  "80 72 00 00 04 00000000",
];

function looksLikeAnswer(answer: string): boolean {
  return answer.length >= 4 && answer.slice(-4, -2) !== "6F";
}

/** Every command is answered, and nothing of the simulator's own program fails. @returns the first that is not */
function firstBroken({ card, psam }: Chips): string | undefined {
  card.reset();
  psam.reset();
  const ofCard = COMMANDS.find((command) => !looksLikeAnswer(send(card, command)));
  return ofCard ?? PSAM_COMMANDS.find((command) => !looksLikeAnswer(send(psam, command)));
}

const fresh = openChips("hangzhou", undefined, 1).serialize();
const { card: cardImage, psam: psamImage } = readState(fresh);

/** A stretch of the image overwritten: with anything, all ones, or all zeros. */
const damage = fc.record({
  at: fc.nat({ max: cardImage.length - 1 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.integer({ min: 1, max: 2000 }).map((length) => new Uint8Array(length).fill(0xff)),
    fc.integer({ min: 1, max: 2000 }).map((length) => new Uint8Array(length)),
  ),
});

function damaged(image: Uint8Array, { at, bytes }: { at: number; bytes: Uint8Array }): Uint8Array {
  const changed = image.slice();
  const from = at % image.length;
  changed.set(bytes.subarray(0, image.length - from), from);
  return changed;
}

test("a memory that holds anything, under a right checksum, is refused or answers every command; show and log too", (t) => {
  let opened = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const state = writeState({
        profile: "hangzhou",
        card: damages.reduce(damaged, cardImage),
        psam: damages.reduce(damaged, psamImage),
      });
      let chips: Chips;
      try {
        chips = openChips(undefined, state, 1);
      } catch (error) {
        t.true(error instanceof RangeError, String(error));
        return t.regex((error as Error).message, /The file was left untouched\.$/);
      }
      opened++;
      t.is(firstBroken(chips), undefined);
      try {
        contentsOf(chips);
        recordsOf(chips.card);
      } catch (error) {
        t.true(error instanceof RangeError, String(error));
      }
    }),
    { numRuns: 300 },
  );
  t.true(opened > 100, `${opened} opened`);
});

test("any text, any JSON and any members as a state: refused by name", (t) => {
  const parsed = JSON.parse(fresh) as { [member: string]: unknown };
  const strange = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .tuple(fc.constantFrom(...Object.keys(parsed)), fc.jsonValue())
      .map(([member, value]) => JSON.stringify({ ...parsed, [member]: value })),
  );
  fc.assert(
    fc.property(strange, (text) => {
      try {
        openChips(undefined, text, 1);
      } catch (error) {
        t.true(error instanceof RangeError, String(error));
        return t.regex(
          (error as Error).message,
          /^the state of the simulated card cannot be used: .*untouched\.$/s,
        );
      }
      return t.is(text, JSON.stringify(parsed), "only the file itself is one");
    }),
    { numRuns: 500 },
  );
});

test("a profile of one's own inside a state is checked like a profile file", (t) => {
  const inside = (profile: unknown) =>
    writeState({ profile: profile as string, card: cardImage, psam: psamImage });
  const error = t.throws(() => openChips(undefined, inside({ name: "mine" }), 1), { instanceOf: RangeError });
  t.regex(error.message, /cannot be used: its profile\.title must be an object/);
  t.throws(() => openChips(undefined, inside("atlantis"), 1), {
    message: /there is no card profile "atlantis"/,
  });
});
