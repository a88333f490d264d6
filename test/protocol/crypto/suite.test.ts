import { cardFactor, cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import { medicalMac1Data, medicalMac2Data, medicalTacData } from "@duka/protocol/crypto/medical";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";
import { loadVectors } from "../../support/values/vectors.js";

const flat = (value: Uint8Array): string => hex(value).replaceAll(" ", "");
const vector = (name: string) => loadVectors("social-security.json").find((one) => one.name === name)!;
const single = cipherSuite({ algorithm: "3DES", processKeyLength: 8, reduction: "left" });
const double = cipherSuite({ algorithm: "3DES", processKeyLength: 16, reduction: "left" });
const national = cipherSuite({ algorithm: "SM4", processKeyLength: 16, reduction: "left" });

test("the suites of 3DES do what the social-security vectors say, with a process key of 8 and of 16 bytes", (t) => {
  for (const [suite, form] of [
    [single, "single-length form"],
    [double, "16-byte form"],
  ] as const) {
    const made = vector(`process key, ${form}`);
    t.is(flat(suite.processKey(bytes(made.cardKey!), bytes(made.challenge!))), made.result!);
    const proof = vector(`internal authentication, ${form}`);
    t.is(flat(suite.authenticate(bytes(proof.processKey!), bytes(proof.source!))), proof.result!);
  }
  const reset = vector("PIN reset: encrypted PIN block");
  t.is(flat(single.encipher(bytes(reset.processKey!), bytes("123456"))), reset.result!);
  const mac = vector("PIN reset: MAC (IV zero)");
  t.is(flat(single.macOf(bytes(mac.processKey!), bytes(mac.header! + mac.data!))), mac.result!);
});

test("an enciphered field gives its data back, with every suite and any key; anything else is seen", (t) => {
  const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(
      fc.constantFrom(single, double, national),
      key,
      fc.uint8Array({ maxLength: 60 }),
      (suite, k, data) => {
        t.deepEqual(suite.decipher(k, suite.encipher(k, data)), data);
        t.is(suite.decipher(k, suite.encipher(k, data).subarray(1)), undefined);
        t.is(suite.decipher(k, new Uint8Array(0)), undefined);
      },
    ),
    { numRuns: 60 },
  );
  t.is(single.decipher(bytes("0FCAC06ED6393213"), new Uint8Array(8)), undefined);
});

test("SM4: an authentication has 8 bytes, by either way of making 16 into 8", (t) => {
  const key = bytes("0123456789ABCDEFFEDCBA9876543210");
  const joined = cipherSuite({ algorithm: "SM4", processKeyLength: 16, reduction: "xor" });
  const left = national.authenticate(key, bytes("A1A2A3A4A5A6A7A8"));
  t.is(left.length, 8);
  t.is(joined.authenticate(key, bytes("A1A2A3A4A5A6A7A8")).length, 8);
  t.notDeepEqual(left, joined.authenticate(key, bytes("A1A2A3A4A5A6A7A8")));
  t.is(national.mac(key, bytes("00")).length, 4);
});

test("LD/T 33-2015, 10.3: factors of province, city and card", (t) => {
  t.is(flat(provinceFactor("330100")), "3333303030307368");
  t.is(flat(cityFactor("330100")), "3333303130307378");
  t.is(flat(cityFactor("330181")), "3333303130307378");
  t.is(flat(cityFactor("430181")), "3433303138317378");
  t.is(flat(cardFactor(bytes("3B6D0000 0081 484242 8653 5119000A671A"))), "86535119000A671A");
  t.throws(() => cityFactor("3301"), { message: /region must be 6 decimal digits/ });
  t.throws(() => cardFactor(bytes("3B00")), { message: /at least 8 bytes/ });
});

test("medical purchase: the vector's MACs, from the data of the declaration's example", (t) => {
  const v = vector("medical purchase type 32 (assumed rule: the PBOC data with three amounts joined)");
  const purchase = {
    amount1Fen: 0x1000,
    amount2Fen: 0x0200,
    amount3Fen: 0x0300,
    terminalId: v.terminalId!,
    date: v.dateTime!.slice(0, 8),
    time: v.dateTime!.slice(8),
  };
  const key = single.sessionKey(bytes(v.masterKey!), bytes(`${v.random!}${v.sequence!}0001`));
  t.is(flat(single.mac(key, medicalMac1Data(purchase))), v.mac1!);
  t.is(flat(single.mac(key, medicalMac2Data(purchase))), v.mac2!);
  t.is(medicalTacData({ ...purchase, terminalSequence: 1 }).length, 30);
});
