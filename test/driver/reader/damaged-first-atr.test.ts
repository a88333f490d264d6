/**
 * A damaged answer to reset is followed by exactly one warm reset, then by power off and a clear error (P2 6.1.3.2,
 * 8.5), whether the reader is a CCID reader that checks no ATR, or one of PC/SC.
 */
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import test from "ava";
import { openPcscRig } from "../../support/pcsc/pcsc-rig.js";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const RIGHT = "3B 02 14 50";
const DAMAGED: readonly [what: string, atr: string][] = [
  ["cut short", "3B 05 01"],
  ["with a wrong TS", "00 00"],
  ["with a wrong TCK", "3B 80 01 80"],
];

for (const [what, first] of DAMAGED) {
  test(`CCID: a first ATR ${what}, a right second one: one warm reset, and the card is open`, async (t) => {
    const { reader, fake } = await openFake({ atrs: [bytes(first), bytes(RIGHT)] });
    t.is(hex(await reader.slot(0).open(5000)), RIGHT);
    t.is(fake.resets, 2);
  });

  test(`CCID: an ATR ${what} twice: one warm reset, power off, protocol-violation`, async (t) => {
    const { reader, fake } = await openFake({ atrs: [bytes(first)] });
    await t.throwsAsync(reader.slot(0).open(5000), { message: /the card's answer to reset is malformed/ });
    t.is(fake.resets, 2);
    t.is(fake.cards[0], 1, "the card has no power");
  });

  for (const [second, isRight] of [
    [RIGHT, true],
    [first, false],
  ] as const) {
    test(`PC/SC: a first ATR ${what}, the second ${isRight ? "right: one more reset, and the card is open" : "damaged too: a clear error, the card without power"}`, async (t) => {
      let resets = 0;
      const chip = createTransferChip(0);
      const { reader, model } = await openPcscRig((prepared) =>
        prepared.insert("Duka 00 00", {
          ...chip,
          reset() {
            chip.reset();
            return bytes(resets++ === 0 ? first : second);
          },
        }),
      );
      const opening = reader.slot(0).open(1000);
      if (isRight) t.is(hex(await opening), RIGHT);
      else {
        await t.throwsAsync(opening, { message: /answer to reset is damaged, twice/ });
        t.true(model.calls.includes("disconnect Duka 00 00 2"), model.calls.join());
      }
      t.is(resets, 2);
      await reader.close();
      t.is(model.openContexts(), 0);
    });
  }
}

test("CCID and PC/SC: a right first ATR is followed by no other reset", async (t) => {
  const { reader, fake } = await openFake({ atrs: [bytes(RIGHT)] });
  await reader.slot(0).open(5000);
  t.is(fake.resets, 1);
  const pcsc = await openPcscRig();
  await pcsc.reader.slot(0).open(1000);
  t.is(pcsc.model.calls.filter((call) => call.startsWith("reset")).length, 1);
});

test("PC/SC: an ATR whose TCK the reader left out is not damaged", async (t) => {
  let resets = 0;
  const chip = createTransferChip(0);
  const { reader } = await openPcscRig((prepared) =>
    prepared.insert("Duka 00 00", {
      ...chip,
      reset() {
        resets++;
        chip.reset();
        return bytes("3B 82 80 01 41 42");
      },
    }),
  );
  t.is(hex(await reader.slot(0).open(1000)), "3B 82 80 01 41 42");
  t.is(resets, 1);
});
