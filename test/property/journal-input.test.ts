/**
 * Whatever is passed to a function of the journal: it is refused, or answered; what is in it stays, and nothing of it
 * is damaged.
 */
import { JournalError } from "@duka/driver";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { stillClock } from "../support/card/till.js";
import { BAD_VALUES, faultOfRefusal, isPolluted, withAt } from "../support/values/bad-values.js";
import { functionsOf } from "../support/values/sweep.js";

/** A long text is kept as it is, and read and sealed again with each step: a tenth of the others' length is long. */
const LONG = 1024 * 1024;
const VALUES = BAD_VALUES.map(([what, value]) =>
  typeof value === "string" && value.length > LONG
    ? ([what.replace("10 MB", "1 MB"), value.slice(0, LONG)] as const)
    : ([what, value] as const),
);

const SALE = { ref: "S-1", kind: "purse", amountFen: 1250, simulated: false } as const;
const CARD = {
  cardNumber: "33018653000100174236",
  region: "330100",
  factor: "8653000100174236",
  algorithm: "3des",
} as const;
const INTENT = {
  cardNumber: CARD.cardNumber,
  card: CARD,
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50000,
};
const ACT = {
  ref: "A-1",
  what: "activate",
  simulated: false,
  card: "3301*",
  window: "W",
  operator: "o",
  vouchedBy: "holder",
  document: "d",
  delegate: undefined,
  outcome: "done",
};

const KNOWN = { cardNumber: CARD.cardNumber, card: CARD, cardId: "330100D1560000050000000100000000" };
const KNOWN_PLACES = ["0", "0.cardNumber", "0.card", "0.card.region", "0.card.factor", "0.cardId", "1"];

const SALE_ID = 2;
const NOBODY = 99;

/** Arguments that are right, and where others stand instead. */
const CALLS: { readonly [name: string]: readonly [good: readonly unknown[], places: readonly string[]] } = {
  claim: [
    [{ ...SALE, ref: "S-2" }],
    [
      "0",
      "0.ref",
      "0.kind",
      "0.amountFen",
      "0.simulated",
      "0.totalFen",
      "0.amountsFen",
      "0.institution",
      "0.resettle",
    ],
  ],
  find: [["S-1"], ["0"]],
  byId: [[1], ["0"]],
  list: [[{}], ["0", "0.limit", "0.undecided", "0.released"]],
  undecidedOf: [[KNOWN, false], KNOWN_PLACES],
  withoutTac: [[KNOWN, false], KNOWN_PLACES],
  addProof: [
    [99, "A5717B4F"],
    ["0", "1"],
  ],
  resolve: [
    [99, { state: "committed", reason: undefined, code: undefined }],
    ["0", "1", "1.state"],
  ],
  markReversed: [
    [99, "R-1"],
    ["0", "1"],
  ],
  flagPaidInCash: [["S-9"], ["0"]],
  notOver: [[false], ["0"]],
  toTell: [[KNOWN, false], KNOWN_PLACES],
  told: [
    [1, "none", "LDT33-1"],
    ["0", "1", "2"],
  ],
  closeRecord: [
    [{ ref: "S-9", as: "not-paid", by: "Li" }],
    ["0", "0.ref", "0.as", "0.by", "0.note", "0.simulated"],
  ],
  clockIsRight: [[], []],
  damaged: [[], []],
  verify: [[], ["0"]],
  close: [[], []],
  "passwords.recall": [["1"], ["0"]],
  "passwords.remember": [
    ["1", { state: "changed", triesLeft: 1 }],
    ["0", "1", "1.state", "1.triesLeft"],
  ],
  "passwords.forget": [["1"], ["0"]],
  "credits.claim": [
    [
      {
        ref: "L-2",
        kind: "purse",
        amountFen: 1,
        simulated: false,
        institution: "H",
        purpose: "load",
        ofRef: undefined,
      },
    ],
    ["0", "0.ref", "0.kind", "0.amountFen", "0.simulated", "0.institution", "0.purpose", "0.ofRef"],
  ],
  "credits.find": [["L-1"], ["0"]],
  "credits.byId": [[1], ["0"]],
  "credits.list": [[{}], ["0", "0.limit", "0.released"]],
  "credits.undecidedOf": [[KNOWN, false], KNOWN_PLACES],
  "credits.resolve": [
    [99, { state: "credited", code: undefined, reason: undefined }],
    ["0", "1", "1.state"],
  ],
  "settlement.waitingSales": [
    [false, 10],
    ["0", "1"],
  ],
  "settlement.waitingCredits": [
    [false, 10],
    ["0", "1"],
  ],
  "settlement.saleDelivered": [
    [99, { done: true }],
    ["0", "1"],
  ],
  "settlement.creditDelivered": [
    [99, 0, { done: true }],
    ["0", "1", "2"],
  ],
  "settlement.retryRefused": [[false], ["0"]],
  "days.sales": [
    ["20261121", false],
    ["0", "1"],
  ],
  "days.credits": [
    ["20261121", false],
    ["0", "1"],
  ],
  "days.salesOfCard": [
    ["20261121", false, KNOWN],
    ["0", "1", "2"],
  ],
  "days.creditsOfCard": [
    ["20261121", false, KNOWN],
    ["0", "1", "2"],
  ],
  "acts.record": [[ACT], ["0", "0.ref", "0.what", "0.vouchedBy", "0.delegate"]],
  "acts.list": [[5], ["0"]],
};

async function journalWithSale(): Promise<Journal> {
  const journal = await openJournal(":memory:", stillClock());
  const other = await journal.claim({ ...SALE, ref: "S-0" });
  if (other.claimed)
    await other.attempt.release({ code: "given-up", reason: "its number is one of the bad values" });
  const claim = await journal.claim(SALE);
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  await claim.attempt.answered({ statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" });
  await claim.attempt.end({ state: "committed", reason: undefined, code: undefined, mac2State: "verified" });
  return journal;
}

function callOf(journal: Journal, name: string): (...args: readonly unknown[]) => Promise<unknown> {
  const [first = "", second] = name.split(".");
  const owner = (second === undefined ? journal : journal[first as keyof Journal]) as object;
  return owner[(second ?? first) as keyof typeof owner];
}

test("every function of a journal is swept", async (t) => {
  t.deepEqual(functionsOf(await journalWithSale()).sort(), Object.keys(CALLS).sort());
});

for (const [name, [good, places]] of Object.entries(CALLS)) {
  if (name === "close") continue;
  test(`${name}: whatever is passed, the journal is sound, and has its sale as it was`, async (t) => {
    const journal = await journalWithSale();
    const before = await journal.byId(SALE_ID);
    const call = callOf(journal, name);
    const faults: string[] = [];
    for (const place of places) {
      for (const [what, value] of VALUES) {
        // There is a sale with that number.
        if (good[0] === NOBODY && place === "0" && value === 1) continue;
        try {
          await call(...withAt(good, place, value));
        } catch (error) {
          const isNamed = error instanceof JournalError && error.message.length < 600;
          const fault = isNamed ? undefined : faultOfRefusal(error, /./);
          if (fault !== undefined) faults.push(`${place} is ${what}: ${fault}`);
        }
      }
    }
    t.deepEqual(faults, []);
    t.deepEqual(await journal.byId(SALE_ID), before);
    t.deepEqual(await journal.verify(), []);
    t.false(isPolluted());
    await journal.close();
  });
}
