import {
  cyclesPerEtu,
  diOf,
  fiOf,
  TA1_DEFAULT,
  WI_DEFAULT,
  waitingTimeEtu,
} from "@duka/protocol/wire/timing";
import test from "ava";

/** ISO/IEC 7816-3, table 7; 0 where the standard reserves the value. */
const FI = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0];
/** ISO/IEC 7816-3, table 8. */
const DI = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0];

test("every TA1 has the F and D of the tables, and F / D cycles per etu", (t) => {
  for (let ta1 = 0; ta1 < 256; ta1++) {
    const f = FI[ta1 >> 4]!;
    const d = DI[ta1 & 15]!;
    t.is(fiOf(ta1), f);
    t.is(diOf(ta1), d);
    t.is(cyclesPerEtu(ta1), d === 0 ? 0 : f / d);
  }
});

test("an etu is 372 cycles during the answer to reset", (t) => {
  t.is(cyclesPerEtu(TA1_DEFAULT), 372);
});

test("TA1 96 is 16 cycles, 94 is 64", (t) => {
  t.is(cyclesPerEtu(0x96), 16);
  t.is(cyclesPerEtu(0x94), 64);
});

test("waiting time 960 x D x WI etu, 9600 by default (ISO/IEC 7816-3, 10.2)", (t) => {
  t.is(waitingTimeEtu(TA1_DEFAULT, WI_DEFAULT), 9600);
  t.is(waitingTimeEtu(0x96, 10), 307200);
  // In seconds the waiting time does not depend on D: WI x 960 x F / f.
  t.is(waitingTimeEtu(0x96, 10) * cyclesPerEtu(0x96), 10 * 960 * 512);
});
