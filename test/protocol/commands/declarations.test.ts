import { allCommands, declarationOf } from "@duka/protocol/commands/all-commands";
import {
  type AnyCommand,
  matches,
  packCommand,
  packResponse,
  readResponse,
  unpackCommand,
  unpackResponse,
} from "@duka/protocol/layout/command";
import * as kind from "@duka/protocol/layout/field";
import test from "ava";
import fc from "fast-check";
import { bytes } from "../../support/values/hex.js";

for (const command of allCommands) {
  test(`${command.name}: says where it stands and what its refusals mean`, (t) => {
    t.regex(command.clause, /\S/);
    t.true(command.examples.length > 0);
    t.true(
      command.examples.some((example) => example.response !== undefined),
      "one example of success",
    );
    t.true(Object.keys(command.refusals).length > 0);
    for (const [sw, meaning] of Object.entries(command.refusals)) {
      t.true(Number(sw) > 0x6200 && Number(sw) <= 0x9fff && Number(sw) !== 0x9000, sw);
      t.regex(meaning, /^[a-zA-Z][^.]+[^.]$/);
    }
  });

  test(`${command.name}: what leaves it open whether the card acted is no refusal`, (t) => {
    for (const sw of Object.keys(command.refusals)) t.false([0x64, 0x65, 0x6f].includes(Number(sw) >> 8), sw);
  });

  command.examples.forEach((example, i) => {
    test(`${command.name}: example ${i + 1}, both ways`, (t) => {
      const apdu = bytes(example.apdu);
      const answer = bytes(example.answer);
      t.deepEqual(packCommand(command, example.request), apdu);
      t.deepEqual(unpackCommand(command, apdu), example.request);
      t.is(declarationOf(apdu), command);
      const result = readResponse(command, answer);
      if (example.response === undefined) {
        t.false(result.ok);
        if (!result.ok) t.true(result.declared);
      } else {
        t.deepEqual(result, { ok: true, sw: 0x9000, response: example.response });
        t.deepEqual(packResponse(command, example.response), answer.subarray(0, -2));
        t.deepEqual(unpackResponse(command, answer.subarray(0, -2)), example.response);
      }
    });
  });

  test(`${command.name}: unpacking what was packed gives the same, any request, any response`, (t) => {
    fc.assert(
      fc.property(
        anyValues(command.requestLayout),
        anyValues(command.responseLayout),
        (request, response) => {
          t.deepEqual(unpackCommand(command, packCommand(command, request)), request);
          t.deepEqual(unpackResponse(command, packResponse(command, response)), response);
        },
      ),
      { numRuns: 50 },
    );
  });

  test(`${command.name}: any bytes as command or answer give a value or a RangeError`, (t) => {
    const nearly = fc
      .uint8Array({ maxLength: 40 })
      .map((tail) => new Uint8Array([command.cla, command.ins, ...tail]));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), nearly), (any) => {
        t.true(rangeErrorOrValue(() => unpackCommand(command, any)));
        t.true(rangeErrorOrValue(() => readResponse(command, any)));
        t.is(typeof matches(command, any), "boolean");
      }),
      { numRuns: 100 },
    );
  });
}

test("only the second commands of transactions move money", (t) => {
  const names = allCommands.filter((command) => command.movesMoney).map((command) => command.name);
  t.deepEqual(names, [
    "DEBIT FOR PURCHASE",
    "CREDIT FOR LOAD",
    "DEBIT FOR UNLOAD",
    "UPDATE OVERDRAW LIMIT",
    "CREDIT FOR MEDICAL LOAD",
    "DEBIT FOR MEDICAL PURCHASE",
  ]);
});

/** A form that names P2 itself, and the one that leaves P2 open, which comes later and is not asked then. */
const OVERLAPS: { readonly [name: string]: readonly string[] } = { VERIFY: ["VERIFY by reference"] };

test("no two declarations take the same bytes, but one of VERIFY's with P2 00", (t) => {
  for (const command of allCommands) {
    for (const example of command.examples) {
      const apdu = bytes(example.apdu);
      const takers = allCommands.filter((other) => matches(other, apdu)).map(({ name }) => name);
      t.deepEqual(takers, [command.name, ...(OVERLAPS[command.name] ?? [])]);
      t.is(declarationOf(apdu), command);
    }
  }
  t.is(declarationOf(bytes("FF CA 00 00 00")), undefined);
});

function rangeErrorOrValue(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    return error instanceof RangeError;
  }
}

function anyValues(layout: AnyCommand["requestLayout"]): fc.Arbitrary<{ [name: string]: unknown }> {
  const fields = layout.names.map((name, i) => [name, anyValue(layout.kinds[i]!, layout.sizes[i]!)] as const);
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
}

function anyValue(fieldKind: number, size: number): fc.Arbitrary<unknown> {
  const exactly = fc.uint8Array({ minLength: size, maxLength: size });
  const some = fc.uint8Array({ maxLength: 100 });
  if (fieldKind === kind.KIND_NUMBER) return fc.integer({ min: 0, max: 256 ** size - 1 });
  if (fieldKind === kind.KIND_BYTES) return exactly;
  if (fieldKind === kind.KIND_TERMINATED) return some.map((value) => value.map((byte) => byte & 0x7f));
  if (fieldKind === kind.KIND_EXPECTED_LENGTH) return fc.integer({ min: 1, max: 256 });
  if (fieldKind === kind.KIND_REST) return some;
  return fc.nat(10 ** (2 * size) - 1).map((value) => String(value).padStart(2 * size, "0"));
}
