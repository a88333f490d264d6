import { entryConditionOf, parseFeatures, parseProperties } from "@duka/driver/pcsc/part10";
import { modifyStructure, pinResultOf, verifyStructure } from "@duka/driver/pcsc/part10-pin";
import type { PinModification } from "@duka/protocol/transport";
import test from "ava";
import fc from "fast-check";
import { hex, bytes as unhex } from "../../support/values/hex.js";

/** As a stock driver answers them for its type with a keypad. */
const FEATURES = "06 04 42 33 00 06 07 04 42 33 00 07 0A 04 42 33 00 0A 12 04 42 33 00 12";
const PROPERTIES =
  "01 02 00 00 03 01 00 08 0F 53 74 75 62 52 65 61 64 65 72 2D 31 2E 30 30 09 01 00 0B 02 E6 08 0C 02 78 34 0A 04 00 00 01 00";

test("features are tag, length 4 and a control code, its highest byte first (PC/SC part 10, 2.2)", (t) => {
  const codes = [0x06, 0x07, 0x0a, 0x12].map((tag) => [tag, 0x42330000 + tag]);
  t.deepEqual([...parseFeatures(unhex(FEATURES))], codes as [number, number][]);
  t.is(parseFeatures(unhex("06 04 FF 33 00 06")).get(6), 0xff330006);
});

test("a feature that is cut or no control code is left out", (t) => {
  t.is(parseFeatures(unhex("")).size, 0);
  t.is(parseFeatures(unhex("06")).size, 0);
  t.is(parseFeatures(unhex("06 04 42 33 00")).size, 0);
  t.deepEqual([...parseFeatures(unhex("06 01 42 07 04 42 33 00 07"))], [[7, 0x42330007]]);
});

test("properties are tag, length and value, its lowest byte first; texts are left out (2.6.14)", (t) => {
  const properties = parseProperties(unhex(PROPERTIES));
  t.is(properties.get(0x0a), 65_536);
  t.is(properties.get(0x0b), 0x08e6);
  t.is(properties.get(0x03), 0);
  t.false(properties.has(0x08));
});

test("no answer of any bytes breaks the parsers", (t) => {
  const property = fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
    for (const value of parseFeatures(bytes).values()) t.true(value >= 0 && value <= 0xffffffff);
    for (const value of parseProperties(bytes).values()) t.true(value >= 0 && value <= 0xffffffff);
  });
  t.notThrows(() => fc.assert(property));
});

test("an entry ends by the confirm key where the reader knows it (PIN_PROPERTIES, 2.5.5)", (t) => {
  t.is(entryConditionOf(unhex("00 00 02 00")), 2);
  t.is(entryConditionOf(unhex("00 00 07 00")), 2);
  t.is(entryConditionOf(unhex("00 00 01 00")), 1);
  t.is(entryConditionOf(unhex("00 00 00 00")), 2);
  t.is(entryConditionOf(unhex("")), 2);
});

const VERIFY = {
  apdu: unhex("00 20 00 01 08 FF FF FF FF FF FF FF FF"),
  timeOutS: 30,
  formatString: 0x82,
  blockString: 0x04,
  lengthFormat: 0,
  digitsMin: 4,
  digitsMax: 8,
  langId: 0x0409,
};
const MODIFY: PinModification = {
  ...VERIFY,
  apdu: unhex("00 24 00 01 10 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF"),
  insertionOffsetOld: 0,
  insertionOffsetNew: 8,
  confirmNew: true,
  askOld: true,
};

test("PIN_VERIFY_STRUCTURE (2.5.2)", (t) => {
  t.is(
    hex(verifyStructure(VERIFY, 2)),
    "1E 1E 82 04 00 08 04 02 01 09 04 00 00 00 00 0D 00 00 00 00 20 00 01 08 FF FF FF FF FF FF FF FF",
  );
});

test("PIN_MODIFY_STRUCTURE (2.5.3): one message for each PIN that is asked for", (t) => {
  const head = (change: PinModification) => hex(modifyStructure(change, 2)).slice(0, 24 * 3 - 1);
  t.is(head(MODIFY), "1E 1E 82 04 00 00 08 08 04 03 02 03 09 04 00 01 02 00 00 00 15 00 00 00");
  t.is(
    head({ ...MODIFY, askOld: false }),
    "1E 1E 82 04 00 00 08 08 04 01 02 02 09 04 01 02 00 00 00 00 15 00 00 00",
  );
  t.is(
    head({ ...MODIFY, confirmNew: false }),
    "1E 1E 82 04 00 00 08 08 04 02 02 02 09 04 00 01 00 00 00 00 15 00 00 00",
  );
  t.is(
    head({ ...MODIFY, askOld: false, confirmNew: false }),
    "1E 1E 82 04 00 00 08 08 04 00 02 01 09 04 01 00 00 00 00 00 15 00 00 00",
  );
});

test("a value that does not fit its byte is a RangeError that names it", (t) => {
  for (const [wrong, message] of [
    [{ timeOutS: 0 }, /timeOutS must be a whole number from 1 to 255, not 0/],
    [{ timeOutS: 256 }, /timeOutS/],
    [{ digitsMin: 9 }, /digitsMax must be a whole number from 9 to 255, not 8/],
    [{ digitsMin: 1.5 }, /digits/],
    [{ formatString: -1 }, /formatString/],
    [{ blockString: 256 }, /blockString/],
    [{ lengthFormat: Number.NaN }, /lengthFormat/],
    [{ langId: 65_536 }, /langId must be a whole number from 0 to 65535/],
    [{ insertionOffsetOld: -1 }, /insertionOffsetOld/],
    [{ insertionOffsetNew: 300 }, /insertionOffsetNew/],
  ] as const) {
    t.throws(() => modifyStructure({ ...MODIFY, ...wrong }, 2), { instanceOf: RangeError, message });
  }
});

test("status words of the reader in place of the card's are outcomes, all others the card's answer (2.5.7)", (t) => {
  t.deepEqual(pinResultOf(unhex("64 00"), 0), { outcome: "timedOut" });
  t.deepEqual(pinResultOf(unhex("64 01"), 0), { outcome: "cancelled" });
  t.deepEqual(pinResultOf(unhex("64 02"), 0), { outcome: "mismatch" });
  t.deepEqual(pinResultOf(unhex("64 03"), 0), { outcome: "wrongLength" });
  t.is(pinResultOf(unhex("6B 80"), 0), undefined);
  for (const answer of ["90 00", "63 C2", "69 83", "00 64 00"]) {
    t.deepEqual(pinResultOf(unhex(answer), 0), { outcome: "answered", response: unhex(answer) });
  }
});

test("of a T=1 block with CRC one byte of the CRC is left over, and cut off", (t) => {
  t.deepEqual(pinResultOf(unhex("63 C2 25"), 1), { outcome: "answered", response: unhex("63 C2") });
  t.deepEqual(pinResultOf(unhex("64 01"), 1), { outcome: "cancelled" });
  t.deepEqual(pinResultOf(unhex("63 C2 25"), 0), { outcome: "answered", response: unhex("63 C2 25") });
});
