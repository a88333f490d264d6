import { asCard, asUart, cardLevels, sampleLevels, uartLevels } from "@duka/simulator/line/character";
import test from "ava";

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

function sent(levels: number, bitMs: number, receiverBitMs: number): number {
  return sampleLevels({ levels, bitMs, edgeMs: 0 }, receiverBitMs);
}

test("TS of the direct convention is 3B to an even UART, of the inverse convention 03 to an odd one", (t) => {
  t.deepEqual(asUart(sent(cardLevels(0x3b, false), 1, 1), "even"), { byte: 0x3b, parityError: false });
  t.deepEqual(asUart(sent(cardLevels(0x3f, true), 1, 1), "odd"), { byte: 0x03, parityError: false });
  t.deepEqual(asUart(sent(cardLevels(0x3f, true), 1, 1), "even"), { byte: 0x03, parityError: true });
});

test("every byte survives in either convention, at speeds up to 4 % apart", (t) => {
  for (const byte of BYTES) {
    for (const speed of [0.96, 1, 1.04]) {
      for (const inverse of [false, true]) {
        const got = asCard(sent(cardLevels(byte, inverse), 1, speed), inverse);
        t.deepEqual(got, { byte, parityError: false }, `${byte} inverse ${inverse} at ${speed}`);
      }
      t.deepEqual(asUart(sent(uartLevels(byte, "odd"), 1, speed), "odd"), { byte, parityError: false });
    }
  }
});

test("at a wrong speed or parity most bytes read as garbage with an error", (t) => {
  const wrongSpeed = BYTES.filter((byte) => {
    const got = asUart(sent(uartLevels(byte, "even"), 1, 0.5), "even");
    return got.parityError || got.byte !== byte;
  });
  t.true(wrongSpeed.length > 250, `${wrongSpeed.length} of 256`);
  t.true(BYTES.every((byte) => asUart(uartLevels(byte, "odd") | 0x200, "even").parityError));
});

test("one wrong level is always noticed, and without parity only a missing stop bit is", (t) => {
  for (const byte of BYTES) {
    for (let bit = 0; bit < 10; bit++) {
      const levels = (uartLevels(byte, "even") | 0x200) ^ (1 << bit);
      t.true(asUart(levels, "even").parityError);
      t.true(asCard(levels, false).parityError);
    }
  }
  t.deepEqual(asUart(0x155 | 0x200, "none"), { byte: 0x55, parityError: false });
  t.true(asUart(0x155, "none").parityError);
});
