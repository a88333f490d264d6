import { ABSENT, ATR_MAX, atrLength, isTckRight, parseAtr } from "@duka/protocol/wire/atr";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/values/hex.js";

test("a social-security card: T=0, no TCK, 13 historical bytes", (t) => {
  const atr = bytes("3B 6D 00 00 00 81 48 42 42 86 53 51 19 00 0A 67 1A");
  t.deepEqual(parseAtr(atr), {
    inverseConvention: false,
    ta: [ABSENT],
    tb: [0x00],
    tc: [0x00],
    protocols: [0],
    historicalBytes: bytes("0081484242865351 19000A671A"),
    hasTck: false,
  });
});

test("T=1 with IFSC and BWT: TCK present", (t) => {
  const parsed = parseAtr(bytes("3B 84 80 01 54 65 73 74 33"));
  t.deepEqual(parsed.protocols, [0, 1]);
  t.true(parsed.hasTck);
  t.deepEqual(parsed.historicalBytes, bytes("54657374"));
});

test("the inverse convention is TS 3F", (t) => {
  t.true(parseAtr(bytes("3F 00")).inverseConvention);
});

test("TA2, TB2 and TC2 are the second of their lists", (t) => {
  const parsed = parseAtr(bytes("3B F0 11 22 33 70 A2 B2 C2"));
  t.deepEqual(
    [parsed.ta, parsed.tb, parsed.tc],
    [
      [0x11, 0xa2],
      [0x22, 0xb2],
      [0x33, 0xc2],
    ],
  );
});

const TCK: readonly (readonly [what: string, atr: string, hasTck: boolean])[] = [
  ["no TD1", "3B 00", false],
  ["T=0 alone", "3B 80 00", false],
  ["T=0 twice", "3B 80 80 00", false],
  ["T=1 alone", "3B 80 01 81", true],
  ["T=0 and T=1", "3B 80 80 01 01", true],
  ["T=0 and T=15", "3B 80 80 1F 03 1C", true],
];

for (const [what, atr, hasTck] of TCK) {
  test(`TCK with ${what} is ${hasTck ? "present" : "absent"} (ISO/IEC 7816-3, 8.2.5)`, (t) => {
    t.is(parseAtr(bytes(atr)).hasTck, hasTck);
  });
}

const WRONG: readonly (readonly [what: string, atr: string, message: RegExp])[] = [
  ["nothing", "", /TS must be 3B or 3F/],
  ["TS 03, the inverse convention undecoded", "03 00", /TS must be 3B or 3F/],
  ["TS alone", "3B", /announce a length of 2, but there are 1/],
  ["a missing historical byte", "3B 02 AA", /announce a length of 4, but there are 3/],
  ["a byte too many", "3B 00 00", /announce a length of 2, but there are 3/],
  ["a missing TD1", "3B 80", /announce a length of 3, but there are 2/],
  ["a missing TCK", "3B 80 01", /announce a length of 4, but there are 3/],
  ["a wrong TCK", "3B 80 01 80", /TCK does not fit/],
];

for (const [what, atr, message] of WRONG) {
  test(`${what}: RangeError`, (t) => {
    t.throws(() => parseAtr(bytes(atr)), { instanceOf: RangeError, message });
  });
}

test("an ATR of more than 33 characters is refused, also when its bytes announce so many", (t) => {
  const endless = new Uint8Array(64).fill(0xf0);
  endless[0] = 0x3b;
  t.throws(() => parseAtr(endless), { instanceOf: RangeError });
  t.true(atrLength(endless, endless.length) > ATR_MAX);
  t.true(atrLength(endless, endless.length) < ATR_MAX + 8);
});

/**
 * An ATR with these presence masks (bits 5 to 7: TA TB TC), each group but the last with a TD that names `protocol`.
 */
function build(masks: readonly number[], protocol: number, historical: number): Uint8Array {
  const atr = [0x3b];
  masks.forEach((mask, group) => {
    const more = group < masks.length - 1 ? 0x80 : 0;
    atr.push(mask | more | (group === 0 ? historical : protocol));
    for (const bit of [0x10, 0x20, 0x40]) if (mask & bit) atr.push(16 * (group + 1) + bit / 0x10);
  });
  for (let i = 0; i < historical; i++) atr.push(0x41 + i);
  if (protocol !== 0 && masks.length > 1) atr.push(atr.slice(1).reduce((sum, byte) => sum ^ byte, 0));
  return new Uint8Array(atr);
}

const MASKS = Array.from({ length: 8 }, (_, mask) => mask << 4);

test("every combination of interface bytes, 1 to 3 groups, both protocols, and every truncation", (t) => {
  const groups = [
    ...MASKS.map((a) => [a]),
    ...MASKS.flatMap((a) => MASKS.map((b) => [a, b])),
    ...MASKS.flatMap((a) => MASKS.flatMap((b) => MASKS.map((c) => [a, b, c]))),
  ];
  let wrong = 0;
  for (const masks of groups) {
    for (const protocol of [0, 1]) {
      const historical = (masks.length * 5) % 16;
      const atr = build(masks, protocol, historical);
      const parsed = parseAtr(atr);
      const value = (group: number, bit: number) =>
        masks[group]! & bit ? 16 * (group + 1) + bit / 0x10 : ABSENT;
      masks.forEach((_, group) => {
        if (parsed.ta[group] !== value(group, 0x10)) wrong++;
        if (parsed.tb[group] !== value(group, 0x20)) wrong++;
        if (parsed.tc[group] !== value(group, 0x40)) wrong++;
      });
      if (parsed.historicalBytes.length !== historical) wrong++;
      if (parsed.hasTck !== (protocol !== 0 && masks.length > 1)) wrong++;
      for (let filled = 0; filled < atr.length; filled++) {
        const length = atrLength(atr, filled);
        if (length <= filled || length > atr.length) wrong++;
        if (refusal(atr.subarray(0, filled)) !== "RangeError") wrong++;
      }
    }
  }
  t.is(wrong, 0);
});

test("a reader that asks after every character stops exactly at the end", (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...MASKS), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(0, 1, 15),
      fc.integer({ min: 0, max: 8 }),
      (masks, protocol, historical) => {
        const atr = build(masks, protocol, historical);
        const line = new Uint8Array([...atr, ...new Uint8Array(40).fill(0xff)]);
        let filled = 0;
        while (atrLength(line, filled) > filled) filled++;
        t.is(filled, atr.length);
      },
    ),
  );
});

test("a flipped bit after TS is noticed where there is a TCK", (t) => {
  const atr = bytes("3B 84 80 01 54 65 73 74 33");
  for (let bit = 8; bit < atr.length * 8; bit++) {
    const flipped = atr.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const noticed = refusal(flipped) === "RangeError" || !parseAtr(flipped).hasTck;
    t.true(noticed, `bit ${bit}`);
  }
});

test("any bytes are parsed or refused with a RangeError", (t) => {
  const any = fc.uint8Array({ maxLength: 50 });
  fc.assert(
    fc.property(
      fc.oneof(
        any,
        any.map((tail) => new Uint8Array([0x3b, ...tail])),
      ),
      (atr) => {
        t.true(["parsed", "RangeError"].includes(refusal(atr)));
        t.is(typeof isTckRight(atr, atr.length), "boolean");
        const length = atrLength(atr, atr.length);
        t.true(length >= 2 && length < ATR_MAX + 20);
      },
    ),
    { numRuns: 500 },
  );
});

function refusal(atr: Uint8Array): string {
  try {
    parseAtr(atr);
    return "parsed";
  } catch (error) {
    return error instanceof Error ? error.name : "not an Error";
  }
}
