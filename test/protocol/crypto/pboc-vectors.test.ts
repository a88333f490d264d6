import { creditForLoad, initializeForLoad, initializeForPurchase } from "@duka/protocol/commands/pboc-purse";
import { tripleDes } from "@duka/protocol/crypto/des";
import { diversify, loadSessionKey, purchaseSessionKey } from "@duka/protocol/crypto/keys";
import { loadMac1Data, loadMac2Data, loadTacData } from "@duka/protocol/crypto/load";
import { mac, retailMac, tacKey } from "@duka/protocol/crypto/mac";
import { overdraftMac1Data, overdraftMac2Data } from "@duka/protocol/crypto/overdraft";
import { purchaseMac1Data, purchaseMac2Data, purchaseTacData } from "@duka/protocol/crypto/purchase";
import { commandMac, encipherField, reloadPinMac } from "@duka/protocol/crypto/secure-messaging";
import {
  type AnyCommand,
  packCommand,
  packResponse,
  unpackCommand,
  unpackResponse,
} from "@duka/protocol/layout/command";
import test, { type ExecutionContext } from "ava";
import { bytes } from "../../support/values/hex.js";
import { loadVectors, type Vector } from "../../support/values/vectors.js";

const load = {
  amountFen: 0x1000,
  transactionType: 1,
  terminalId: "001122334455",
  date: "20111221",
  time: "214822",
};
const purchase = {
  amountFen: 0x1000,
  transactionType: 6,
  terminalId: "001122334455",
  date: "20120229",
  time: "135100",
};
const overdraft = { newLimitFen: 0x1000, terminalId: "001122334455", date: "20120229", time: "135100" };

/** What each vector proves. A MAC is checked twice: over the vector's bytes, and over the data that we lay out. */
const CHECKS: { readonly [name: string]: (t: ExecutionContext, vector: Vector) => void } = {
  "load session key SESLK": (t, v) => {
    const key = loadSessionKey(bytes(v.key!), bytes(v.random!), Number.parseInt(v.sequence!, 16));
    t.deepEqual(key, bytes(v.result!));
  },
  "load MAC1": macOver(
    loadMac1Data({ balanceFen: 0, amountFen: 0x1000, transactionType: 1, terminalId: "001122334455" }),
  ),
  "load MAC2": macOver(loadMac2Data(load)),
  "load exchange": (t, v) => {
    exchangeIs(t, initializeForLoad, v.command1!, v.response1!);
    exchangeIs(t, creditForLoad, v.command2!);
  },
  "purchase session key SESPK": (t, v) => {
    const sequence = Number.parseInt(v.sequence!, 16);
    const terminalSequence = Number.parseInt(v.terminalSequence!, 16);
    t.deepEqual(
      purchaseSessionKey(bytes(v.key!), bytes(v.random!), sequence, terminalSequence),
      bytes(v.result!),
    );
  },
  "purchase MAC1": macOver(purchaseMac1Data(purchase)),
  "purchase MAC2": macOver(purchaseMac2Data(0x1000)),
  "purchase first command (layout only: a real card with balance 0 answers 9401)": (t, v) => {
    exchangeIs(t, initializeForPurchase, v.command1!, v.response1!);
  },
  "TAC key from DTK (left xor right, parity not adjusted)": (t, v) => {
    t.deepEqual(tacKey(bytes(v.key!)), bytes(v.result!));
  },
  "load TAC, type 01, sequence 0000": macOver(loadTacData({ ...load, balanceFen: 0x1000, sequence: 0 })),
  "purchase TAC": macOver(purchaseTacData({ ...purchase, terminalSequence: 1 })),
  "key diversification": (t, v) => {
    t.deepEqual(diversify(bytes(v.masterKey!), bytes(v.factor!)), bytes(v.result!));
  },
  "3DES single block": (t, v) => {
    t.deepEqual(tripleDes(bytes(v.key!), bytes(v.data!)), bytes(v.result!));
  },
  "PBOC secure messaging MAC": secureMessagingMac,
  "APPLICATION BLOCK MAC": secureMessagingMac,
  "encrypted PIN field": (t, v) => {
    t.deepEqual(encipherField(bytes(v.key!), bytes("123456")), bytes(v.result!));
    t.deepEqual(tripleDes(bytes(v.key!), bytes(v.block!)), bytes(v.result!));
  },
  "RELOAD PIN MAC (DRPK left xor right)": (t, v) => {
    t.deepEqual(mac(bytes(v.key!), bytes(v.data!)), bytes(v.result!));
    t.deepEqual(reloadPinMac(bytes("00112233445566778899AABBCCDDEEFF"), bytes("123456")), bytes(v.result!));
  },
  "overdraft update MAC1": overdraftMac(
    overdraftMac1Data({ balanceFen: 0x1000, oldLimitFen: 0, terminalId: "001122334455" }),
  ),
  "overdraft update MAC2": overdraftMac(overdraftMac2Data(overdraft)),
};

function macOver(ourData: Uint8Array): (t: ExecutionContext, vector: Vector) => void {
  return (t, v) => {
    t.deepEqual(mac(bytes((v.sessionKey ?? v.tacKey)!), bytes(v.data!)), bytes(v.result!));
    t.deepEqual(ourData, bytes(v.data!));
  };
}

function overdraftMac(ourData: Uint8Array): (t: ExecutionContext, vector: Vector) => void {
  return (t, v) => {
    const key = loadSessionKey(bytes(v.masterKey!), bytes(v.random!), Number.parseInt(v.sequence!, 16));
    t.deepEqual(mac(key, bytes(v.data!)), bytes(v.result!));
    t.deepEqual(ourData, bytes(v.data!));
  };
}

function secureMessagingMac(t: ExecutionContext, v: Vector): void {
  t.deepEqual(retailMac(bytes(v.key!), bytes(v.data!), bytes(v.iv!)), bytes(v.result!));
  t.deepEqual(commandMac(bytes(v.key!), bytes(v.iv!).slice(0, 4), bytes(v.data!)), bytes(v.result!));
}

/** The published lines end before Le, as with T=0. */
function exchangeIs(t: ExecutionContext, command: AnyCommand, apdu: string, answer?: string): void {
  const request = unpackCommand(command, bytes(apdu));
  t.deepEqual(packCommand(command, request).subarray(0, -1), bytes(apdu));
  if (answer === undefined) return;
  const response = unpackResponse(command, bytes(answer));
  t.deepEqual(packResponse(command, response), bytes(answer));
}

const VECTORS = loadVectors("pboc.json");

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
