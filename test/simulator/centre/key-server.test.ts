import type { CardIdentity } from "@duka/protocol/centre/register";
import { commandMac } from "@duka/protocol/crypto/secure-messaging";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { addressOf, KEY_ADDRESSES } from "@duka/simulator/centre/keys/key-addresses";
import { createKeyServer, DEFAULT_KEY_SERVER_RULES } from "@duka/simulator/centre/keys/key-server";
import { type MasterKeys, seededMasterKeys } from "@duka/simulator/centre/keys/master-keys";
import test from "ava";
import { hex } from "./counter.js";

/** The published test key at every address, with two levels: the vectors of the social-security card. */
const vectorKeys: MasterKeys = () => ({
  key: parseHex("11223344556677888877665544332211"),
  levels: 2,
});
const CARD: CardIdentity = {
  cardNumber: "A1",
  region: "330100",
  factor: "8603001122334455",
  algorithm: "3des",
};
const CHALLENGE = parseHex("1122334455667788");
const SOURCE = parseHex("A1A2A3A4A5A6A7A8");
const bytes = parseHex;

test("annex B of LD/T 33 lists these addresses", (t) => {
  const listed = KEY_ADDRESSES.map(({ address, key, keyVersion = "" }) => `${address} ${key}${keyVersion}`);
  t.deepEqual(listed, [
    ...["004C RKSSSE", "004D RKSSSE", "004E RKSSSE", "004F RK1DF01", "0050 RK1DF01", "0051 RK1DF01"],
    ...["0090 PUK", "0091 BK", "0092 LKDF03", "0093 LKDF04", "0094 UKSSSE", "0095 UKSSSE", "0096 UKSSSE"],
    ...["00AC UK1DF04", "00AD UK1DF04", "00AE UK1DF04", "00AF DSK", "00B0 DSK", "00B1 DSK"],
    ...["00B2 DLK", "00B3 DLK", "00B4 DLK", "00B5 DTK", "00B6 DTK", "00B7 DTK"],
    ...["0170 IRK", "0171 IRK", "0172 IRK", "0173 STKSSSE", "0174 STKDF01", "0175 STKDF04"],
    ...["017C UK2DF04", "017D UK2DF04", "017E UK2DF04", "017F DPK1", "0180 DPK1", "0181 DPK1"],
    ...["0182 RK1DF04", "0183 RK1DF04", "0184 RK1DF04", "0199 DPK2", "019A DPK2", "019B DPK2"],
    ...["019C DPK3", "019D DPK3", "019E DPK3"],
  ]);
});

test("internal authentication: the published city and card give AED9B522B7428028", (t) => {
  const keys = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES);
  t.is(hex(keys.at("004C", CARD).authenticate(CHALLENGE, SOURCE)), "AED9B522B7428028");
});

test("internal authentication with process keys of 16 bytes gives 8CDDB353E8725401", (t) => {
  const keys = createKeyServer(vectorKeys, { ...DEFAULT_KEY_SERVER_RULES, processKeyLength: 16 });
  t.is(hex(keys.at("004C", CARD).authenticate(CHALLENGE, SOURCE)), "8CDDB353E8725401");
});

test("password reset and unblock are whole commands of 17 and 9 bytes", (t) => {
  const key = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES).named("STKSSSE", CARD);
  t.is(hex(key.protect(CHALLENGE, bytes("84240001"), bytes("123456"))), "842400010CFB79D2E2B5F2C839827999CD");
  t.is(hex(key.protect(CHALLENGE, bytes("84240000"), undefined)), "8424000004C6593FA6");
});

test("with SM4 a password reset is a command of 25 bytes, an authentication still 8: part 4, 8.2.4 to 9.3.2", (t) => {
  const card = { ...CARD, algorithm: "sm4" } as const;
  const key = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES).named("STKSSSE", card);
  const reset = "8424000114 971B0FAD99103C01786CC0F2B74CD7ED 42664B7D".replaceAll(" ", "");
  t.is(hex(key.protect(CHALLENGE, bytes("84240001"), bytes("123456"))), reset);
  t.is(hex(key.protect(CHALLENGE, bytes("84240000"), undefined)), "842400000428F2F021");
  t.is(hex(key.authenticate(CHALLENGE, SOURCE)), "56E0F061400EF263");
});

test("PBOC messaging has the challenge as initial value", (t) => {
  const keys = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES);
  const key = keys.named("BK", CARD);
  const cardKey = bytes("465EE0B69F33453528D8C6D0ED8F49EB");
  const mac = commandMac(cardKey, CHALLENGE, bytes("841E000004"));
  t.is(hex(key.protectPboc(CHALLENGE, bytes("841E0000"), undefined)), `841E000004${hex(mac)}`);
});

test("where the city factor has four digits of the region (LD/T 33) its districts share a key; with six they do not (P9 7.3.2)", (t) => {
  const tac = (region: string, cityFactorDigits: 6 | 4 = 6) => {
    const keys = createKeyServer(vectorKeys, { ...DEFAULT_KEY_SERVER_RULES, cityFactorDigits });
    return hex(keys.named("DTK", { ...CARD, region }).tac(SOURCE));
  };
  t.is(tac("330181", 4), tac("330100", 4));
  t.not(tac("330181"), tac("330100"));
  t.not(tac("320181"), tac("320100"));
});

test("the same seed gives the same keys, another address, cipher or seed another", (t) => {
  const keyAt = (seed: number, address: string, algorithm: "3des" | "sm4") =>
    hex(
      seededMasterKeys(seed)(KEY_ADDRESSES.find((entry) => entry.address === address)!, algorithm, "social")!
        .key,
    );
  t.is(keyAt(1, "00B5", "3des"), keyAt(1, "00B5", "3des"));
  const all = [
    keyAt(1, "00B5", "3des"),
    keyAt(2, "00B5", "3des"),
    keyAt(1, "00B6", "3des"),
    keyAt(1, "00B5", "sm4"),
  ];
  t.is(new Set(all).size, all.length);
});

test("an unknown address is refused by name, an unknown key is the programmer's mistake", (t) => {
  const keys = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES);
  t.like(
    t.throws(() => keys.at("FFFF", CARD)),
    { code: "key-unknown" },
  );
  t.throws(() => addressOf("XK"), { instanceOf: RangeError });
});

test("nothing that the key server answers holds a key", (t) => {
  const keys = createKeyServer(vectorKeys, DEFAULT_KEY_SERVER_RULES);
  t.false(JSON.stringify(keys.at("00B5", CARD)).includes("1122"));
});
