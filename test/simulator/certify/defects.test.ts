/**
 * Readers and cards with one defect each: the suite fails at the case, and so at the clause, that the defect breaks.
 */
import { CASES } from "@duka/simulator/certify/cases";
import { certify } from "@duka/simulator/certify/certify";
import { DEFECTS, findDefect } from "@duka/simulator/certify/defects";
import { openTarget } from "@duka/simulator/certify/open-target";
import test from "ava";

/** The clause of the case beside it, in words of the standard. */
const TABLE: { readonly [name: string]: string } = {
  "wrong-lrc": "serial frame 03 06 … LRC",
  "stray-byte": "serial frame 03 06 … LRC",
  "late-answer": "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
  "wrong-slot": "CCID 6.1.3, 6.2.2",
  "wrong-sequence": "CCID 6.1.1; ISO/IEC 7816-3, 6.2, 8.1",
  "always-active": "CCID 6.1.3, 6.2.2",
  "error-swallowed": "ISO/IEC 7816-3, 10.2; CCID 6.2.6",
  "atr-cut": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
  "wrong-le-hidden": "ISO/IEC 7816-3, 12.2.2, 12.2.3",
  "more-data-hidden": "ISO/IEC 7816-3, 12.2.4",
  "long-data-cut": "ISO/IEC 7816-3, 10.3.2",
  "wrong-protocol": "CCID 6.1.5, 6.2.3",
  "no-time-requests": "ISO/IEC 7816-3, 10.3.3",
  "no-warm-reset": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.3",
  "repeats-executed": "Duka: a repeat is recognised by length, bSeq and CRC-32",
  "lrc-unchecked": "serial frame 03 06 … LRC",
  "unknown-answered": "CCID 6.1, 6.2.6",
  "slot-unchecked": "CCID 6.2.6, table 6.2-2",
  "voltage-unchecked": "CCID 6.1.1",
  "level-unchecked": "CCID 6.1.4",
  "wrong-le": "ISO/IEC 7816-3, 10.3.2",
  "power-off-ignored": "CCID 6.1.2; ISO/IEC 7816-3, 6.4",
  "parameters-ignored": "CCID 6.1.7",
  "no-default-parameters": "CCID 6.1.6",
  "abort-ignored": "CCID 6.1.13",
  "t1-sequence-lost": "ISO/IEC 7816-3, 11.6",
  "t1-chain-cut": "ISO/IEC 7816-3, 11.6",
  "t1-edc-mended": "ISO/IEC 7816-3, 11.3.4, 11.6.3",
  "t1-answer-garbled": "CCID 6.1.4; ISO/IEC 7816-3, 11.3.2, 11.3.4",
  "t1-ifs-refused": "ISO/IEC 7816-3, 11.4.2",
  "t1-wtx-hidden": "ISO/IEC 7816-3, 11.4.3",
  "pps-speed-dropped": "CCID 6.1.4, 6.1.7; ISO/IEC 7816-3, 9.2, 9.3",
  "pps-taken-for-granted": "ISO/IEC 7816-3, 9.3",
  "card-mute": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
  "card-wrong-tck": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
  "card-wrong-ts": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
  "card-late": "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
  "card-silent": "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
  "card-breaks-off": "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
  "card-wrong-procedure-byte": "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
  "card-slow": "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
};

/** What breaks one thing alone fails few cases; what spoils every message of a kind fails all that hear one. */
const NARROW = [
  "t1-sequence-lost",
  "t1-chain-cut",
  "t1-edc-mended",
  "t1-ifs-refused",
  "t1-wtx-hidden",
  "pps-speed-dropped",
  "pps-taken-for-granted",
  "wrong-le-hidden",
  "more-data-hidden",
  "no-warm-reset",
  "no-time-requests",
  "repeats-executed",
  "unknown-answered",
  "slot-unchecked",
  "voltage-unchecked",
  "level-unchecked",
  "wrong-le",
  "power-off-ignored",
  "no-default-parameters",
  "abort-ignored",
  "card-breaks-off",
  "card-wrong-procedure-byte",
  "card-slow",
];
const NARROW_MAX = 2;

test("the table has every defect, 20 at least, and each is found by a case that there is", (t) => {
  t.deepEqual(Object.keys(TABLE).sort(), DEFECTS.map(({ name }) => name).sort());
  t.true(DEFECTS.length >= 20);
  for (const { foundBy } of DEFECTS) t.true(CASES.some(({ name }) => name === foundBy));
});

for (const [name, clause] of Object.entries(TABLE)) {
  const { what, foundBy } = findDefect(name);
  test(`${name} (${what}): fails at ${foundBy}, ${clause}, and says what was seen`, async (t) => {
    const target = await openTarget("sim:pos", findDefect(name));
    const { cases } = await certify(target, "0");
    const failed = cases.filter(({ verdict }) => verdict === "failed");
    const found = failed.find((one) => one.name === foundBy);
    t.is(found?.clause, clause, failed.map((one) => one.name).join());
    t.regex(found?.seen ?? "", /./);
    t.notRegex(found?.seen ?? "", /\n/, "one line");
    if (NARROW.includes(name)) t.true(failed.length <= NARROW_MAX, failed.map((one) => one.name).join());
  });
}

test("a defect is a simulated reader's; one that does not exist is refused by name", async (t) => {
  await t.throwsAsync(openTarget("tcp://127.0.0.1:1", findDefect("wrong-le")), {
    message: /simulated reader/,
  });
  t.throws(() => findDefect("rust"), { instanceOf: RangeError, message: /"rust": wrong-lrc, / });
});
