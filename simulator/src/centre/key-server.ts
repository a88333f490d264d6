/**
 * The key server (加密机). It answers what can only be made with its keys; the keys themselves it never answers, and nothing
 * else of the centre has them.
 */
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto/factors";
import type { CipherSuite } from "@duka/protocol/crypto/suite";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import type { CardIdentity } from "@duka/protocol/centre/register";
import { addressOf, keyAddress } from "./key-addresses.js";
import type { Algorithm, FactorLevel, MasterKey, MasterKeys } from "./master-keys.js";
import { refuse } from "./refusal.js";

/** What public sources leave open about the ciphers. */
export type KeyServerRules = {
  /** 3DES: bytes of a process key. */
  readonly processKeyLength: 8 | 16;
  /** SM4: how 16 bytes become 8. */
  readonly reduction: "left" | "xor";
};

export const DEFAULT_KEY_SERVER_RULES: KeyServerRules = { processKeyLength: 8, reduction: "left" };

/** A key of one card, in use: only codes come out of it. */
export type CardKey = {
  /** 8 bytes: `source` under the key that `challenge` makes. */
  authenticate(challenge8: Uint8Array, source8: Uint8Array): Uint8Array;
  /** Enciphered field and MAC of a protected command, challenge in the process key, as social-security cards have it. */
  protect(challenge8: Uint8Array, header: Uint8Array, data: Uint8Array | undefined): Uint8Array;
  /** MAC of a protected command, challenge as initial value, as PBOC has it. `command`: header with Lc, and data. */
  commandMac(challenge8: Uint8Array, command: Uint8Array): Uint8Array;
  /** MAC under the key of one transaction. */
  transactionMac(sessionBlock8: Uint8Array, data: Uint8Array): Uint8Array;
  tac(data: Uint8Array): Uint8Array;
};

export type KeyServer = {
  /** @throws CentreRefusal `key-unknown` when the key server has no such key */
  at(address: string, card: CardIdentity): CardKey;
  /** By its name in annex B. */
  named(key: string, card: CardIdentity, keyVersion?: number): CardKey;
};

export function createKeyServer(masterKeys: MasterKeys, rules: KeyServerRules): KeyServer {
  const suites: { readonly [algorithm in Algorithm]: CipherSuite } = {
    "3des": cipherSuite({ ...rules, algorithm: "3DES" }),
    sm4: cipherSuite({ ...rules, algorithm: "SM4" }),
  };
  const at = (address: string, card: CardIdentity): CardKey => {
    const entry = keyAddress(address);
    const master = entry === undefined ? undefined : masterKeys(entry, card.algorithm);
    if (master === undefined) refuse("key-unknown", `the key server has no key at ${address}`);
    const suite = suites[card.algorithm];
    return cardKey(suite, ofCard(suite, master, card));
  };
  return { at, named: (key, card, keyVersion) => at(addressOf(key, keyVersion), card) };
}

/** The diversification from the master key to the card's, level by level. */
function ofCard(suite: CipherSuite, master: MasterKey, card: CardIdentity): Uint8Array {
  const factors: { readonly [level in FactorLevel]: () => Uint8Array } = {
    province: () => provinceFactor(card.region),
    city: () => master.cityFactor ?? cityFactor(card.region),
    card: () => parseHex(card.factor),
  };
  return master.levels.reduce((key, level) => suite.diversify(key, factors[level]()), master.key);
}

const MAC_LENGTH = 4;

function cardKey(suite: CipherSuite, key: Uint8Array): CardKey {
  return {
    authenticate: (challenge, source) => suite.authenticate(suite.processKey(key, challenge), source),
    protect(challenge, header, data) {
      const processKey = suite.processKey(key, challenge);
      const enciphered = data === undefined ? new Uint8Array(0) : suite.encipher(processKey, data);
      const command = joined(header, Uint8Array.of(enciphered.length + MAC_LENGTH), enciphered);
      return joined(command, suite.macOf(processKey, command));
    },
    commandMac: (challenge, command) => suite.macOf(key, command, challenge),
    transactionMac: (block, data) => suite.mac(suite.sessionKey(key, block), data),
    tac: (data) => suite.tac(key, data),
  };
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
