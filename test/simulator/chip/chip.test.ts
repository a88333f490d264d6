import { parseAtr } from "@duka/protocol/wire/atr";
import { openChips } from "@duka/simulator/card/open-chips";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";
import { send } from "../card/chips.js";

test("the ATR: 3B 6D 00 00, chip maker, operating system, card maker, serial; T=0", (t) => {
  const { card, psam } = openChips("hangzhou", undefined, 1);
  t.is(hex(card.reset()), "3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36");
  t.is(hex(psam.reset()), "3B 6D 00 00 00 81 48 42 42 86 53 00 09 00 00 00 21");
  const atr = parseAtr(card.reset());
  t.deepEqual(atr.protocols, [0]);
  t.is(atr.historicalBytes.length, 13);
  t.false(atr.hasTck);
});

test("a caller may do what it likes with an ATR", (t) => {
  const { card } = openChips("plain", undefined, 1);
  card.reset().fill(0);
  t.is(card.reset()[0], 0x3b);
});

test("T=0 asks by the header alone whether data follows", (t) => {
  const { card, psam } = openChips("hangzhou", undefined, 1);
  const directions: [header: string, takesData: boolean][] = [
    ["00 A4 04 00 09", true],
    ["00 20 00 00 03", true],
    ["00 D6 95 00 01", true],
    ["80 50 01 02 0B", true],
    ["80 54 01 00 0F", true],
    ["80 5E 01 00 07", true],
    ["80 5A 00 06 02", true],
    ["00 B0 95 00 1E", false],
    ["00 B2 01 C4 17", false],
    ["00 84 00 00 04", false],
    ["80 5C 00 02 04", false],
    ["80 99 00 00 04", false],
    ["FF A4 00 00 02", false],
    ["80 70 00 00 1C", false],
    ["00", false],
    ["", false],
  ];
  for (const [header, takesData] of directions) t.is(card.takesData(bytes(header)), takesData, header);
  t.true(psam.takesData(bytes("80 70 00 00 1C")));
  t.true(psam.takesData(bytes("80 72 00 00 04")));
  t.false(psam.takesData(bytes("80 54 01 00 0F")));
});

test("unknown CLA 6E00, unknown INS 6D00, wrong P1 P2 6A86, no header 6700", (t) => {
  const { card } = openChips("hangzhou", undefined, 1);
  card.reset();
  const answers: [command: string, sw: string][] = [
    ["FF A4 00 00", "6E00"],
    ["90 A4 00 00", "6E00"],
    ["00 99 00 00", "6D00"],
    ["80 A4 00 00", "6D00"],
    ["00 84 00 01 04", "6A86"],
    ["00 A4", "6700"],
    ["", "6700"],
    ["00 A4 00 00 00 00 02 3F 00", "6700"],
    ["00 A4 00 00 05 3F 00", "6700"],
  ];
  for (const [command, sw] of answers) t.is(send(card, command), sw, command);
});

test("random numbers differ between sessions, commands and chips, and are the same for the same seed", (t) => {
  const challenges = (seed: number, state?: string) => {
    const { card, psam, serialize } = openChips("hangzhou", state, seed);
    const drawn: string[] = [];
    for (let session = 0; session < 3; session++) {
      for (const chip of [card, psam]) {
        chip.reset();
        drawn.push(send(chip, "00 84 00 00 08"), send(chip, "00 84 00 00 08"));
      }
    }
    return { drawn, state: serialize() };
  };
  const first = challenges(1);
  t.deepEqual(challenges(1).drawn, first.drawn);
  const all = [...first.drawn, ...challenges(2).drawn, ...challenges(1, first.state).drawn];
  t.is(new Set(all).size, all.length);
});
