/** Blocks of T=1 (ISO/IEC 7816-3, 11.3), PPS (clause 9) and the times of T=1 (11.4.3). */
import { ppsLength } from "@duka/protocol/wire/pps";
import {
  crcOf,
  EDC_CRC,
  EDC_CRC_PLAIN,
  EDC_LRC,
  edcLengthOf,
  isEdcRight,
  KIND_I,
  KIND_NONE,
  KIND_R,
  KIND_S,
  kindOf,
  putEdc,
  receiveSequenceOf,
  sendSequenceOf,
} from "@duka/protocol/wire/t1";
import { blockWaitingTimeCycles, characterWaitingTimeEtu } from "@duka/protocol/wire/timing";
import test from "ava";
import fc from "fast-check";
import { bytes, hex, withByte } from "../../support/values/hex.js";

test("kinds by PCB: 0xx00000 I, 100x00xx R, 11x000xx S, everything else reserved (11.3.2.2)", (t) => {
  const kinds = new Map<number, number[]>();
  for (let pcb = 0; pcb < 256; pcb++) kinds.set(kindOf(pcb), [...(kinds.get(kindOf(pcb)) ?? []), pcb]);
  t.is(hex(Uint8Array.from(kinds.get(KIND_I)!)), "00 20 40 60");
  t.is(hex(Uint8Array.from(kinds.get(KIND_R)!)), "80 81 82 90 91 92");
  t.is(hex(Uint8Array.from(kinds.get(KIND_S)!)), "C0 C1 C2 C3 E0 E1 E2 E3");
  t.is(kinds.get(KIND_NONE)!.length, 256 - 4 - 6 - 8);
  t.deepEqual([0x00, 0x40, 0x20, 0x60].map(sendSequenceOf), [0, 1, 0, 1]);
  t.deepEqual([0x80, 0x90, 0x81, 0x92].map(receiveSequenceOf), [0, 1, 0, 1]);
});

/** The block without and with its EDC, by its form. */
const BLOCKS: readonly [string, number, string, string][] = [
  ["LRC", EDC_LRC, "00 C1 01 FE", "00 C1 01 FE 3E"],
  ["LRC", EDC_LRC, "00 00 05 00 84 00 00 10", "00 00 05 00 84 00 00 10 91"],
  // The check value of CRC-16/ISO-IEC-14443-3-B, alias X-25: 906E over "123456789".
  [
    "CRC, complemented, low byte first",
    EDC_CRC,
    "31 32 33 34 35 36 37 38 39",
    "31 32 33 34 35 36 37 38 39 6E 90",
  ],
  [
    "CRC, plain, high byte first",
    EDC_CRC_PLAIN,
    "31 32 33 34 35 36 37 38 39",
    "31 32 33 34 35 36 37 38 39 6F 91",
  ],
];

for (const [name, edc, covered, whole] of BLOCKS) {
  test(`EDC of ${covered}: ${name} (11.3.4)`, (t) => {
    const length = bytes(covered).length;
    const block = new Uint8Array(length + edcLengthOf(edc));
    block.set(bytes(covered));
    t.is(putEdc(block, length, edc), block.length);
    t.is(hex(block), whole);
    t.true(isEdcRight(block, edc));
  });
}

test("CRC of nothing is FFFF, and the residue over a block and its complemented CRC is F0B8", (t) => {
  t.is(crcOf(new Uint8Array(0)), 0xffff);
  t.is(crcOf(bytes("31 32 33 34 35 36 37 38 39 6E 90")), 0xf0b8);
});

test("any single byte that arrives otherwise makes every form of the EDC wrong", (t) => {
  const inf = fc.uint8Array({ minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(
      inf,
      fc.constantFrom(EDC_LRC, EDC_CRC, EDC_CRC_PLAIN),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (covered, edc, where, flip) => {
        const block = new Uint8Array(covered.length + edcLengthOf(edc));
        block.set(covered);
        putEdc(block, covered.length, edc);
        const at = where % block.length;
        return isEdcRight(block, edc) && !isEdcRight(withByte(block, at, block[at]! ^ flip), edc);
      },
    ),
  );
  t.pass();
});

test("a block shorter than its prologue has no right EDC", (t) => {
  for (const text of ["", "00", "00 00 00"]) t.false(isEdcRight(bytes(text), EDC_LRC), text);
  t.false(isEdcRight(bytes("00 00 00 00"), EDC_CRC));
});

test("length of a PPS by PPS0: PPSS, PPS0, what b5 to b7 announce, PCK (9.2)", (t) => {
  t.deepEqual([0x00, 0x10, 0x20, 0x40, 0x30, 0x70, 0x71].map(ppsLength), [3, 4, 4, 4, 5, 6, 6]);
});

test("BWT is 11 etu and 2^BWI × 960 × 372 clock cycles; CWT is 11 + 2^CWI etu (11.4.3)", (t) => {
  t.deepEqual([0, 4, 9].map(blockWaitingTimeCycles), [357_120, 5_713_920, 182_845_440]);
  t.deepEqual([0, 5, 13, 15].map(characterWaitingTimeEtu), [12, 43, 8203, 32779]);
});
