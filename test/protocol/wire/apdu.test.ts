import { type CommandApdu, parseCommandApdu, shortApduCase } from "@duka/protocol/wire/apdu";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/values/hex.js";

const header = "00 A4 04 00";
const data = (count: number) => " AA".repeat(count);

/** ISO/IEC 7816-3, 12.1.3, table 13. */
const CASES: readonly (readonly [what: string, apdu: string, expected: CommandApdu])[] = [
  ["case 1: header only", header, { apduCase: 1, extended: false, dataAt: 4, lc: 0, le: 0 }],
  ["case 2S: Le", `${header} 10`, { apduCase: 2, extended: false, dataAt: 5, lc: 0, le: 16 }],
  ["case 2S: Le 00 is 256", `${header} 00`, { apduCase: 2, extended: false, dataAt: 5, lc: 0, le: 256 }],
  [
    "case 3S: Lc and data",
    `${header} 02${data(2)}`,
    { apduCase: 3, extended: false, dataAt: 5, lc: 2, le: 0 },
  ],
  [
    "case 3S: 255 bytes",
    `${header} FF${data(255)}`,
    { apduCase: 3, extended: false, dataAt: 5, lc: 255, le: 0 },
  ],
  ["case 4S: Lc, data, Le", `${header} 01 AA 08`, { apduCase: 4, extended: false, dataAt: 5, lc: 1, le: 8 }],
  [
    "case 4S: 261 bytes",
    `${header} FF${data(255)} 00`,
    { apduCase: 4, extended: false, dataAt: 5, lc: 255, le: 256 },
  ],
  ["case 2E: Le", `${header} 00 01 00`, { apduCase: 2, extended: true, dataAt: 7, lc: 0, le: 256 }],
  [
    "case 2E: Le 0000 is 65536",
    `${header} 00 00 00`,
    { apduCase: 2, extended: true, dataAt: 7, lc: 0, le: 65536 },
  ],
  [
    "case 3E: a short length",
    `${header} 00 00 02${data(2)}`,
    { apduCase: 3, extended: true, dataAt: 7, lc: 2, le: 0 },
  ],
  [
    "case 3E: 256 bytes",
    `${header} 00 01 00${data(256)}`,
    { apduCase: 3, extended: true, dataAt: 7, lc: 256, le: 0 },
  ],
  [
    "case 3E: 65535 bytes",
    `${header} 00 FF FF${data(65535)}`,
    { apduCase: 3, extended: true, dataAt: 7, lc: 65535, le: 0 },
  ],
  ["case 4E: Le", `${header} 00 00 01 AA 01 02`, { apduCase: 4, extended: true, dataAt: 7, lc: 1, le: 258 }],
  [
    "case 4E: Le 0000",
    `${header} 00 00 01 AA 00 00`,
    { apduCase: 4, extended: true, dataAt: 7, lc: 1, le: 65536 },
  ],
];

for (const [what, apdu, expected] of CASES) {
  test(what, (t) => {
    t.deepEqual(parseCommandApdu(bytes(apdu)), expected);
  });
}

const NO_CASE: readonly (readonly [what: string, apdu: string])[] = [
  ["nothing", ""],
  ["three bytes", "00 A4 04"],
  ["Lc and too little data", `${header} 03 AA AA`],
  ["data and two bytes more", `${header} 01 AA 00 00`],
  ["zero and one byte", `${header} 00 00`],
  ["extended Lc of zero with something after it", `${header} 00 00 00 00`],
  ["extended Lc and too little data", `${header} 00 00 03 AA AA`],
  ["extended data and one byte of Le", `${header} 00 00 01 AA 00`],
  ["extended data and three bytes more", `${header} 00 00 01 AA 00 00 00`],
];

for (const [what, apdu] of NO_CASE) {
  test(`${what}: of no case, and the error shows no byte of it`, (t) => {
    const error = t.throws(() => parseCommandApdu(bytes(apdu)), { instanceOf: RangeError });
    t.is(
      error.message,
      `not a command APDU: ${bytes(apdu).length} bytes fit none of the cases 1 to 4 (ISO/IEC 7816-3, 12.1)`,
    );
  });
}

test("the short case of a command in a longer buffer", (t) => {
  const buffer = new Uint8Array(261);
  buffer[4] = 3;
  t.deepEqual(
    [0, 3, 4, 5, 6, 7, 8, 9, 10].map((length) => shortApduCase(buffer, length)),
    [0, 0, 1, 2, 0, 0, 3, 4, 0],
  );
});

test("any bytes: Lc and Le account for every byte, or RangeError", (t) => {
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map((tail) => new Uint8Array([0, 0, 0, 0, tail.length, ...tail])),
    fc.uint8Array({ maxLength: 20 }).map((tail) => new Uint8Array([0, 0, 0, 0, 0, 0, tail.length, ...tail])),
  );
  fc.assert(
    fc.property(any, (apdu) => {
      let parsed: CommandApdu;
      try {
        parsed = parseCommandApdu(apdu);
      } catch (error) {
        t.true(error instanceof RangeError);
        return;
      }
      const leBytes = parsed.le === 0 ? 0 : parsed.extended ? 2 : 1;
      const dataEnd = parsed.apduCase === 2 ? (parsed.extended ? 5 : 4) : parsed.dataAt + parsed.lc;
      t.is(dataEnd + leBytes, apdu.length);
      t.is(parsed.apduCase, parsed.lc === 0 ? (parsed.le === 0 ? 1 : 2) : parsed.le === 0 ? 3 : 4);
    }),
  );
});
