/** The master keys of the centre: test keys, made from a seed, or those that the cards of a profile were made with. */
import { seededRandom } from "../random.js";
import type { KeyAddress } from "./key-addresses.js";

export type Algorithm = "3des" | "sm4";

/** By which factors a master key becomes a card's key, in this order. */
export type FactorLevel = "province" | "city" | "card";

export type MasterKey = {
  /** 16 bytes. */
  readonly key: Uint8Array;
  readonly levels: readonly FactorLevel[];
  /** Instead of the city's own factor, 8 bytes. */
  readonly cityFactor?: Uint8Array;
};

/** Undefined where there is no such key. */
export type MasterKeys = (entry: KeyAddress, algorithm: Algorithm) => MasterKey | undefined;

const LEVELS: { readonly [level in KeyAddress["level"]]: readonly FactorLevel[] } = {
  ministry: ["province", "city", "card"],
  province: ["city", "card"],
};

const STREAM: { readonly [algorithm in Algorithm]: number } = { "3des": 0x3de5, sm4: 0x5a4 };

/** Every address of annex B, for both ciphers; the same seed gives the same keys. Never for anything but tests. */
export function seededMasterKeys(seed: number): MasterKeys {
  return (entry, algorithm) => ({
    key: seededRandom(seed, STREAM[algorithm], Number.parseInt(entry.address, 16)).bytes(16),
    levels: LEVELS[entry.level],
  });
}

/** `first` where it has the key, else `then`. */
export function firstOf(first: MasterKeys, then: MasterKeys): MasterKeys {
  return (entry, algorithm) => first(entry, algorithm) ?? then(entry, algorithm);
}
