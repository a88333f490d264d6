import { cardFactor, cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import { medicalMac1Data, medicalMac2Data, medicalTacData } from "@duka/protocol/crypto/medical";
import { sm4 } from "@duka/protocol/crypto/national";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";
import { loadVectors } from "../../support/values/vectors.js";

const flat = (value: Uint8Array): string => hex(value).replaceAll(" ", "");
const vector = (name: string) => loadVectors("social-security.json").find((one) => one.name === name)!;
const single = cipherSuite({ algorithm: "3DES", processKeyLength: 8, reduction: "left" });
const double = cipherSuite({ algorithm: "3DES", processKeyLength: 16, reduction: "left" });
const national = cipherSuite({ algorithm: "SM4", processKeyLength: 8, reduction: "xor" });
const leftmost = cipherSuite({ algorithm: "SM4", processKeyLength: 8, reduction: "left" });

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
      fc.constantFrom(single, double, national, leftmost),
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

/** One level-1 key, one card of Hangzhou, one sale and one load: the inputs of social-security.json. */
const MASTER = bytes("11223344556677888877665544332211");
const DTK = bytes("00112233445566778899AABBCCDDEEFF");
const SALE = bytes("00001000 00000200 00000300 32 001122334455");
const LOAD_KEY = bytes("11223344 0000 8000");
const LOAD = "00001000 31 001122334455";
const LOAD_TIME = "20111221 214822";

/** As the text of parts 4, 7 and 9 gives them, worked out apart from this code. */
const WORKED = [
  {
    suite: single,
    cardKey: "465EE0B69F33453528D8C6D0ED8F49EB",
    processKey: "0FCAC06ED6393213",
    authentication: "AED9B522B7428028",
    pinBlock: "FB79D2E2B5F2C839",
    pinMac: "827999CD",
    pinLc: "0C",
    unblockMac: "C6593FA6",
    session: "003238ABC57659DD",
    sale: ["0E4D2D0F", "B2CE1A78", "1E149BA3"],
    load: ["E8590416", "42A929AC", "EFC39E55"],
  },
  {
    suite: national,
    cardKey: "AA7DE9318F17C7657A69660840A95107",
    processKey: "3507F0B57741CF71132DAE97D490DBBF",
    authentication: "56E0F061400EF263",
    pinBlock: "971B0FAD99103C01786CC0F2B74CD7ED",
    pinMac: "42664B7D",
    pinLc: "14",
    unblockMac: "28F2F021",
    session: "9B29831CB746A04943F2EF0047FFC4BB",
    sale: ["3EC586E0", "09E73FE0", "76A235DE"],
    load: ["BC1C3932", "B14BF6E8", "43A2DD9C"],
  },
] as const;

for (const worked of WORKED) {
  const { suite } = worked;
  test(`parts 4, 8.2.4 to 9.3.2, 7, 12 and 9, 7 for ${suite.name}: process key, authentication, PIN block, MACs and TAC of one card`, (t) => {
    const level2 = suite.diversify(MASTER, cityFactor("330100"));
    const cardKey = suite.diversify(level2, bytes("8603001122334455"));
    t.is(flat(cardKey), worked.cardKey);
    const processKey = suite.processKey(cardKey, bytes("1122334455667788"));
    t.is(flat(processKey), worked.processKey);
    t.is(flat(suite.authenticate(processKey, bytes("A1A2A3A4A5A6A7A8"))), worked.authentication);
    const pinBlock = suite.encipher(processKey, bytes("123456"));
    t.is(flat(pinBlock), worked.pinBlock);
    t.is(flat(suite.macOf(processKey, bytes(`84240001${worked.pinLc}${flat(pinBlock)}`))), worked.pinMac);
    t.is(flat(suite.macOf(processKey, bytes("8424000004"))), worked.unblockMac);
    const session = suite.sessionKey(MASTER, bytes("11223344 0000 0001"));
    t.is(flat(session), worked.session);
    const [mac1, mac2, tac] = worked.sale;
    t.is(flat(suite.mac(session, bytes(`${flat(SALE)}20120229135100`))), mac1);
    t.is(flat(suite.mac(session, SALE.subarray(0, 12))), mac2);
    t.is(flat(suite.tac(DTK, bytes(`${flat(SALE)}00000001 20120229135100`))), tac);
    const [loadMac1, loadMac2, loadTac] = worked.load;
    const loadSession = suite.sessionKey(MASTER, LOAD_KEY);
    t.is(flat(suite.mac(loadSession, bytes(`00000000 ${LOAD}`))), loadMac1);
    t.is(flat(suite.mac(loadSession, bytes(`${LOAD} ${LOAD_TIME}`))), loadMac2);
    t.is(flat(suite.tac(DTK, bytes(`00001000 0000 ${LOAD} ${LOAD_TIME}`))), loadTac);
  });
}

test("part 4, 8.4 for a cipher of 16-byte blocks: a challenge of 4, 8 or 16 bytes is filled up with 00", (t) => {
  const at = (challenge: string): string => flat(national.processKey(MASTER, bytes(challenge)));
  t.is(at("11223344"), at("11223344 00000000"));
  t.is(at("1122334455667788"), at(`1122334455667788${"00".repeat(8)}`));
  t.not(at("1122334455667788"), at("1122334455667788 EEDDCCBBAA998877"));
});

test("a card of SM4 that goes by the rules of 3DES takes challenge and complement, and the first 8 and 4 bytes", (t) => {
  const key = leftmost.processKey(MASTER, bytes("1122334455667788"));
  t.deepEqual(key, leftmost.diversify(MASTER, bytes("1122334455667788")));
  const block = sm4(key, bytes(`A1A2A3A4A5A6A7A8${"00".repeat(8)}`));
  t.is(flat(leftmost.authenticate(key, bytes("A1A2A3A4A5A6A7A8"))), flat(block.subarray(0, 8)));
  const chained = sm4(key, bytes(`8424000004 80${"00".repeat(10)}`));
  t.is(flat(leftmost.macOf(key, bytes("8424000004"))), flat(chained.subarray(0, 4)));
});

test("LD/T 33-2015, 10.3: factors of province, city and card", (t) => {
  t.is(flat(provinceFactor("330100")), "3333303030307368");
  t.is(flat(cityFactor("330100")), "3333303130307378");
  t.is(flat(cityFactor("330181")), "3333303138317378");
  t.is(flat(cityFactor("330181", 4)), "3333303130307378");
  t.is(flat(cityFactor("650100")), "3635303130307378", "the standard's own example (P9 7.3.2)");
  t.is(flat(provinceFactor("650100")), "3635303030307368", "(P9 7.3.1)");
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
