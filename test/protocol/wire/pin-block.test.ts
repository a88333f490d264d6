/** PIN blocks as CCID 1.1, 6.1.11 has them: literal commands before and after. */
import { fitsPin, insertPin, pinCapacity, pinGrowth } from "@duka/protocol/wire/pin-block";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

type Row = {
  readonly rule: string;
  /** bmFormatString, bmPINBlockString, bmPINLengthFormat. */
  readonly fields: string;
  readonly apdu: string;
  readonly pin: string;
  readonly from?: number;
  readonly expected: string;
};

const ROWS: readonly Row[] = [
  {
    rule: "ASCII, left, block of 4 bytes in a longer field",
    fields: "82 04 00",
    apdu: "00 20 00 01 08 FF FF FF FF FF FF FF FF",
    pin: "1234",
    expected: "00 20 00 01 08 31 32 33 34 FF FF FF FF",
  },
  {
    rule: "BCD, left: two digits in a byte, an odd one leaves a nibble of the padding",
    fields: "81 08 00",
    apdu: "00 20 00 01 08 FF FF FF FF FF FF FF FF",
    pin: "12345",
    expected: "00 20 00 01 08 12 34 5F FF FF FF FF FF",
  },
  {
    rule: "binary: one byte for each digit",
    fields: "80 06 00",
    apdu: "00 20 00 00 06 FF FF FF FF FF FF",
    pin: "1203",
    expected: "00 20 00 00 06 01 02 00 03 FF FF",
  },
  {
    rule: "right: the last digit stands at the end of the block",
    fields: "86 08 00",
    apdu: "00 20 00 00 08 20 20 20 20 20 20 20 20",
    pin: "123456",
    expected: "00 20 00 00 08 20 20 31 32 33 34 35 36",
  },
  {
    rule: "BCD, right, an odd number of digits: the nibble before them is of the padding",
    fields: "85 04 00",
    apdu: "00 20 00 00 04 00 00 00 00",
    pin: "98765",
    expected: "00 20 00 00 04 00 09 87 65",
  },
  {
    rule: "format 2 of ISO 9564: block at byte 1, length in 4 bits at bit 4",
    fields: "89 47 04",
    apdu: "00 20 00 01 08 20 FF FF FF FF FF FF FF",
    pin: "1234",
    expected: "00 20 00 01 08 24 12 34 FF FF FF FF FF",
  },
  {
    rule: "length in 8 bits at a byte offset",
    fields: "8A 86 10",
    apdu: "00 20 00 00 08 00 00 00 00 00 00 00 00",
    pin: "12345",
    expected: "00 20 00 00 08 05 31 32 33 34 35 00 00",
  },
  {
    rule: "offset in bits: BCD digits from the second nibble on",
    fields: "21 03 00",
    apdu: "00 20 00 00 04 2F FF FF FF",
    pin: "123",
    expected: "00 20 00 00 04 21 23 FF FF",
  },
  {
    rule: "block size 0: as many bytes as the digits take, and Lc grows",
    fields: "82 00 00",
    apdu: "00 20 00 81 00",
    pin: "648219",
    expected: "00 20 00 81 06 36 34 38 32 31 39",
  },
  {
    rule: "block size 0, BCD, odd: the last nibble is F, and what stood behind follows",
    fields: "89 00 00",
    apdu: "00 20 00 01 02 AA BB",
    pin: "123",
    expected: "00 20 00 01 04 AA 12 3F BB",
  },
  {
    rule: "block size 0, BCD, odd, right: the first nibble is F",
    fields: "85 00 00",
    apdu: "00 20 00 01 00",
    pin: "12345",
    expected: "00 20 00 01 03 F1 23 45",
  },
  {
    rule: "bInsertionOffset counts bytes, for block and length",
    fields: "89 47 04",
    apdu: "00 24 00 01 10 20 FF FF FF FF FF FF FF 20 FF FF FF FF FF FF FF",
    pin: "567890",
    from: 8,
    expected: "00 24 00 01 10 20 FF FF FF FF FF FF FF 26 56 78 90 FF FF FF FF",
  },
];

function pinFormat(fields: string) {
  const [format = 0, block = 0, lengthFormat = 0] = bytes(fields);
  return { format, block, lengthFormat };
}

/** The command with the PIN in it. */
function inserted(fields: string, apdu: string, pin: string, from = 0): string {
  const buffer = new Uint8Array(64);
  const template = bytes(apdu);
  buffer.set(template);
  insertPin(buffer, pinFormat(fields), from, Uint8Array.from(pin, Number));
  const length = 5 + buffer[4]!;
  if (buffer.subarray(length).some((byte) => byte !== 0)) throw new Error("bytes behind the command");
  return hex(buffer.subarray(0, length));
}

for (const { rule, fields, apdu, pin, from, expected } of ROWS) {
  test(`${rule} (CCID 6.1.11: ${fields})`, (t) => {
    t.is(inserted(fields, apdu, pin, from), expected);
    t.true(fitsPin(pinFormat(fields), from ?? 0, bytes(apdu)[4]!));
  });
}

test("a block that does not lie within the data, or is of a format that does not exist, does not fit", (t) => {
  const rows: [fields: string, from: number, dataLength: number, fits: boolean][] = [
    ["82 08 00", 0, 8, true],
    ["82 08 00", 0, 7, false],
    ["8A 08 00", 0, 8, false],
    ["82 08 00", 1, 8, false],
    ["82 00 00", 0, 0, true],
    ["92 00 00", 0, 1, false],
    ["22 00 00", 0, 8, false],
    ["83 04 00", 0, 8, false],
    ["82 88 17", 0, 8, true],
    ["82 88 18", 0, 8, false],
    ["82 F4 01", 0, 4, true],
    ["82 F1 01", 0, 1, false],
  ];
  for (const [fields, from, dataLength, fits] of rows) {
    t.is(fitsPin(pinFormat(fields), from, dataLength), fits, `${fields} ${from} ${dataLength}`);
  }
});

test("a block holds twice as many BCD digits as bytes; one without size grows by what it needs", (t) => {
  t.is(pinCapacity(pinFormat("81 06 00")), 12);
  t.is(pinCapacity(pinFormat("82 06 00")), 6);
  t.is(pinCapacity(pinFormat("81 00 00")), 255);
  t.is(pinGrowth(pinFormat("81 00 00"), 5), 3);
  t.is(pinGrowth(pinFormat("82 00 00"), 5), 5);
  t.is(pinGrowth(pinFormat("82 08 00"), 5), 0);
});

test("whatever the format, digits are read back where they were put and nothing else has changed", (t) => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      digits,
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      fc.boolean(),
      (pin, type, right, ones) => {
        const size = type === 1 ? 6 : 12;
        const padding = ones ? 0xff : 0x00;
        const command = new Uint8Array(5 + size + 2).fill(padding);
        command[4] = size + 2;
        const format = 0x88 | (right ? 4 : 0) | type;
        insertPin(command, { format, block: size, lengthFormat: 0 }, 0, Uint8Array.from(pin));
        const block = command.subarray(6, 6 + size);
        const units =
          type === 1 ? Array.from(block).flatMap((byte) => [byte >> 4, byte & 15]) : Array.from(block);
        const filler = type === 1 ? padding & 15 : padding;
        const marked = pin.map((digit) => (type === 2 ? 0x30 + digit : digit));
        const rest = new Array<number>(units.length - pin.length).fill(filler);
        t.deepEqual(units, right ? [...rest, ...marked] : [...marked, ...rest]);
        t.deepEqual([command[5], command.at(-1)], [padding, padding]);
      },
    ),
  );
});
