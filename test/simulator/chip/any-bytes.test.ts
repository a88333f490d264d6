import { openChips } from "@duka/simulator/card/open-chips";
import type { Chip } from "@duka/simulator/chip/chip";
import test from "ava";
import fc from "fast-check";
import { chipsAtWork } from "../card/chips.js";

const KNOWN_INS = [
  0xa4, 0xb0, 0xd6, 0xb2, 0xdc, 0xe2, 0x20, 0x84, 0x82, 0x88, 0x5e, 0x5c, 0x50, 0x54, 0x52, 0x58, 0x5a, 0x70,
  0x72, 0x24, 0x1e, 0x18, 0x16, 0x26, 0x28, 0x2a, 0x2c, 0xde, 0x1a, 0xfa,
];

/** Any bytes at all, and bytes that begin like a command the chips know. */
const anyCommand = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(0x00, 0x04, 0x80, 0x84, 0xb0, 0xbf),
      fc.constantFrom(...KNOWN_INS),
      fc.oneof(fc.constantFrom(0, 1, 4, 0x95, 0x98), fc.integer({ min: 0, max: 255 })),
      fc.oneof(fc.constantFrom(0, 1, 2, 0xc4), fc.integer({ min: 0, max: 255 })),
      fc.uint8Array({ maxLength: 40 }),
      fc.boolean(),
    )
    .map(([cla, ins, p1, p2, data, isWhole]) =>
      Uint8Array.of(cla, ins, p1, p2, ...(isWhole && data.length > 0 ? [data.length] : []), ...data),
    ),
);

/** The money in the memory: without counters of tries and sessions, by what anybody can read. */
function money(chip: Chip): string {
  const commands = ["00A40400 09A00000000386980701", "805C0002 04", "00B201C4 17", "805A0006 020001"];
  return commands
    .map((command) =>
      Buffer.from(chip.execute(Buffer.from(command.replaceAll(" ", ""), "hex"))).toString("hex"),
    )
    .join();
}

/** Done, with a warning or without; or refused at the price of a try: 63Cx, a wrong MAC. */
function mayHaveWritten(sw: number): boolean {
  return sw === 0x9000 || sw >> 8 === 0x62 || sw >> 4 === 0x63c || sw === 0x9302 || sw === 0x6988;
}

for (const profile of ["hangzhou", "plain", "medical-3des", "medical-sm4"]) {
  test(`${profile}: any bytes as commands get a status word, move no money, and what is refused leaves the memory as it is`, (t) => {
    const { card, psam } = chipsAtWork(profile);
    const before = money(card);
    fc.assert(
      fc.property(fc.constantFrom(card, psam), anyCommand, (chip, command) => {
        const given = command.slice();
        const memory = chip.memory.content();
        const response = chip.execute(command);
        t.true(response.length >= 2 && response.length <= 258);
        const sw1 = response[response.length - 2]!;
        t.true((sw1 >= 0x61 && sw1 <= 0x6e) || sw1 === 0x90 || sw1 === 0x93 || sw1 === 0x94, `SW1 ${sw1}`);
        if (!mayHaveWritten((sw1 << 8) | response.at(-1)!)) {
          t.is(Buffer.compare(memory, chip.memory.content()), 0, "what is refused has written nothing");
        }
        t.deepEqual(command, given, "the caller's bytes are left alone");
        t.is(typeof chip.takesData(command), "boolean");
      }),
      { numRuns: 4000 },
    );
    t.is(money(card), before);
  });
}

test("a chip without power says nothing", (t) => {
  const { card } = openChips("plain", undefined, 1);
  t.is(card.execute(Uint8Array.of(0, 0x84, 0, 0, 4)).length, 0);
  card.reset();
  t.is(card.execute(Uint8Array.of(0, 0x84, 0, 0, 4)).length, 6);
  card.powerOff();
  t.is(card.execute(Uint8Array.of(0, 0x84, 0, 0, 4)).length, 0);
});
