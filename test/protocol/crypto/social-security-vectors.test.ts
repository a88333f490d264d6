import { des, tripleDes } from "@duka/protocol/crypto/des";
import { diversify, loadSessionKey, purchaseSessionKey, sessionKey } from "@duka/protocol/crypto/keys";
import { loadMac1Data, loadMac2Data } from "@duka/protocol/crypto/load";
import { mac } from "@duka/protocol/crypto/mac";
import test, { type ExecutionContext } from "ava";
import { bytes } from "../../support/values/hex.js";
import { loadVectors, type Vector } from "../../support/values/vectors.js";

const MEDICAL_LOAD = 0x31;

const CHECKS: { readonly [name: string]: (t: ExecutionContext, vector: Vector) => void } = {
  "two-level card key (city factor, then card factor)": (t, v) => {
    const city = diversify(bytes(v.masterKey!), bytes(v.cityFactor!));
    t.deepEqual(city, bytes(v.intermediate!));
    t.deepEqual(diversify(city, bytes(v.cardFactor!)), bytes(v.result!));
  },
  "process key, single-length form": (t, v) => {
    t.deepEqual(sessionKey(bytes(v.cardKey!), bytes(v.challenge!)), bytes(v.result!));
  },
  "process key, 16-byte form": (t, v) => {
    t.deepEqual(diversify(bytes(v.cardKey!), bytes(v.challenge!)), bytes(v.result!));
  },
  "internal authentication, single-length form": (t, v) => {
    t.deepEqual(des(bytes(v.processKey!), bytes(v.source!)), bytes(v.result!));
  },
  "internal authentication, 16-byte form": (t, v) => {
    t.deepEqual(tripleDes(bytes(v.processKey!), bytes(v.source!)), bytes(v.result!));
  },
  "PIN reset: encrypted PIN block": (t, v) => {
    t.deepEqual(des(bytes(v.processKey!), bytes(v.block!)), bytes(v.result!));
  },
  "PIN reset: MAC (IV zero)": (t, v) => {
    t.deepEqual(mac(bytes(v.processKey!), bytes(v.header! + v.data!)), bytes(v.result!));
  },
  "PIN unblock: MAC (IV zero)": (t, v) => {
    t.deepEqual(mac(bytes(v.processKey!), bytes(v.header!)), bytes(v.result!));
  },
  "medical purchase type 32 (assumed rule: the PBOC data with three amounts joined)": (t, v) => {
    const key = purchaseSessionKey(bytes(v.masterKey!), bytes(v.random!), 0, 1);
    const data = bytes(v.amounts! + v.type! + v.terminalId! + v.dateTime!);
    t.deepEqual(mac(key, data), bytes(v.mac1!));
    t.deepEqual(mac(key, bytes(v.amounts!)), bytes(v.mac2!));
  },
  "medical load type 31 (assumed rule: the PBOC load; inputs as the published load)": (t, v) => {
    const key = loadSessionKey(bytes("11223344556677888877665544332211"), bytes("11223344"), 0);
    const load = { amountFen: 0x1000, transactionType: MEDICAL_LOAD, terminalId: "001122334455" };
    t.deepEqual(mac(key, loadMac1Data({ ...load, balanceFen: 0 })), bytes(v.mac1!));
    t.deepEqual(mac(key, loadMac2Data({ ...load, date: "20111221", time: "214822" })), bytes(v.mac2!));
  },
};

const VECTORS = loadVectors("social-security.json");

for (const vector of VECTORS) {
  test(`${vector.origin}: ${vector.name}`, (t) => {
    const check = CHECKS[vector.name];
    if (check === undefined) return t.fail("a vector without a check");
    return check(t, vector);
  });
}

test("every check has its vector", (t) => {
  t.deepEqual(Object.keys(CHECKS).sort(), VECTORS.map((vector) => vector.name).sort());
});
