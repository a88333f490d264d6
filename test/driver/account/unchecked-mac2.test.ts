/**
 * Goods are given for a MAC2 that the PSAM has checked, or for a TAC that the centre has confirmed. 9000 and 61xx are
 * what any card can say: they bind the ref, so that the card is not asked to pay again, and prove nothing.
 */
import { type CityProfile, hangzhou } from "@duka/driver/password/city-profile";
import test from "ava";
import {
  answerLost,
  at,
  broken,
  commandLost,
  doingBut,
  type Fault,
  fetchLost,
  INS,
  notSent,
  refusing,
} from "../../support/card/chip-transport.js";
import { keylessCard } from "../../support/card/keyless-card.js";
import { openTestTill, type TestTill } from "../../support/card/till.js";
import { bytes } from "../../support/values/hex.js";

const SALE = { ref: "S-1", amountFen: 1250 };
const MEDICAL = { ref: "M-1", amountFen: 1250, kind: "medical" } as const;
const MADE_UP = "11 22 33 44 55 66 77 88 90 00";
/** Cards without a social-security application: they hold no key but that of the purchase. */
const { medical: _none, ...purseOnly } = hangzhou;

const fetchFails =
  (statusWord: number): Fault =>
  () => {
    throw broken("protocol-violation", "answered", statusWord);
  };

/** Every way in which DEBIT can end, and no MAC2 was checked. */
const ENDINGS: readonly [what: string, debit: Fault][] = [
  ["9000 alone", () => bytes("90 00")],
  ...[1, 2, 3, 4, 5, 6, 7].map((length): [string, Fault] => [
    `9000 with ${length} of 8 bytes`,
    () => bytes(`${MADE_UP.slice(0, 3 * length)}90 00`),
  ]),
  ["9000 with 9 bytes", () => bytes(`00 ${MADE_UP}`)],
  ["61 08, then silence", fetchFails(0x6108)],
  ["61 00, then silence", fetchFails(0x6100)],
  ["9000, then a broken line", fetchFails(0x9000)],
  ["all data and 61 08 still", () => bytes(`${MADE_UP.slice(0, -5)}61 08`)],
  ["a warning with all data", () => bytes(`${MADE_UP.slice(0, -5)}62 82`)],
  ["63C1 with all data", () => bytes(`${MADE_UP.slice(0, -5)}63 C1`)],
  ["nothing at all", () => new Uint8Array(0)],
  ["one byte", () => bytes("90")],
  ["silence", commandLost],
];

for (const [what, debit] of ENDINGS) {
  test(`a card without keys that ends DEBIT with ${what}: undecided, no receipt, whatever it says later`, async (t) => {
    const till = await openTestTill();
    till.card.chip = keylessCard();
    till.card.fault = at(INS.debit, (command, execute) => {
      execute();
      return debit(command, execute);
    });
    const first = await till.account.debit(SALE);
    t.like(first, { outcome: "undecided", receipt: null, balanceAfterFen: null });
    till.card.fault = undefined;
    const again = await till.account.debit(SALE);
    t.like(again, { outcome: "undecided", receipt: null });
    t.regex(again.reason ?? "", /has not proved that it is genuine/);
    t.is(
      (await till.journal.list({ undecided: true })).length,
      1,
      "for a person, or the card itself, to decide",
    );
  });
}

const PSAM_LOST: readonly [string, Fault][] = [
  ["pulled", notSent],
  [
    "mute",
    () => {
      throw broken("card-mute", "unknown");
    },
  ],
  ...[0x6985, 0x6983, 0x6a81, 0x6901, 0x6f00, 0x6d00].map((sw): [string, Fault] => [
    `answering ${sw.toString(16)}`,
    refusing(sw),
  ]),
];

for (const [what, fault] of PSAM_LOST) {
  test(`a made-up MAC2 and a PSAM ${what}: undecided; a centre that knows no such TAC has a person see to it`, async (t) => {
    const till = await openTestTill();
    till.card.chip = keylessCard();
    till.psam.fault = at(INS.creditSam, fault);
    t.like(await till.account.debit(SALE), { outcome: "undecided", mac2: "unverified", receipt: null });
    till.psam.fault = undefined;
    t.like(await till.account.debit(SALE), { outcome: "undecided", receipt: null });
    const insured = till.reopen({ confirmTac: async () => false });
    t.like(await insured.debit(SALE), { outcome: "manual", receipt: null });
  });
}

test("a made-up MAC2 is refused by the PSAM: manual", async (t) => {
  const till = await openTestTill();
  till.card.chip = keylessCard();
  t.like(await till.account.debit(SALE), { outcome: "manual", mac2: "refused", receipt: null });
});

for (const [what, debit] of [
  ["its answer is lost", answerLost],
  ["61xx and the rest is lost", fetchLost],
  ["9000 alone", doingBut(0x9000)],
  ["6581 though it paid", doingBut(0x6581)],
] as const) {
  test(`a genuine card without another key, ${what}: its log decides once a later purchase has proved it`, async (t) => {
    const till = await openTestTill({ profile: purseOnly });
    till.card.fault = at(INS.debit, debit);
    t.like(await till.account.debit(SALE), { outcome: "undecided" });
    till.card.fault = undefined;
    t.like(
      await till.account.debit(SALE),
      { outcome: "undecided" },
      "its log alone is what a keyless card has as well",
    );
    t.deepEqual(till.recovered, []);
    t.like(await till.account.debit({ ref: "S-2", amountFen: 100 }), {
      outcome: "committed",
      mac2: "verified",
    });
    t.like(till.recovered[0], { ref: "S-1", outcome: "committed", mac2: "unverified" });
    t.like(await till.account.debit(SALE), { outcome: "committed", balanceAfterFen: 48750 });
    t.like(await till.account.balance(), { balanceFen: 48650 });
  });
}

test("the conversation breaks while a later purchase has the card tell: that purchase is committed all the same", async (t) => {
  const till = await openTestTill({ profile: purseOnly });
  till.card.fault = at(INS.debit, answerLost);
  await till.account.debit(SALE);
  let isPaid = false;
  till.card.fault = (command, execute) => {
    if (isPaid && command[1] === INS.prove) throw broken("card-removed", "unknown");
    isPaid ||= command[1] === INS.debit;
    return execute();
  };
  t.like(await till.account.debit({ ref: "S-2", amountFen: 100 }), {
    outcome: "committed",
    mac2: "verified",
  });
  t.is((await till.journal.list({ undecided: true })).length, 1);
});

test("a later purchase of another card proves nothing about the first one", async (t) => {
  const till = await openTestTill();
  till.card.chip = keylessCard();
  till.card.fault = at(INS.debit, commandLost);
  await till.account.debit(SALE);
  till.card.fault = undefined;
  till.card.chip = till.chips.card;
  // The genuine card with that number says what it knows: nothing of such a sale.
  t.like(await till.account.debit({ ref: "S-2", amountFen: 100 }), { outcome: "committed" });
  t.like(till.recovered[0], { ref: "S-1", outcome: "refused" });
});

test("a card that said it had paid, and that has not, is not asked again: for a person", async (t) => {
  const till = await openTestTill();
  till.card.fault = at(INS.debit, () => bytes("90 00"));
  t.like(await till.account.debit(SALE), { outcome: "undecided" });
  till.card.fault = undefined;
  const then = await till.account.debit(SALE);
  t.like(then, { outcome: "manual", receipt: null });
  t.regex(then.reason ?? "", /answered that it had paid, but the card's sequence has not moved/);
  t.like(await till.account.balance(), { balanceFen: 50000 });
});

test("the PSAM is lost and the centre confirms the TAC: committed at once; a TAC in the journal needs no card later", async (t) => {
  const asked: string[] = [];
  const confirmTac = async (_sale: unknown, tac: string) => asked.push(tac) > 0;
  const till = await openTestTill();
  till.psam.fault = at(INS.creditSam, notSent);
  const sale = await till.reopen({ confirmTac }).debit(SALE);
  t.like(sale, {
    outcome: "committed",
    mac2: "unverified",
    balanceAfterFen: 48750,
    receipt: { mac2: "unverified" },
  });
  t.deepEqual(asked, [sale.tac]);
  const second = { ref: "S-2", amountFen: 100 };
  t.like(await till.account.debit(second), { outcome: "undecided" });
  till.card.chip = undefined;
  t.like(await till.reopen({ confirmTac }).debit(second), { outcome: "committed", balanceAfterFen: 48650 });
});

test("a centre that fails while the card waits hides nothing: undecided", async (t) => {
  const till = await openTestTill();
  till.psam.fault = at(INS.creditSam, notSent);
  const confirmTac = async () => {
    throw new TypeError("a bug of the caller's");
  };
  t.like(await till.reopen({ confirmTac }).debit(SALE), { outcome: "undecided", mac2: "unverified" });
});

const ALLOWED: readonly [CityProfile["commitUnverified"], purse: string, medical: string][] = [
  [undefined, "undecided", "committed"],
  ["proved", "undecided", "committed"],
  ["always", "committed", "committed"],
  ["never", "undecided", "undecided"],
];

for (const [commitUnverified, purse, medical] of ALLOWED) {
  test(`PSAM lost before the check, commitUnverified ${commitUnverified}: ${purse}, and ${medical} where the card proved itself before`, async (t) => {
    const profile = commitUnverified === undefined ? hangzhou : { ...hangzhou, commitUnverified };
    const lost = async (): Promise<TestTill> => {
      const till = await openTestTill({ profile });
      till.psam.fault = at(INS.creditSam, notSent);
      return till;
    };
    const one = await lost();
    t.like(await one.account.debit(SALE), { outcome: purse, mac2: "unverified" });
    const other = await lost();
    t.like(await other.account.debit(MEDICAL), { outcome: medical, mac2: "unverified" });
    const bare = await lost();
    bare.card.fault = at(0x2c, doingBut(0x9000));
    t.like(await bare.account.debit(MEDICAL), { outcome: "undecided", receipt: null }, "without MAC2 never");
  });
}

test("a profile says whether a purchase is committed unverified in one of three words", async (t) => {
  const profile = { ...hangzhou, commitUnverified: "yes" } as never;
  await t.throwsAsync(openTestTill({ profile }), {
    instanceOf: RangeError,
    message: /commitUnverified.*never/,
  });
});
