import {
  hasNodeNational,
  loadLibraryNational,
  type NationalCrypto,
  nodeNational,
  sm3,
  sm4,
  sm4CbcLast,
  sm4Decrypt,
} from "@duka/protocol/crypto/national";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";
import { loadVectors, type Vector } from "../../support/values/vectors.js";

/** Rounds that a test can afford; the whole million is checked where the runtime's own crypto does it in one call. */
const MANY = 1000;

const libraryNational = loadLibraryNational();
const VECTORS = loadVectors("national-crypto.json");
const flat = (value: Uint8Array): string => hex(value).replaceAll(" ", "");

/** A million rounds are a chain of CBC over zeros: each block is the encryption of the one before it. */
function millionRounds({ key, data, rounds }: Vector): string {
  const times = Number(rounds);
  let block = bytes(data!);
  const chunk = 100_000;
  for (let done = 0; done < times; done += chunk) {
    block = nodeNational.sm4CbcLast(bytes(key!), new Uint8Array(16 * chunk), block);
  }
  return flat(block);
}

function check(national: NationalCrypto, vector: Vector): string {
  if (vector.key === undefined) return flat(national.sm3(bytes(vector.data!)));
  return flat(national.sm4(bytes(vector.key), bytes(vector.data!)));
}

for (const vector of VECTORS) {
  if (vector.rounds === undefined) {
    test(`${vector.standard}: ${vector.name}, by the runtime's crypto and by the library`, (t) => {
      t.is(check(libraryNational, vector), vector.result!);
      if (hasNodeNational()) t.is(check(nodeNational, vector), vector.result!);
      t.is(check({ sm4, sm4Decrypt, sm4CbcLast, sm3 }, vector), vector.result!);
    });
  } else {
    test(`${vector.standard}: ${vector.name}`, (t) => {
      t.is(Number(vector.rounds), 1_000_000);
      if (hasNodeNational()) t.is(millionRounds(vector), vector.result!);
      let one = bytes(vector.data!);
      for (let round = 0; round < MANY; round++) one = libraryNational.sm4(bytes(vector.key!), one);
      let other = bytes(vector.data!);
      for (let round = 0; round < MANY; round++) other = sm4(bytes(vector.key!), other);
      t.deepEqual(one, other);
    });
  }
}

test("runtime and library agree on any key, any blocks, any data", (t) => {
  const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(block, block, block, fc.uint8Array({ maxLength: 200 }), (key, iv, one, data) => {
      const blocks = new Uint8Array([...one, ...iv, ...key]);
      t.deepEqual(sm4(key, blocks), libraryNational.sm4(key, blocks));
      t.deepEqual(sm4Decrypt(key, sm4(key, blocks)), blocks);
      t.deepEqual(libraryNational.sm4Decrypt(key, sm4(key, blocks)), blocks);
      t.deepEqual(sm4CbcLast(key, blocks, iv), libraryNational.sm4CbcLast(key, blocks, iv));
      t.deepEqual(sm3(data), libraryNational.sm3(data));
    }),
    { numRuns: 50 },
  );
});

test("a wrong length is refused and named", (t) => {
  t.throws(() => sm4(new Uint8Array(8), new Uint8Array(16)), { message: /key must have 16 bytes, got 8/ });
  t.throws(() => sm4(new Uint8Array(16), new Uint8Array(8)), { message: /blocks of 16 bytes, got 8/ });
  t.throws(() => sm4CbcLast(new Uint8Array(16), new Uint8Array(16), new Uint8Array(8)), {
    message: /initial value has 16 bytes/,
  });
});
