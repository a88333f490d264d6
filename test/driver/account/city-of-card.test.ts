/** A card's own region and issuer say whose rules hold (V2 8.1: items 01 and 04), before any try of a password. */

import { isRefusal } from "@duka/driver/card/refusal";
import { citiesOf, cityOfPurse, cityOfRegion, cityOfSocialCard } from "@duka/driver/password/city-of-card";
import { hangzhou, medical3des, medicalSm4, plain } from "@duka/protocol/cities";
import type { CityProfile } from "@duka/protocol/city";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { withoutPurse } from "../../support/card/purseless.js";
import { openTestTill } from "../../support/card/till.js";

const INITIALISER = "915600000233010033010001";
const city = (name: string, region: string, issuers?: readonly string[]): CityProfile => ({
  ...hangzhou,
  name,
  region,
  ...(issuers === undefined ? {} : { issuers }),
});

const CHOSEN: readonly [
  rule: string,
  cities: readonly CityProfile[],
  region: string,
  chosen: string | RegExp,
][] = [
  ["its own region", [hangzhou, medicalSm4], "510100", "medical-sm4"],
  ["a district goes by its city", [hangzhou, medicalSm4], "330106", "hangzhou"],
  ["the nearest of city and province", [city("zhejiang", "330000"), hangzhou], "330100", "hangzhou"],
  ["the province where the city is not known", [city("zhejiang", "330000"), hangzhou], "330200", "zhejiang"],
  ["a district with rules of its own", [hangzhou, city("yuhang", "330110")], "330110", "yuhang"],
  ["a city of any region is the last choice", [plain, hangzhou], "330100", "hangzhou"],
  ["a city of any region takes all others", [plain, hangzhou], "510100", "plain"],
  [
    "the neighbouring city's code begins alike",
    [city("ningbo", "330200")],
    "330100",
    /city that this till does not/,
  ],
  ["another province", [hangzhou], "510100", /region 510100, issuer 9156.*known: hangzhou/],
  ["of two issuers its own", [city("a", "330100", ["91"]), city("b", "330100", ["92"])], "330100", "a"],
  ["an issuer before all the region", [hangzhou, city("bank", "330100", ["9156000002"])], "330100", "bank"],
  ["another issuer's city is not taken", [city("bank", "330100", ["9256"])], "330100", /does not know/],
];

for (const [rule, cities, region, chosen] of CHOSEN) {
  test(`the city of a social-security card: ${rule}`, (t) => {
    const found = cityOfSocialCard(citiesOf(cities), { region, issuer: INITIALISER });
    if (typeof chosen === "string") t.is((found as CityProfile).name, chosen);
    else t.regex((found as { reason: string }).reason, chosen);
  });
}

const PURSES: readonly [rule: string, cities: readonly CityProfile[], chosen: string | RegExp][] = [
  ["the one city that has its application", [hangzhou], "hangzhou"],
  ["a city of purses before one of social-security cards", [hangzhou, plain], "plain"],
  ["the one that names its issuer", [plain, city("named", "330100", ["10000000"])], "named"],
  ["not one that names another issuer", [city("other", "330100", ["2000"])], /issuer 1000000033010000/],
  ["two that may be it are not guessed", [hangzhou, medicalSm4], /may be of "hangzhou" or of "medical-sm4"/],
];

for (const [rule, cities, chosen] of PURSES) {
  test(`the city of a card with a purse alone: ${rule}`, (t) => {
    const found = cityOfPurse(cities, "1000000033010000");
    if (typeof chosen === "string") t.is((found as CityProfile).name, chosen);
    else t.regex((found as { reason: string }).reason, chosen);
  });
}

const WRONG: readonly [rule: string, cities: unknown, told: RegExp][] = [
  ["none", [], /a list of at least 1/],
  ["two of one name", [hangzhou, hangzhou], /two profiles have the name "hangzhou"/],
  ["two of one region", [hangzhou, city("b", "330100")], /"hangzhou" and "b" are both of region 330100/],
  [
    "two of one region and issuer",
    [city("a", "330100", ["91"]), city("b", "330100", ["9156"])],
    /both of region/,
  ],
  ["no city at all", [hangzhou, 7], /profile must be an object/],
];

for (const [rule, cities, told] of WRONG) {
  test(`cities of a till: ${rule}: refused when it is opened`, (t) => {
    t.throws(() => citiesOf(cities as CityProfile[]), { instanceOf: RangeError, message: told });
  });
}

test("a sale that is not here any more is looked up by its region, the till's own city where there is none", (t) => {
  const cities = citiesOf([hangzhou, medicalSm4]);
  t.deepEqual(
    ["510100", "510104", "330106", "990000", undefined].map((region) => cityOfRegion(cities, region).name),
    ["medical-sm4", "medical-sm4", "hangzhou", "hangzhou", "hangzhou"],
  );
});

const OTHER = findProfile("medical-sm4");
const MEDICAL = { ref: "M-1", kind: "medical", amountFen: 800 } as const;

for (const kind of ["purse", "medical"] as const) {
  test(`a card of another city at a Hangzhou till (${kind}): refused by its region, no try of its password is lost`, async (t) => {
    const till = await openTestTill({ simulated: OTHER });
    const outcome = await till.account.debit({ ...MEDICAL, kind });
    t.is(outcome.outcome, "refused");
    t.regex(
      outcome.reason ?? "",
      /region 510100.*known: hangzhou.*give its profile too.*No password was tried/,
    );
    t.false(
      till.card.heard.some((command) => command.startsWith("20")),
      "VERIFY was sent",
    );
    t.true(isRefusal(await till.account.balance(kind)));
    t.true(isRefusal(await till.account.card()));
  });
}

test("a till of several cities: the card of the second one is titled and paid from as its own city's", async (t) => {
  const till = await openTestTill({ simulated: OTHER, profile: [hangzhou, medicalSm4] });
  t.like(await till.account.card(), { title: medicalSm4.title });
  t.like(await till.account.debit(MEDICAL), { outcome: "committed", balanceAfterFen: 8000 });
  t.is(till.card.heard.filter((command) => command.startsWith("20")).length, 1, "its own initial password");
});

test("the three amounts of a medical bill stand in the order of the card's city, in the journal too", async (t) => {
  const amounts = ["zero", "total", "account"] as const;
  const sm4 = { ...medicalSm4, medical: { ...medicalSm4.medical!, amounts, accountAmount: 2 as const } };
  const simulated = { ...OTHER, medical: sm4.medical };
  const till = await openTestTill({ simulated, profile: [hangzhou, sm4] });
  const bill = { ...MEDICAL, medical: { selfPayFen: 100, poolFen: 200 } };
  t.like(await till.account.debit(bill), { outcome: "committed", balanceAfterFen: 8000 });
  t.deepEqual((await till.journal.find("M-1"))[0]?.amountsFen, [0, 1100, 800]);
});

test("a card without a purse is known by its region too", async (t) => {
  const till = await openTestTill({ profile: [hangzhou, medicalSm4] });
  till.card.chip = withoutPurse(till.chips.card);
  t.like(await till.account.card(), { title: hangzhou.title });
  const refused = await till.reopen({ profile: medical3des }).card();
  t.regex("reason" in refused ? refused.reason : "", /region 330100.*known: medical-3des/);
});
