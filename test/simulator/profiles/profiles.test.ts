import { hangzhou } from "@duka/simulator/profiles/hangzhou";
import { readProfile } from "@duka/simulator/profiles/profile";
import { findProfile, profileNames } from "@duka/simulator/profiles/profiles";
import test from "ava";

test("every shipped profile is a right one, under its own name, and says what it assumes", (t) => {
  t.deepEqual(profileNames, ["hangzhou", "plain", "medical-3des", "medical-sm4"]);
  for (const name of profileNames) {
    const profile = findProfile(name);
    t.is(profile.name, name);
    t.true(profile.assumed.length > 0);
    t.true(profile.assumed.some((assumption) => assumption.startsWith("all keys")));
  }
});

test("the Hangzhou card: initial PIN 123456 and limit 6 assumed, PIN before paying, 500.00 yuan", (t) => {
  const { password, purse, assumed } = findProfile("hangzhou");
  t.is(password.initial, "123456");
  t.is(password.retryLimit, 6);
  t.true(password.neededForPurchase);
  t.is(purse.openingBalanceFen.purse, 50_000);
  t.true(assumed.some((assumption) => assumption.startsWith("password.initial")));
});

test("an unknown name is refused with the known ones", (t) => {
  t.throws(() => findProfile("hangzou"), {
    instanceOf: RangeError,
    message:
      'there is no card profile "hangzou"; known: hangzhou, plain, medical-3des, medical-sm4, or a JSON file of your own',
  });
});

test("a wrong profile is refused at the member that is wrong", (t) => {
  const refused: [path: string, value: unknown, message: string][] = [
    ["title.zh", "", "profile.title.zh must be a text"],
    ["card", null, "profile.card must be an object"],
    ["card.chipMaker", "81", "profile.card.chipMaker must be 4 hexadecimal digits"],
    [
      "card.holderNameGbk",
      "D5C",
      "profile.card.holderNameGbk must be at most 20 bytes as hexadecimal digits",
    ],
    ["card.holderIdNumber", "身份", "profile.card.holderIdNumber must be 0 to 32 printable ASCII characters"],
    ["card.logAccess", "anyone", "profile.card.logAccess must be one of free, pin, never"],
    ["password.initial", "12a4", "profile.password.initial must be 4 to 16 decimal digits"],
    ["password.retryLimit", 16, "profile.password.retryLimit must be an integer from 1 to 15"],
    ["password.retryLimit", 1.5, "profile.password.retryLimit must be an integer from 1 to 15"],
    ["password.neededForPurchase", "yes", "profile.password.neededForPurchase must be true or false"],
    ["purse.blockedStatusWord", 0x9000, "profile.purse.blockedStatusWord must be one of 27011, 37635"],
    ["purse.maxBalanceFen", 10, "profile.purse.openingBalanceFen must not exceed maxBalanceFen"],
    [
      "purse.colour",
      "red",
      'profile.purse has no member "colour"; known: algorithm, openingBalanceFen, maxBalanceFen, ',
    ],
    ["keys.purchase", [], "profile.keys.purchase must be a list of at least 1"],
    [
      "keys.load",
      [{ index: 1, version: 1, masterKey: "00" }],
      "profile.keys.load[0].masterKey must be 32 hexadecimal digits",
    ],
    ["keys.regionFactor", "33", "profile.keys.regionFactor must be 16 hexadecimal digits"],
    ["psam.terminalId", "12", "profile.psam.terminalId must be 12 decimal digits"],
  ];
  for (const [path, value, message] of refused) {
    const error = t.throws(() => readProfile(changed(path, value)), { instanceOf: RangeError }, path);
    t.true(error.message.startsWith(message), error.message);
  }
  t.throws(() => readProfile("hangzhou"), { message: "profile must be an object" });
  t.notThrows(() => readProfile(changed("keys.regionFactor", "3333303130307378")));
});

/** The Hangzhou profile with one member changed. */
function changed(path: string, value: unknown): unknown {
  const profile = structuredClone(hangzhou) as { [name: string]: unknown };
  const names = path.split(".");
  let at = profile;
  for (const name of names.slice(0, -1)) at = at[name] as { [name: string]: unknown };
  at[names.at(-1)!] = value;
  return profile;
}
