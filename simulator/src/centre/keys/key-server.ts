/**
 * The key server (加密机). It answers what can only be made with its keys; the keys themselves it never answers, and
 * nothing else of the centre has them.
 */

import type { CardIdentity } from "@duka/protocol/centre";
import type { CipherSuite } from "@duka/protocol/crypto";
import { cipherSuite, cityFactor, provinceFactor, reloadPinMac } from "@duka/protocol/crypto";
import { parseHex } from "@duka/protocol/layout";
import { refuse } from "../refusal.js";
import { addressOf, keyAddress } from "./key-addresses.js";
import type { Algorithm, KeyOwner, MasterKey, MasterKeys } from "./master-keys.js";

/** What cards do differently; those of the cards that it serves. */
export type KeyServerRules = {
  /** 3DES: bytes of a process key. */
  readonly processKeyLength: 8 | 16;
  /** SM4: how keys of one use are made, and how 16 bytes become 8 or 4. */
  readonly reduction: "left" | "xor";
  /** Digits of the region in the city's factor; the rest is zeros. */
  readonly cityFactorDigits: 6 | 4;
};

/** As the card standard has it (part 4, 8.2.4, 8.4, 9.3.2; part 9, 7.3.2). */
export const DEFAULT_KEY_SERVER_RULES: KeyServerRules = {
  processKeyLength: 8,
  reduction: "xor",
  cityFactorDigits: 6,
};

/** A key of one card, in use: only codes come out of it. */
type CardKey = {
  /** 8 bytes: `source` under the key that `challenge` makes. */
  authenticate(challenge8: Uint8Array, source8: Uint8Array): Uint8Array;
  /**
   * A protected command: header, Lc, enciphered data, MAC. Challenge in the process key, as social-security cards have
   * it.
   */
  protect(challenge8: Uint8Array, header: Uint8Array, data: Uint8Array | undefined): Uint8Array;
  /** The same with the challenge as initial value, as PBOC has it. */
  protectPboc(challenge8: Uint8Array, header: Uint8Array, data: Uint8Array | undefined): Uint8Array;
  /** RELOAD PIN: header, Lc, new password, MAC. */
  reload(newPassword: Uint8Array): Uint8Array;
  /** MAC under the key of one transaction. */
  transactionMac(sessionBlock8: Uint8Array, data: Uint8Array): Uint8Array;
  tac(data: Uint8Array): Uint8Array;
};

/** Which key: the purse has keys of its own, a purchase key has versions. */
type KeyChoice = { readonly owner?: KeyOwner; readonly keyVersion?: number };

export type KeyServer = {
  /** @throws CentreRefusal `key-unknown` when the key server has no such key */
  at(address: string, card: CardIdentity, owner?: KeyOwner): CardKey;
  /** By its name in annex B; the first of its groups. */
  named(key: string, card: CardIdentity, choice?: KeyChoice): CardKey;
};

export function createKeyServer(masterKeys: MasterKeys, rules: KeyServerRules): KeyServer {
  const suites: { readonly [algorithm in Algorithm]: CipherSuite } = {
    "3des": cipherSuite({ ...rules, algorithm: "3DES" }),
    sm4: cipherSuite({ ...rules, algorithm: "SM4" }),
  };
  const at = (address: string, card: CardIdentity, owner: KeyOwner = "social"): CardKey => {
    const entry = keyAddress(address);
    const master = entry === undefined ? undefined : masterKeys(entry, card.algorithm, owner);
    if (master === undefined) refuse("key-unknown", `the key server has no key at ${address} for this card`);
    const suite = suites[master.algorithm ?? card.algorithm];
    return cardKey(suite, ofCard(suite, master, card, rules));
  };
  const named = (key: string, card: CardIdentity, { owner, keyVersion }: KeyChoice = {}): CardKey =>
    at(addressOf(key, keyVersion), card, owner);
  return { at, named };
}

/** The diversification from the master key to the card's, level by level. */
function ofCard(
  suite: CipherSuite,
  master: MasterKey,
  card: CardIdentity,
  { cityFactorDigits }: KeyServerRules,
): Uint8Array {
  const factors = [
    provinceFactor(card.region),
    master.cityFactor ?? cityFactor(card.region, cityFactorDigits),
    parseHex(card.factor),
  ];
  return factors.slice(-master.levels).reduce((key, factor) => suite.diversify(key, factor), master.key);
}

const MAC_LENGTH = 4;
const RELOAD_HEADER = Uint8Array.of(0x80, 0x5e, 0x00, 0x00);

function cardKey(suite: CipherSuite, key: Uint8Array): CardKey {
  return {
    authenticate: (challenge, source) => suite.authenticate(suite.processKey(key, challenge), source),
    protect: (challenge, header, data) => protect(suite, suite.processKey(key, challenge), header, data),
    protectPboc: (challenge, header, data) => protect(suite, key, header, data, challenge),
    reload(newPassword) {
      const mac = suite.name === "3DES" ? reloadPinMac(key, newPassword) : suite.macOf(key, newPassword);
      return joined(RELOAD_HEADER, Uint8Array.of(newPassword.length + MAC_LENGTH), newPassword, mac);
    },
    transactionMac: (block, data) => suite.mac(suite.sessionKey(key, block), data),
    tac: (data) => suite.tac(key, data),
  };
}

/** The whole command. */
function protect(
  suite: CipherSuite,
  key: Uint8Array,
  header: Uint8Array,
  data: Uint8Array | undefined,
  iv?: Uint8Array,
): Uint8Array {
  const enciphered = data === undefined ? new Uint8Array(0) : suite.encipher(key, data);
  const command = joined(header, Uint8Array.of(enciphered.length + MAC_LENGTH), enciphered);
  return joined(command, suite.macOf(key, command, iv));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
