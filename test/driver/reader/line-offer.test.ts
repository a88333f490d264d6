import { agreedFiDi, lineOffers, ppsRequest } from "@duka/driver/reader/line-offer";
import { parseAtr } from "@duka/protocol/wire/atr";
import test from "ava";
import { bytes, hex } from "../../support/values/hex.js";

const CLOCK_HZ = 4_000_000;

function withTck(text: string): string {
  const atr = bytes(text);
  const tck = atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
  return hex(Uint8Array.of(...atr, tck));
}

/** What, ATR, SetParameters structure, N and TA1 in force. */
const T0: readonly [string, string, string, number, number][] = [
  ["no interface bytes: TA1 11, N 0, WI 10", "3B 00", "11 00 00 0A 00", 0, 0x11],
  ["inverse convention sets bit 1 of TCCKS", "3F 00", "11 02 00 0A 00", 0, 0x11],
  ["a reader that takes no other speed: TA1 11 whatever TA1 offers", "3B 10 96", "11 00 00 0A 00", 0, 0x11],
  ["TC1 is the extra guard time", "3B 40 05", "11 00 05 0A 00", 5, 0x11],
  ["TC1 255 goes to the reader as it is", "3B 40 FF", "11 00 FF 0A 00", 255, 0x11],
  ["TC2 is the waiting integer", "3B 80 40 20", "11 00 00 20 00", 0, 0x11],
  ["TC2 of 0 is reserved: the default", "3B 80 40 00", "11 00 00 0A 00", 0, 0x11],
  ["specific mode: TA1 is in force at once", "3B 90 95 10 00", "95 00 00 0A 00", 0, 0x95],
  ["specific mode without TA1", "3B 80 10 00", "11 00 00 0A 00", 0, 0x11],
  ["T=0 first, T=1 also offered", "3B 80 80 01 01", "11 00 00 0A 00", 0, 0x11],
];

for (const [what, atr, structure, n, fiDi] of T0) {
  test(`T=0: ${what}`, (t) => {
    const [offer, ...others] = lineOffers(parseAtr(bytes(atr)), CLOCK_HZ, 0);
    t.is(hex(offer!.structure), structure);
    t.deepEqual(offer!.line, { protocol: 0, fiDi, clockHz: CLOCK_HZ, extraGuardTimeEtu: n });
    t.deepEqual([offer!.pps, offer!.t1, others], [undefined, undefined, []]);
  });
}

/** What, ATR without TCK, SetParameters structure, IFSC. */
const T1: readonly [string, string, string, number][] = [
  ["no interface bytes: BWI 4, CWI 13, IFSC 32, LRC", "3B 80 01", "11 10 00 4D 00 20 00", 32],
  ["inverse convention sets bit 1 of TCCKS", "3F 80 01", "11 12 00 4D 00 20 00", 32],
  ["TA3 is IFSC, TB3 are BWI and CWI", "3B 80 81 31 FE 45", "11 10 00 45 00 FE 00", 254],
  ["TC3 1 is CRC", "3B 80 81 41 01", "11 11 00 4D 00 20 00", 32],
  ["TC1 255", "3B C0 FF 01", "11 10 FF 4D 00 20 00", 32],
  ["TA2 names it: specific mode", "3B 90 95 91 01 71 40 35 00", "95 10 00 35 00 40 00", 64],
  ["T=15 in between is about something else", "3B 80 81 9F 10 31 80 45", "11 10 00 45 00 80 00", 128],
  ["the first group of T=1 counts", "3B 80 81 91 40 11 80", "11 10 00 4D 00 40 00", 64],
];

for (const [what, atr, structure, ifsc] of T1) {
  test(`T=1: ${what}`, (t) => {
    const [offer, ...others] = lineOffers(parseAtr(bytes(withTck(atr))), CLOCK_HZ, 0);
    t.is(hex(offer!.structure), structure);
    t.deepEqual([offer!.line.protocol, offer!.t1?.ifsc, offer!.pps, others.length], [1, ifsc, undefined, 0]);
  });
}

/** TA1, the reader's limit in bits per second, what is asked for. */
const SPEEDS: readonly [number, number, number][] = [
  [0x96, 500_000, 0x96],
  [0x97, 500_000, 0x97],
  [0x97, 499_999, 0x96],
  [0x97, 250_000, 0x96],
  [0x97, 125_000, 0x95],
  [0x18, 200_000, 0x18],
  [0x18, 100_000, 0x14],
  [0x19, 250_000, 0x19],
  [0x11, 500_000, 0x11],
  [0x01, 500_000, 0x11],
  [0x31, 500_000, 0x11],
  [0x90, 500_000, 0x11],
  [0x76, 500_000, 0x11],
  [0x96, 0, 0x11],
];

for (const [ta1, baudMax, fiDi] of SPEEDS) {
  const title = [ta1, fiDi].map((each) => each.toString(16)).join(" at most becomes ");
  test(`TA1 ${title} with a reader for ${baudMax} bit/s; 372/1 is the way back`, (t) => {
    const atr = parseAtr(Uint8Array.of(0x3b, 0x10, ta1));
    const offers = lineOffers(atr, CLOCK_HZ, baudMax);
    t.deepEqual(
      offers.map(({ line }) => line.fiDi),
      fiDi === 0x11 ? [0x11] : [fiDi, 0x11],
    );
    t.is(offers.at(-1)?.pps, undefined);
    if (fiDi !== 0x11) t.deepEqual(offers[0]?.pps, ppsRequest(0, fiDi));
  });
}

test("a card whose first protocol nobody speaks is asked for its next one, without a way back", (t) => {
  const offers = lineOffers(parseAtr(bytes(withTck("3B 80 8E 01"))), CLOCK_HZ, 0);
  t.deepEqual(
    offers.map(({ line, pps }) => [line.protocol, hex(pps!)]),
    [[1, "FF 01 FE"]],
  );
});

const BAD: readonly [string, string, RegExp][] = [
  ["T=14 alone", withTck("3B 80 0E"), /T=14/],
  ["specific mode T=14", withTck("3B 80 9E 0E 0E"), /T=14/],
  ["implicit parameters", "3B 80 10 10", /implicit/],
  ["a reserved Di in specific mode", "3B 90 90 10 00", /reserved/],
  ["IFSC 0", withTck("3B 80 81 11 00"), /IFSC 0/],
  ["IFSC 255", withTck("3B 80 81 11 FF"), /IFSC 255/],
  ["BWI 10", withTck("3B 80 81 21 A5"), /BWI 10/],
];

for (const [what, atr, why] of BAD) {
  test(`no offer: ${what}`, (t) => {
    t.throws(() => lineOffers(parseAtr(bytes(atr)), CLOCK_HZ, 0), { instanceOf: RangeError, message: why });
  });
}

test("a PPS request: PPSS, PPS0, PPS1 for another speed than 372/1, PCK (9.2)", (t) => {
  t.is(hex(ppsRequest(0, 0x96)), "FF 10 96 79");
  t.is(hex(ppsRequest(1, 0x96)), "FF 11 96 78");
  t.is(hex(ppsRequest(1, 0x11)), "FF 01 FE");
});

const RESPONSES: readonly [string, string, number | undefined][] = [
  ["the request itself", "FF 11 96 78", 0x96],
  ["no PPS1: 372/1", "FF 01 FE", 0x11],
  ["another PPS1", "FF 11 95 7B", undefined],
  ["another protocol", "FF 10 96 79", undefined],
  ["another protocol, no PPS1", "FF 00 FF", undefined],
  ["a wrong PCK", "FF 11 96 79", undefined],
  ["nothing", "", undefined],
];

for (const [what, response, fiDi] of RESPONSES) {
  test(`a PPS response: ${what} (9.4)`, (t) => {
    t.is(agreedFiDi(bytes("FF 11 96 78"), bytes(response)), fiDi);
  });
}
