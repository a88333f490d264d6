import { readCity } from "@duka/protocol/city";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { openTestTill } from "../../support/card/till.js";
import { bytes } from "../../support/values/hex.js";
import { send } from "../card/chips.js";
import { issuerOf, SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";
import { hexNumber, TERMINAL } from "../card/terminal.js";
import { amountsOf, atWork, opened } from "./medical-terminal.js";

const CARD = findProfile("hangzhou");
type Medical = NonNullable<typeof CARD.social>["medical"];

function changed(medical: Partial<Medical>, city: Partial<NonNullable<typeof CARD.medical>> = {}) {
  return {
    ...CARD,
    medical: { ...CARD.medical!, ...city },
    social: { ...CARD.social!, medical: { ...CARD.social!.medical, ...medical } },
  };
}

/** Balance, self-pay and pool of the year, year: as the three forms of GET BALANCE tell them. */
function told(card: Parameters<typeof send>[0]): string[] {
  return ["01 04", "02 06", "03 06"].map((end) => send(card, `B0 26 00 ${end}`));
}

const YEARS: readonly [start: string, days: readonly [date: string, year: string, isNew: boolean][]][] = [
  [
    "20260101",
    [
      ["20261231", "2026", false],
      ["20270101", "2027", true],
    ],
  ],
  [
    "20250401",
    [
      ["20260331", "2025", false],
      ["20260401", "2026", true],
      ["20270331", "2026", false],
    ],
  ],
  // Two years later, in the part of the calendar year before the starting day.
  [
    "20250401",
    [
      ["20270331", "2026", true],
      ["20270401", "2027", true],
    ],
  ],
  // A clock that is wrong by years to the past does not begin a year.
  [
    "20260101",
    [
      ["20190630", "2026", false],
      ["20260630", "2026", false],
    ],
  ],
];

for (const [start, days] of YEARS) {
  const list = days.map(([date, year, isNew]) => `${date} ${isNew ? "begins" : "is of"} ${year}`).join(", ");
  test(`P7 12.6: the year that starts on ${start}: ${list}`, (t) => {
    const { card, psam, profile } = atWork(changed({ annualStart: start }));
    let [selfPay, pool, balance] = [0, 0, 120_000];
    for (const [date, year, isNew] of days) {
      t.regex(send(card, opened(card, psam, profile, [100, 20, 3], `${date}120000`)), /9000$/);
      balance -= 100;
      [selfPay, pool] = isNew ? [20, 3] : [selfPay + 20, pool + 3];
      t.deepEqual(told(card), [
        `${hexNumber(balance, 4)}9000`,
        `${hexNumber(selfPay, 4)}${year}9000`,
        `${hexNumber(pool, 4)}${year}9000`,
      ]);
    }
  });
}

test("P5 table 71: INITIALIZE answers balance, self-pay, pool and year before the purchase; a profile may have others", (t) => {
  const initialize = `B0 28 01 01 13 01 ${amountsOf([1, 0, 0])} ${TERMINAL}`;
  const start = (medical: Partial<Medical>): string => {
    const { card, psam, profile } = atWork(changed({ annualStart: "20260101", ...medical }));
    send(card, opened(card, psam, profile, [1000, 200, 300], "20260630120000"));
    return send(card, initialize).slice(0, 28);
  };
  t.is(start({}), `${hexNumber(119_000, 4)}${hexNumber(200, 4)}${hexNumber(300, 4)}2026`);
  t.is(start({ unknownStart: "balance" }), hexNumber(119_000, 4).padEnd(28, "0"));
  t.is(start({ unknownStart: "zeros" }), "0".repeat(28));
});

test("P5 7.7, 7.8: the starting day is read by B0 56 01, and set by B0 56 00 after DSK alone", (t) => {
  const { card, psam, profile } = atWork(changed({ annualStart: "20260101" }));
  t.is(send(card, "B0 56 01 00 02"), "01019000");
  t.is(send(card, "B0 56 00 00 02 0401"), "6982");
  t.is(issuerOf(profile).authenticate(card, "DSK"), "9000");
  t.is(send(card, "B0 56 00 00 02 1301"), "6A80", "no such month");
  t.is(send(card, "B0 56 00 00 02 0230"), "6A80", "no such day");
  t.is(send(card, "B0 56 00 00 02 0401"), "9000");
  t.is(send(card, "B0 56 01 00 02"), "04019000");
  send(card, opened(card, psam, profile, [1, 2, 3], "20270331120000"));
  t.is(told(card)[1], `${hexNumber(2, 4)}20269000`, "2026 lasts until the day before the 1st of April");
  send(card, SELECT_SSSE);
  t.is(send(card, "B0 56 01 00 02"), "6985", "not in DF04");
  send(card, SELECT_DF04);
  t.is(send(card, "B0 56 00 00 02 0101"), "6982", "DF04 was left");
});

test("B0 56 takes data or gives them by P1: T=0 cards know which before P3 is read", (t) => {
  const { card } = atWork("hangzhou");
  const takesData = (header: string) => card.takesData(bytes(header));
  t.true(takesData("B0 56 00 00 02"));
  t.false(takesData("B0 56 01 00 02"));
  t.true(takesData("B0 56 02 00 02"), "neither: it is refused after its data");
});

test("P5 7.3.1: the balance wants the password where the profile says nothing else, its three forms and the starting day are 6982 before it", (t) => {
  const { card, profile } = atWork(changed({}));
  card.reset();
  send(card, SELECT_SSSE);
  send(card, SELECT_DF04);
  t.deepEqual([...told(card), send(card, "B0 56 01 00 02")], ["6982", "6982", "6982", "6982"]);
  send(card, `00 20 00 00 03 ${profile.password.initial}`);
  t.deepEqual(
    told(card).map((answer) => answer.slice(-4)),
    ["9000", "9000", "9000"],
  );
  const { card: open } = atWork(changed({ pinForBalance: false }));
  open.reset();
  send(open, SELECT_SSSE);
  send(open, SELECT_DF04);
  t.is(told(open)[0]?.slice(-4), "9000", "a card of another edition");
});

test("P5 7.3.1: a card whose holder has set no password tells its balance at once", (t) => {
  const { card } = atWork({ ...changed({}), pin: { reference: null, unset: true } });
  card.reset();
  send(card, SELECT_SSSE);
  send(card, SELECT_DF04);
  t.is(told(card)[0]?.slice(-4), "9000");
});

for (const [initializeStart, unknownStart] of [
  [undefined, "totals"],
  ["totals", "totals"],
  ["ignored", "zeros"],
  ["ignored", "totals"],
] as const) {
  test(`the balance before a purchase, city: ${initializeStart ?? "default"}, card: ${unknownStart}`, async (t) => {
    const profile = changed({ unknownStart }, initializeStart === undefined ? {} : { initializeStart });
    const { account, card } = await openTestTill({
      simulated: { social: profile.social, medical: profile.medical },
      profile: readCity(profile),
    });
    const outcome = await account.debit({
      kind: "medical",
      amountFen: 1234,
      medical: { selfPayFen: 300, poolFen: 2000 },
      ref: "M-1",
    });
    t.like(outcome, { outcome: "committed", balanceBeforeFen: 120_000, balanceAfterFen: 118_766 });
    const isAsked = card.heard.some((command) => command.startsWith("26 "));
    t.is(isAsked, initializeStart === "ignored", "nothing stands before INITIALIZE that it answers itself");
    if (unknownStart !== "totals") return;
    const balance = await account.balance("medical");
    t.deepEqual("annual" in balance ? balance.annual : undefined, {
      year: "2026",
      startingDay: "0101",
      selfPayFen: 300,
      poolFen: 2000,
    });
  });
}
