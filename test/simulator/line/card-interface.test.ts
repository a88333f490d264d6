/** Interface bytes that a simulation gives its card (ISO/IEC 7816-3, 8.2 and 8.3). */
import { describeAtr } from "@duka/simulator/line/atr-timing";
import { type CardInterface, withInterface } from "@duka/simulator/line/card-interface";
import test from "ava";
import { hex, tableChip, unhex } from "./scripted-reader.js";

const ATRS: readonly [string, CardInterface, string][] = [
  ["nothing said: the chip's own", {}, "3B 62 00 05 14 50"],
  ["TA1", { ta1: 0x96 }, "3B 72 96 00 05 14 50"],
  ["T=1: TD1, TD2, TB3, TCK", { protocol: "T=1" }, "3B E2 00 05 81 21 45 14 50 46"],
  [
    "T=1 with everything",
    { protocol: "T=1", ta1: 0x97, guardTime: 255, ifsc: 254, waiting: 0x05, edc: "CRC" },
    "3B F2 97 00 FF 81 71 FE 05 01 14 50 D4",
  ],
  ["both, T=0 first", { protocol: "T=0,T=1" }, "3B E2 00 05 80 21 45 14 50 47"],
  ["specific mode, T=0", { ta1: 0x95, specific: true }, "3B F2 95 00 05 10 00 14 50"],
  [
    "specific mode, T=1",
    { ta1: 0x95, specific: true, protocol: "T=1" },
    "3B F2 95 00 05 91 01 21 45 14 50 D2",
  ],
];

for (const [what, of, atr] of ATRS) {
  test(`ATR: ${what}`, (t) => {
    const { chip } = tableChip({}, "3B 62 00 05 14 50");
    t.is(hex(withInterface(chip, of).reset()), atr);
    const terms = describeAtr(unhex(atr));
    t.is(terms.ta1, of.ta1 ?? 0x11);
    t.is(terms.ifsc, of.ifsc ?? 32);
    t.is(terms.hasCrc, of.edc === "CRC");
  });
}

test("what no interface byte can say is refused by its name; so is a chip that speaks T=1 by itself", (t) => {
  const { chip } = tableChip({});
  for (const [of, what] of [
    [{ ta1: 256 }, /ta1 must be a whole number from 0 to 255, not 256/],
    [{ ifsc: 0 }, /ifsc/],
    [{ ifsc: 255 }, /ifsc/],
    [{ waiting: 0xa0 }, /waiting/],
    [{ guardTime: 1.5 }, /guardTime/],
  ] as const) {
    t.throws(() => withInterface(chip, of), { instanceOf: RangeError, message: what });
  }
  const other = withInterface(tableChip({}, "3B 80 01 81").chip, { ta1: 0x96 });
  t.throws(() => other.reset(), { instanceOf: RangeError });
});

test("a chip without power has no ATR, whatever its interface", (t) => {
  const { chip } = tableChip({});
  t.is(withInterface({ ...chip, reset: () => new Uint8Array(0) }, { ta1: 0x96 }).reset().length, 0);
});
