import {
  type CityProfile,
  checkCityProfile,
  cityProfile,
  hangzhou,
} from "@duka/driver/password/city-profile";
import { cities } from "@duka/protocol/cities";
import { readCity } from "@duka/protocol/city";
import test from "ava";

test("profiles are found by name; an unknown one names those that exist", (t) => {
  t.is(cityProfile("hangzhou"), hangzhou);
  t.throws(() => cityProfile("atlantis"), { instanceOf: RangeError, message: /hangzhou, plain/ });
});

test("the cities that come with Duka hold the rules for cities of others, and nobody can change them", (t) => {
  for (const city of cities) {
    t.deepEqual(readCity(city), city);
    t.is(checkCityProfile(city), city);
    t.true([cities, city, city.password, city.title, city.medical?.amounts ?? city].every(Object.isFrozen));
  }
});

const password = (change: Partial<CityProfile["password"]>) => ({
  password: { ...hangzhou.password, ...change },
});

const WRONG: readonly [setting: string, change: Partial<CityProfile>][] = [
  ["name", { name: "Hang Zhou" }],
  ["application", { application: "A0" }],
  ["psamApplication", { psamApplication: "DF" }],
  ["publicFile", { publicFile: 31 }],
  ["logFile", { logFile: 0 }],
  ["purchaseKeyIndex", { purchaseKeyIndex: 256 }],
  ["transactionSequence", { transactionSequence: "other" as "initialized" }],
  ["commitUnverified", { commitUnverified: "yes" as "always" }],
  ["password.lengthMin", password({ lengthMin: 3 })],
  ["password.lengthMax", password({ lengthMax: 5 })],
  ["password.initial", password({ initial: "12345" })],
  ["password.initial", password({ initial: "12345x" })],
  ["password.retryLimit", password({ retryLimit: 0 })],
  ["password.asksMax", password({ asksMax: 11 })],
];

for (const [setting, change] of WRONG) {
  test(`a profile with a wrong ${setting} (${JSON.stringify(change).slice(0, 40)}) is refused by that name`, (t) => {
    const error = t.throws(() => checkCityProfile({ ...hangzhou, ...change }), { instanceOf: RangeError });
    t.true(error?.message.includes(`${setting} must be`), error?.message);
  });
}
