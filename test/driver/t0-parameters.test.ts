import { t0Parameters } from "@duka/driver/t0-parameters";
import { parseAtr } from "@duka/protocol/wire/atr";
import test from "ava";
import { bytes, hex } from "../support/hex.js";

const CLOCK_HZ = 4_000_000;

/** What, ATR, SetParameters structure, N and TA1 in force. */
const GOOD: readonly [string, string, string, number, number][] = [
  ["no interface bytes: TA1 11, N 0, WI 10", "3B 00", "11 00 00 0A 00", 0, 0x11],
  ["inverse convention sets bit 1 of TCCKS", "3F 00", "11 02 00 0A 00", 0, 0x11],
  ["negotiable mode stays at TA1 11 whatever TA1 offers", "3B 10 96", "11 00 00 0A 00", 0, 0x11],
  ["TC1 is the extra guard time", "3B 40 05", "11 00 05 0A 00", 5, 0x11],
  ["TC1 255 goes to the reader as it is", "3B 40 FF", "11 00 FF 0A 00", 255, 0x11],
  ["TC2 is the waiting integer", "3B 80 40 20", "11 00 00 20 00", 0, 0x11],
  ["TC2 of 0 is reserved: the default", "3B 80 40 00", "11 00 00 0A 00", 0, 0x11],
  ["specific mode: TA1 is in force at once", "3B 90 95 10 00", "95 00 00 0A 00", 0, 0x95],
  ["specific mode without TA1", "3B 80 10 00", "11 00 00 0A 00", 0, 0x11],
  ["T=0 first, T=1 also offered", "3B 80 80 01 01", "11 00 00 0A 00", 0, 0x11],
  ["T=15 is no protocol", "3B 80 0F 8F", "11 00 00 0A 00", 0, 0x11],
];

for (const [what, atr, structure, n, fiDi] of GOOD) {
  test(`T=0 parameters: ${what}`, (t) => {
    const parameters = t0Parameters(parseAtr(bytes(atr)), CLOCK_HZ);
    t.is(hex(parameters.structure), structure);
    t.deepEqual(parameters.line, { protocol: 0, fiDi, clockHz: CLOCK_HZ, extraGuardTimeEtu: n });
  });
}

const BAD: readonly [string, string, RegExp][] = [
  ["T=1 alone", "3B 80 01 81", /T=1/],
  ["specific mode T=1", "3B 80 11 01 90", /T=1/],
  ["implicit parameters", "3B 80 10 10", /implicit/],
  ["a reserved Di in specific mode", "3B 90 90 10 00", /reserved/],
];

for (const [what, atr, why] of BAD) {
  test(`no T=0 parameters: ${what}`, (t) => {
    t.throws(() => t0Parameters(parseAtr(bytes(atr)), CLOCK_HZ), { instanceOf: RangeError, message: why });
  });
}
