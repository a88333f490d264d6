import { SSCARD_FUNCTIONS, type SSCardFunction } from "@duka/driver/sscard/function-table";
import test from "ava";
import fc from "fast-check";
import { openRig, profileOf } from "../../support/card/sscard-rig.js";
import { anyCharacter } from "../../support/values/any-character.js";

const CARD = profileOf("2.0");
const NAMES = Object.keys(SSCARD_FUNCTIONS) as SSCardFunction[];
const BAD: readonly unknown[] = [
  undefined,
  null,
  "",
  "|",
  "$",
  "||",
  "a|b|c|d|",
  "SSSEEF05",
  "SSSEEF05|01|",
  "SSSEEF05|01|$$",
  "\u0000",
  "\ud800",
  "__proto__|",
  NaN,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  {},
  [],
  "9".repeat(10 * 1024 * 1024),
  "|".repeat(10 * 1024 * 1024),
  "张".repeat(5 * 1024 * 1024),
];

for (const name of NAMES) {
  test(`${name}: whatever is passed, a clear code, and the card is not written`, async (t) => {
    const { sscard, chips, opened } = await openRig(CARD);
    const before = chips.serialize();
    for (const bad of BAD) {
      const { argumentCount } = SSCARD_FUNCTIONS[name];
      const args = Array.from({ length: argumentCount }, (_, at) =>
        at === 0 && argumentCount > 1 ? 1 : bad,
      );
      const { code, pOutInfo } = await sscard.call(name, args);
      t.true(code < 0, `${String(bad).slice(0, 20)}: ${code}`);
      t.true(pOutInfo.length > 0 && pOutInfo.length < 200, pOutInfo);
    }
    t.is(opened.closed, opened.times);
    t.is(chips.serialize(), before);
  });
}

test("any text in any place ends with a code", async (t) => {
  const { sscard } = await openRig(CARD);
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 60 }),
    fc.stringMatching(/^(SSSEEF0[5-8]|DF0[1-5]EF[01][0-9A]|[0-9A-F]{2}(:[0-9])?|\||\$|\^){0,12}$/),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...NAMES),
      fc.array(fc.oneof(text, fc.integer()), { maxLength: 5 }),
      async (name, args) => {
        const { code } = await sscard.call(name, args);
        t.true(Number.isInteger(code));
      },
    ),
    { numRuns: 300 },
  );
});

test("a card that answers anything ends every function with a code, and closes the device", async (t) => {
  const { sscard, card, psam, opened, cardInfo } = await openRig(CARD);
  const answer = fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.of(...bytes, 0x90, 0x00));
  const sw = fc
    .constantFrom(0x6a82, 0x6700, 0x6985, 0x63c1)
    .map((word) => Uint8Array.of(word >> 8, word & 0xff));
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.oneof(answer, sw)), fc.boolean(), async (answers, ofPsam) => {
      const fault = (_command: Uint8Array, execute: () => Uint8Array): Uint8Array => {
        const next = answers.next().value;
        return next[0] !== undefined && next[0] % 3 === 0 ? next : execute();
      };
      card.fault = ofPsam ? undefined : fault;
      psam.fault = ofPsam ? fault : undefined;
      const results = [
        await sscard.iReadCardBas(1),
        await sscard.iReadCard(1, 2, cardInfo, "SSSEEF05|01|$DF04EF06|90|$DF04EF08|$"),
        await sscard.iReadDebitRecord(1),
      ];
      for (const { code } of results) t.true(Number.isInteger(code));
    }),
    { numRuns: 60 },
  );
  t.is(opened.closed, opened.times);
});
