/**
 * PC/SC hands over the ATR as the reader gives it, and some readers leave TCK out (ISO/IEC 7816-3, 8.2.5): what can be
 * read is read, what is damaged is refused, and no bytes make a function throw.
 */

import { isRefusal } from "@duka/driver/card/refusal";
import { atrInWords } from "@duka/driver/explain/atr-words";
import { historicalBytesOf } from "@duka/driver/reader/historical-bytes";
import { CODE } from "@duka/driver/sscard/result";
import { parseAtr } from "@duka/protocol/wire/atr";
import test from "ava";
import fc from "fast-check";
import type { ChipSlot } from "../../support/card/chip-transport.js";
import { openRig, profileOf } from "../../support/card/sscard-rig.js";
import { openTestTill } from "../../support/card/till.js";
import { bytes, hex } from "../../support/values/hex.js";

const HISTORICAL = "00 81 48 42 42 86 53 00 01 00 17 42 36";
const MEDICAL = {
  ref: "M-1",
  kind: "medical",
  amountFen: 1250,
  medical: { selfPayFen: 300, poolFen: 2000 },
} as const;

/** The card stays as it is; the reader hands over another ATR. */
function handOver(card: ChipSlot, atr: Uint8Array): void {
  const { open } = card.transport;
  Object.assign(card.transport, {
    open: async (deadlineMs: number) => {
      await open(deadlineMs);
      return atr;
    },
  });
}

const READ: readonly [rule: string, atr: string][] = [
  ["T=1 without its TCK", `3B ED 00 00 01 ${HISTORICAL}`],
  ["T=0 and T=1 without their TCK", `3B 8D 80 01 ${HISTORICAL}`],
  ["T=0 with a TCK that it must not have", `3B 6D 00 00 ${HISTORICAL} 07`],
  ["T=0 and the status word that a reader left at its end", `3B 6D 00 00 ${HISTORICAL} 90 00`],
];

for (const [rule, atr] of READ) {
  test(`an ATR of ${rule}: its historical bytes are read, iReadCardBas and a medical debit work`, async (t) => {
    t.throws(() => parseAtr(bytes(atr)), { instanceOf: RangeError });
    t.deepEqual(historicalBytesOf(bytes(atr)), bytes(HISTORICAL));
    const rig = await openRig(profileOf("2.0"));
    handOver(rig.card, bytes(atr));
    const { code, pOutInfo } = await rig.sscard.iReadCardBas(1);
    t.is(code, 0, pOutInfo);
    t.is(pOutInfo.split("|")[5], HISTORICAL.replaceAll(" ", ""));
    const till = await openTestTill();
    handOver(till.card, bytes(atr));
    t.like(await till.account.debit(MEDICAL), { outcome: "committed" });
  });
}

const REFUSED: readonly [rule: string, atr: string][] = [
  ["no bytes", ""],
  ["TS alone", "3B"],
  ["another TS", `03 6D 00 00 ${HISTORICAL}`],
  ["announced interface bytes that are missing", "3B FF"],
  ["no historical bytes", "3B 00"],
  ["fewer historical bytes than announced", "3B 6D 00 00 00 81 48 42 42 86 53 00"],
  ["a TCK that does not fit", `3B ED 00 00 01 ${HISTORICAL} 00`],
];

for (const [rule, atr] of REFUSED) {
  test(`an ATR of ${rule} is refused by iReadCardBas and a medical debit, and nothing is debited`, async (t) => {
    const rig = await openRig(profileOf("2.0"));
    handOver(rig.card, bytes(atr));
    t.is((await rig.sscard.iReadCardBas(1)).code, CODE.cardId);
    const till = await openTestTill();
    handOver(till.card, bytes(atr));
    const { outcome, reason } = await till.account.debit(MEDICAL);
    t.is(outcome, "refused");
    t.regex(reason ?? "", /ATR/);
  });
}

test("every right ATR: the historical bytes are those that parseAtr finds", (t) => {
  for (const atr of [`3B 6D 00 00 ${HISTORICAL}`, "3B 90 95 80 1F C3 59", "3F 10 95", "3B 80 80 01 01"]) {
    t.deepEqual(historicalBytesOf(bytes(atr)), parseAtr(bytes(atr)).historicalBytes.slice(), atr);
  }
});

/** Random bytes rarely look like an ATR, so most begin as one. */
const ANY_ATR = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom(0x3b, 0x3f),
      fc.constantFrom(0x6d, 0x8d, 0xed, 0xff),
      fc.uint8Array({ maxLength: 36 }),
    )
    .map(([ts, t0, rest]) => Uint8Array.of(ts, t0, ...rest)),
);

test("no bytes of a reader make an ATR's words or historical bytes throw", (t) => {
  fc.assert(
    fc.property(ANY_ATR, (atr) => {
      t.true(atrInWords(atr).length > 0);
      const historical = historicalBytesOf(atr);
      if (historical !== undefined) t.true(hex(atr).includes(hex(historical)));
    }),
  );
});

test("no bytes of a reader make iReadCardBas, account.card() or a medical debit throw", async (t) => {
  await fc.assert(
    fc.asyncProperty(ANY_ATR, async (atr) => {
      const rig = await openRig(profileOf("2.0"));
      handOver(rig.card, atr);
      const { code } = await rig.sscard.iReadCardBas(1);
      t.true(Number.isInteger(code) && code <= 0);
      const till = await openTestTill();
      handOver(till.card, atr);
      const card = await till.account.card();
      t.true(isRefusal(card) || card.cardNumber.length > 0);
      t.true(["committed", "refused"].includes((await till.account.debit(MEDICAL)).outcome));
      await till.journal.close();
      await rig.journal.close();
    }),
    { numRuns: 40 },
  );
});
