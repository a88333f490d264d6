import { readFileSync } from "node:fs";
import { readProfile } from "@duka/simulator/profiles/profile";
import { profileSchema } from "@duka/simulator/profiles/profile-schema";
import { findProfile, profileNames } from "@duka/simulator/profiles/profiles";
import test from "ava";
import fc from "fast-check";

const FILE = new URL("../../../../simulator/profile.schema.json", import.meta.url);

test("the schema for editors is what the simulator checks", (t) => {
  t.deepEqual(JSON.parse(readFileSync(FILE, "utf8")), JSON.parse(JSON.stringify(profileSchema)));
});

test("every shipped profile survives a JSON file, and fits the schema's members", (t) => {
  for (const name of profileNames) {
    const profile = findProfile(name);
    t.deepEqual(readProfile(JSON.parse(JSON.stringify(profile))), profile);
    const members = Object.keys(profile);
    const { required, properties } = profileSchema as { required: string[]; properties: object };
    t.deepEqual(
      [...required].filter((member) => !members.includes(member)),
      [],
    );
    t.deepEqual(
      members.filter((member) => !Object.hasOwn(properties, member)),
      [],
    );
  }
});

test("a 3DES city of layout 2.0, an SM4 city of layout 3.0, and Hangzhou ship with the simulator", (t) => {
  const told = profileNames.map((name) => {
    const { social } = findProfile(name);
    return social === null ? `${name}: purse` : `${name}: ${social.layout} ${social.algorithm}`;
  });
  t.deepEqual(told, ["hangzhou: 2.0 3DES", "plain: purse", "medical-3des: 2.0 3DES", "medical-sm4: 3.0 SM4"]);
});

test("a wrong social-security member is refused where it stands", (t) => {
  const refused: [member: string, value: unknown, message: string][] = [
    ["algorithm", "DES", "profile.social.algorithm must be one of 3DES, SM4, SSF33"],
    [
      "socialSecurityNumber",
      "330102199001011231",
      "profile.social.socialSecurityNumber must be a citizen's number",
    ],
    ["cardNumber8", "a1234567", "profile.social.cardNumber8 must be 8 digits or capital letters"],
    ["holderName", "\uFFFD", "profile.social.holderName must be a name of at most 50 bytes in GB 18030"],
    [
      "holderName",
      "长".repeat(26),
      "profile.social.holderName must be a name of at most 50 bytes in GB 18030",
    ],
    [
      "holderName",
      `A${"长".repeat(24)}A`,
      "profile.social.holderName must be a name of at most 50 bytes in GB 18030",
    ],
    ["keyAttempts", 0, "profile.social.keyAttempts must be an integer from 1 to 15"],
  ];
  for (const [member, value, message] of refused) {
    const profile = structuredClone(findProfile("hangzhou")) as { social: { [name: string]: unknown } };
    profile.social[member] = value;
    const error = t.throws(() => readProfile(profile), { instanceOf: RangeError }, member);
    t.true(error.message.startsWith(message), error.message);
  }
});

test("a card of layout 1.0 has no name extension: a name of more than 30 bytes is refused, not shortened", (t) => {
  const { social, ...rest } = findProfile("hangzhou");
  const named = (holderName: string) =>
    readProfile({ ...rest, social: { ...social, layout: "1.0", holderName } });
  t.is(named("长".repeat(15)).social?.layout, "1.0");
  t.throws(() => named(`${"长".repeat(15)}A`), {
    instanceOf: RangeError,
    message:
      /^profile\.social\.holderName must be a name of at most 30 bytes in GB 18030 on a card of layout 1\.0/,
  });
});

test("any JSON as a profile is a profile or a RangeError", (t) => {
  const whole = findProfile("hangzhou");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc
          .tuple(fc.constantFrom(...Object.keys(whole)), fc.jsonValue())
          .map(([name, value]) => ({ ...whole, [name]: value })),
      ),
      (value) => {
        try {
          readProfile(value);
          t.pass();
        } catch (error) {
          t.true(error instanceof RangeError, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
