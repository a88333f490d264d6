/**
 * What a terminal checks before any password (P7 5.4, 5.5; V2 tables 11 and 12): blacklist, initialiser, class,
 * version, and last the dates.
 */
import { blacklistOf } from "@duka/driver/card/blacklist";
import { hangzhou } from "@duka/driver/password/city-profile";
import { LOCKED_FOR_EVER } from "@duka/simulator/access/application-lock";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import {
  NOON_MS,
  openTestTill,
  stillClock,
  type TestTill,
  type TestTillOptions,
} from "../../support/card/till.js";

const CARD = findProfile("hangzhou");
const DAY_MS = 86_400_000;
const at = (iso: string) => Date.parse(`${iso}+08:00`);
const card = (change: Partial<Profile["card"]>): Partial<Profile> => ({ card: { ...CARD.card, ...change } });
const social = (change: Partial<NonNullable<Profile["social"]>>): Partial<Profile> => ({
  social: { ...CARD.social!, ...change },
});
const checks = (cardChecks: NonNullable<(typeof hangzhou)["cardChecks"]>) => ({ ...hangzhou, cardChecks });
const ID = "330100D15600000500017423";

type Row = readonly [
  rule: string,
  what: Partial<TestTillOptions> & { readonly wallMs?: number },
  refused: RegExp | undefined,
];

const ROWS: readonly Row[] = [
  ["on its last day it pays", { wallMs: at("2033-12-31T23:59:59") }, undefined],
  ["on the day after it does not", { wallMs: at("2034-01-01T00:00:00") }, /valid until 2033-12-31/],
  ["two days after it does not", { wallMs: at("2034-01-02T09:00:00") }, /valid until 2033-12-31/],
  ["before its first day it does not", { wallMs: at("2023-12-31T12:00:00") }, /valid from 2024-01-01/],
  ["on its first day it pays", { wallMs: at("2024-01-01T00:00:00") }, undefined],
  ["the purse's own dates count", { simulated: card({ validUntil: "20261120" }) }, /valid until 2026-11-20/],
  [
    "the environment's dates count too",
    { simulated: social({ validUntil: "20261120" }) },
    /valid until 2026-11-20/,
  ],
  ["dates that were never written end nothing", { simulated: social({ validUntil: "00000000" }) }, undefined],
  [
    "a city may say that its cards have no end",
    { simulated: social({ validUntil: "20261120" }), profile: checks({ validity: false }) },
    undefined,
  ],
  ["class: under school age", { simulated: social({ cardClass: "31" }) }, undefined],
  ["class: one that is not known", { simulated: social({ cardClass: "35" }) }, /class 35 is not one/],
  [
    "class: one that the city knows",
    { simulated: social({ cardClass: "35" }), profile: checks({ classes: ["35"] }) },
    undefined,
  ],
  ["version 3.0", { simulated: social({ layout: "3.0" }) }, undefined],
  [
    "version: one that the city does not take",
    { profile: checks({ versions: ["3."] }) },
    /version 2\.00 is not one/,
  ],
  [
    "initialiser: another organisation",
    { simulated: social({ issuer: "915600000333010033010001" }) },
    /initialiser 915600000333010033010001/,
  ],
  [
    "initialiser: one that the city knows",
    { simulated: social({ issuer: "925600000233010033010001" }), profile: checks({ initialisers: ["92"] }) },
    undefined,
  ],
];

const listed = (asOfMs: number, what: Partial<Parameters<typeof blacklistOf>[0]>) =>
  blacklistOf({ asOfMs, cards: [], ranges: [], ...what });

const LISTED: readonly Row[] = [
  [
    "a card by code and number",
    { blacklist: listed(NOON_MS, { cards: [{ cardId: ID, cardNumber: "A12345674" }] }) },
    /on the blacklist/,
  ],
  [
    "another card's code with its number",
    {
      blacklist: listed(NOON_MS, {
        cards: [{ cardId: ID.replace("17423", "17424"), cardNumber: "A12345674" }],
      }),
    },
    undefined,
  ],
  [
    "a range that ends with it",
    { blacklist: listed(NOON_MS, { ranges: [{ from: "A12345600", until: "A12345674" }] }) },
    /on the blacklist/,
  ],
  [
    "a range that begins with it",
    { blacklist: listed(NOON_MS, { ranges: [{ from: "A12345674", until: "A12345699" }] }) },
    /on the blacklist/,
  ],
  [
    "a range that ends before it",
    { blacklist: listed(NOON_MS, { ranges: [{ from: "A12345600", until: "A12345673" }] }) },
    undefined,
  ],
  [
    "a range of numbers of another length",
    { blacklist: listed(NOON_MS, { ranges: [{ from: "A1", until: "A9" }] }) },
    undefined,
  ],
  [
    "a range of purse numbers",
    {
      blacklist: listed(NOON_MS, {
        ranges: [{ from: "33018653000100000000", until: "33018653000199999999" }],
      }),
    },
    /on the blacklist/,
  ],
  ["an old list, where the city sets no age", { blacklist: listed(NOON_MS - 400 * DAY_MS, {}) }, undefined],
  [
    "a list as old as the city takes",
    { blacklist: listed(NOON_MS - 7 * DAY_MS, {}), profile: checks({ blacklistDaysMax: 7 }) },
    undefined,
  ],
  [
    "a list that is a day too old",
    { blacklist: listed(NOON_MS - 8 * DAY_MS, {}), profile: checks({ blacklistDaysMax: 7 }) },
    /8 days old, and 7 is the most: .*duka blacklist update/,
  ],
  [
    "no list, where the city wants one",
    { profile: checks({ blacklistDaysMax: 7 }) },
    /has no blacklist, and the city wants one/,
  ],
  [
    "the blacklist comes before the dates",
    {
      simulated: social({ validUntil: "20200101" }),
      blacklist: listed(NOON_MS, { ranges: [{ from: "A00000000", until: "A99999999" }] }),
    },
    /on the blacklist/,
  ],
];

for (const kind of ["purse", "medical"] as const) {
  for (const [rule, { wallMs, ...options }, refused] of [...ROWS, ...LISTED]) {
    test(`before the password of a ${kind} sale: ${rule}: ${refused === undefined ? "it pays" : "refused, no VERIFY"}`, async (t) => {
      const clock = wallMs === undefined ? stillClock() : { ...stillClock(), wallMs: () => wallMs };
      const till = await openTestTill({ ...options, clock });
      const outcome = await till.account.debit({ ref: "S-1", amountFen: 1250, kind });
      t.is(outcome.outcome, refused === undefined ? "committed" : "refused", outcome.reason ?? "");
      if (refused === undefined) return;
      t.regex(outcome.reason ?? "", refused);
      t.false(
        till.card.heard.some((command) => command.startsWith("20")),
        "a password was tried",
      );
    });
  }
}

test("a card with a purse alone has its own dates, and no class", async (t) => {
  const simulated = {
    ...findProfile("plain"),
    card: { ...findProfile("plain").card, validUntil: "20261120" },
  };
  const { plain } = await import("@duka/driver/password/city-profile");
  const till = await openTestTill({ simulated, profile: plain });
  const outcome = await till.account.debit({ ref: "S-1", amountFen: 100 });
  t.regex(outcome.reason ?? "", /valid until 2026-11-20/);
});

test("balance, card and log of a card that may not pay are shown still", async (t) => {
  const till = await openTestTill({ simulated: card({ validUntil: "20261120" }) });
  t.like(await till.account.balance(), { balanceFen: 50000 });
  t.like(await till.account.card(), { validUntil: "20261120" });
});

/** In the order of P7 5.4 and 5.5, and of 12: the application is selected last. */
const FAULTS: readonly [
  what: string,
  options: Partial<TestTillOptions>,
  inside: Partial<NonNullable<Profile["social"]>>,
  told: RegExp,
  hurt?: (till: TestTill) => void,
][] = [
  [
    "blacklisted",
    { blacklist: listed(NOON_MS, { ranges: [{ from: "A00000000", until: "A99999999" }] }) },
    {},
    /on the blacklist/,
  ],
  ["of another initialiser", {}, { issuer: "915600000333010033010001" }, /initialiser 9156/],
  ["of an unknown class", {}, { cardClass: "35" }, /class 35/],
  ["of an unknown version", { profile: checks({ versions: ["9."] }) }, {}, /version 2\.00/],
  ["expired", {}, { validUntil: "20261120" }, /valid until 2026-11-20/],
  [
    "locked in its application",
    {},
    {},
    /9303/,
    ({ chips }) => {
      const { applications, medical } = chips.card.inside;
      const application = applications.find(({ lockKey }) => lockKey === "LKDF04");
      medical?.memory.transaction(() => application?.lock.set(LOCKED_FOR_EVER));
    },
  ],
];

for (const [at, [first, one, inside, told, hurtOne]] of FAULTS.entries()) {
  for (const [second, other, otherInside, , hurtOther] of FAULTS.slice(at)) {
    test(`a card that is ${first}${second === first ? "" : ` and ${second}`}: the first is told, and no password tried`, async (t) => {
      const till = await openTestTill({ ...one, ...other, simulated: social({ ...inside, ...otherInside }) });
      hurtOne?.(till);
      hurtOther?.(till);
      const outcome = await till.account.debit({ ref: "S-1", amountFen: 1250, kind: "medical" });
      t.is(outcome.outcome, "refused");
      t.regex(outcome.reason ?? "", told);
      t.false(
        till.card.heard.some((command) => command.startsWith("20")),
        "a password was tried",
      );
    });
  }
}
