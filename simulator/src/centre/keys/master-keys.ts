/** The master keys of the centre: test keys, made from a seed, or those that the cards of a profile were made with. */
import { parseHex } from "@duka/protocol/layout";
import { type Profile, type SocialRules, socialRules } from "../../profiles/profile.js";
import { seededRandom } from "../../time/random.js";
import type { KeyAddress } from "./key-addresses.js";

export type Algorithm = "3des" | "sm4";

/** The PBOC purse has keys of its own under the same names. */
export type KeyOwner = "social" | "purse";

export type MasterKey = {
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** 1 card; 2 city, card; 3 province, city, card. */
  readonly levels: number;
  /** Instead of the factor that the card's region gives, 8 bytes. */
  readonly cityFactor?: Uint8Array;
  /** Instead of the card's algorithm. */
  readonly algorithm?: Algorithm;
};

/** Undefined where there is no such key. */
export type MasterKeys = (entry: KeyAddress, algorithm: Algorithm, owner: KeyOwner) => MasterKey | undefined;

const STREAM: { readonly [algorithm in Algorithm]: number } = { "3des": 0x3de5, sm4: 0x5a4 };

/** Every address of annex B, for both ciphers; the same seed gives the same keys. Never for anything but tests. */
export function seededMasterKeys(seed: number): MasterKeys {
  return ({ address, levels }, algorithm) => ({
    key: seededRandom(seed, STREAM[algorithm], addressNumber(address)).bytes(16),
    levels,
  });
}

/** A key without a logical address has a name, whose letters lie beyond all addresses. */
function addressNumber(address: string): number {
  if (/^[0-9A-F]{4}$/.test(address) && address !== "DAMK") return Number.parseInt(address, 16);
  return [...address].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 1) >>> 0;
}

/** The keys that the cards of this profile have: the centre and they understand each other. */
export function profileMasterKeys(profile: Profile): MasterKeys {
  const social = socialRules(profile);
  return (entry, _algorithm, owner) => {
    if (owner === "purse") return purseKey(profile, entry);
    return social === undefined ? undefined : socialKey(social, entry);
  };
}

function purseKey({ keys, purse }: Profile, { key: name, keyVersion }: KeyAddress): MasterKey | undefined {
  const { purchase, load, unload, tacMasterKey, regionFactor } = keys;
  const byName: { readonly [name: string]: string | undefined } = {
    DPK: purchase.find(({ version }) => version === keyVersion)?.masterKey,
    DLK: load[0]?.masterKey,
    DTK: tacMasterKey,
    DUK: unload[0]?.masterKey,
    DAMK: keys.maintenanceMasterKey,
    DPUK: keys.unblockPinMasterKey,
    DRPK: keys.reloadPinMasterKey,
  };
  const master = byName[name];
  if (master === undefined) return undefined;
  const levels = regionFactor === null ? { levels: 1 } : { levels: 2, cityFactor: parseHex(regionFactor) };
  return { key: parseHex(master), algorithm: purse.algorithm === "SM4" ? "sm4" : "3des", ...levels };
}

function socialKey(
  social: SocialRules,
  { key: name, levels, keyVersion }: KeyAddress,
): MasterKey | undefined {
  const { masterKeys, purchase, purchaseLevels, load } = social;
  const all: { readonly [name: string]: string | undefined } = {
    ...masterKeys,
    DPK: purchase.find(({ version }) => version === keyVersion)?.masterKey,
    DLK: load[0]?.masterKey,
  };
  const master = all[name];
  if (master === undefined) return undefined;
  return { key: parseHex(master), levels: name === "DPK" ? purchaseLevels : levels };
}
