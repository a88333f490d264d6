import {
  isInsAllowed,
  PROCEDURE_ALL,
  PROCEDURE_INVALID,
  PROCEDURE_NULL,
  PROCEDURE_ONE,
  PROCEDURE_SW1,
  procedureStep,
} from "@duka/protocol/wire/t0";
import test from "ava";

const ALLOWED = Array.from({ length: 256 }, (_, ins) => ins).filter((ins) => !/^[69]/.test(digits(ins)));

function digits(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

test("INS 6X and 9X are not allowed, all others are (ISO/IEC 7816-3, 10.3.2)", (t) => {
  for (let ins = 0; ins < 256; ins++) t.is(isInsAllowed(ins), ALLOWED.includes(ins), digits(ins));
});

test("every procedure byte to every INS (ISO/IEC 7816-3, 10.3.3, table 11)", (t) => {
  for (const ins of ALLOWED) {
    const expected = new Array<number>(256).fill(PROCEDURE_INVALID);
    expected.fill(PROCEDURE_SW1, 0x61, 0x70);
    expected.fill(PROCEDURE_SW1, 0x90, 0xa0);
    expected[0x60] = PROCEDURE_NULL;
    expected[ins] = PROCEDURE_ALL;
    expected[0xff - ins] = PROCEDURE_ONE;
    const steps = expected.map((_, byte) => procedureStep(ins, byte));
    t.deepEqual(steps, expected, digits(ins));
  }
});
