/**
 * Whatever a profile says, as long as it fits the schema: it is refused at a member, or its card answers every command.
 */
import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import { type Profile, readProfile } from "@duka/simulator/profiles/profile";
import { profileSchema } from "@duka/simulator/profiles/profile-schema";
import { findProfile, profileNames } from "@duka/simulator/profiles/profiles";
import test from "ava";
import fc from "fast-check";
import { chipsAtWork, send } from "../card/chips.js";
import { SELECT_DF04, SELECT_SSSE } from "../card/issuer.js";

type Schema = { readonly [keyword: string]: unknown };

/** Any value that this part of the schema allows. */
function allowedBy(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
  if (schema.anyOf !== undefined) return fc.oneof(...(schema.anyOf as Schema[]).map(allowedBy));
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer": {
      const range = { min: schema.minimum as number, max: schema.maximum as number };
      return fc.oneof(fc.constantFrom(range.min, range.max), fc.integer(range));
    }
    case "array":
      return fc.array(allowedBy(schema.items as Schema), {
        minLength: schema.minItems as number,
        maxLength: 4,
      });
    case "object": {
      const properties = Object.entries(schema.properties as { [name: string]: Schema });
      return fc.record(Object.fromEntries(properties.map(([name, part]) => [name, allowedBy(part)])));
    }
    default:
      return schema.pattern === undefined
        ? fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" })
        : fc.stringMatching(new RegExp(schema.pattern as string), { maxLength: 300 });
  }
}

type Place = { readonly path: readonly string[]; readonly schema: Schema };

/** Every member of the schema, however deep. */
function places(schema: Schema, path: readonly string[] = []): Place[] {
  const object = ((schema.anyOf as Schema[] | undefined)?.[0] ?? schema) as Schema;
  const inside = Object.entries((object.properties ?? {}) as { [name: string]: Schema }).flatMap(
    ([name, part]) => places(part, [...path, name]),
  );
  return path.length === 0 ? inside : [{ path, schema }, ...inside];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (typeof value !== "object" || value === null) return value;
  return { ...value, [name]: replaced((value as { [member: string]: unknown })[name], rest, by) };
}

const PLACES = places(profileSchema).filter(({ path }) => path[0] !== "$schema" && path[0] !== "name");

const change = fc.oneof(
  ...PLACES.map(({ path, schema }) => allowedBy(schema).map((value) => ({ path, value }))),
);

const COMMANDS = [
  "00 B0 95 00 00",
  "00 B0 96 00 00",
  "00 B2 01 BC 00",
  "00 20 00 00 03 123456",
  "80 5C 00 01 04",
  "80 50 01 02 0B 01 00000001 001122334455",
  "80 50 00 02 0B 01 00000001 001122334455",
  "80 50 04 01 07 01 001122334455",
  "84 24 00 00 04 00000000",
  SELECT_SSSE,
  "00 B2 01 2C 00",
  "00 B2 09 30 00",
  "00 88 00 00 08 1122334455667788",
  "00 A4 00 00 02 DF01",
  "00 B2 20 28 00",
  SELECT_SSSE,
  SELECT_DF04,
  "B0 26 00 01 04",
  "B0 28 00 01 0B 01 00000001 001122334455",
];
const PSAM_COMMANDS = [
  "00 B0 96 00 06",
  "80 70 00 00 1C 11223344 0000 000004E2 06 20261122 093015 01 00 8653000100174236",
];

function firstBroken({ card, psam }: Chips): string | undefined {
  const isBroken = (answer: string) => answer.length < 4 || answer.slice(-4, -2) === "6F";
  const ofCard = COMMANDS.find((command) => isBroken(send(card, command)));
  return ofCard ?? PSAM_COMMANDS.find((command) => isBroken(send(psam, command)));
}

test("any change of a profile that its schema allows: refused at a member, or the card answers", (t) => {
  let worked = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...profileNames),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (name, changes) => {
        const start: unknown = { ...findProfile(name), name: "own" };
        const wanted = changes.reduce((profile, { path, value }) => replaced(profile, path, value), start);
        let profile: Profile;
        try {
          profile = readProfile(wanted);
        } catch (error) {
          t.true(error instanceof RangeError, String(error));
          return t.regex((error as Error).message, /^profile\./);
        }
        const chips = chipsAtWork(profile);
        worked++;
        const state = chips.serialize();
        t.is(firstBroken(chips), undefined);
        return t.is(openChips(undefined, state, 1).serialize(), state);
      },
    ),
    { numRuns: 200 },
  );
  t.true(worked > 50, `${worked} worked`);
});
