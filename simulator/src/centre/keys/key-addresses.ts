/**
 * The logical addresses of the key server, LD/T 33-2015 annex B. An address stands for a master key, which becomes a
 * card's by the levels that a PSAM names for the same key. Where the annex lists three addresses for a key they are its
 * three groups, each a key of its own.
 */
import {
  levelsOfKey,
  purchaseKeyAddresses,
  type SocialSecurityKey,
  socialSecurityKeys,
} from "@duka/protocol/commands";

export type KeyAddress = {
  /** Four hexadecimal digits. */
  readonly address: string;
  readonly key: string;
  /** 1 card; 2 city, card; 3 province, city, card. */
  readonly levels: number;
  /** Of a purchase key, as INITIALIZE answers it. */
  readonly keyVersion?: number;
};

const CITY_AND_CARD = 2;

/** Keys of annex B that no card of ours holds. */
const OTHERS: readonly (readonly [key: string, address: number])[] = [
  ["LKDF03", 0x0092],
  ["STKDF01", 0x0174],
];

export const KEY_ADDRESSES: readonly KeyAddress[] = [
  ...socialSecurityKeys.flatMap((key: SocialSecurityKey) =>
    key.serverAddresses.map((at) => entry(key.name, at, levelsOfKey(key))),
  ),
  ...OTHERS.map(([key, at]) => entry(key, at, CITY_AND_CARD)),
  ...purchaseKeyAddresses.flatMap((addresses, index) =>
    addresses.map((at) => ({ ...entry("DPK", at, CITY_AND_CARD), keyVersion: index + 1 })),
  ),
].sort((one, other) => (one.address < other.address ? -1 : 1));

function entry(key: string, at: number, levels: number): KeyAddress {
  return { address: at.toString(16).padStart(4, "0").toUpperCase(), key, levels };
}

/** Keys of the PBOC purse that annex B does not number: asked for by name. */
const PURSE_KEYS: readonly KeyAddress[] = ["DUK", "DRPK", "DPUK", "DAMK"].map((key) => ({
  address: key,
  key,
  levels: CITY_AND_CARD,
}));

const byAddress = new Map(KEY_ADDRESSES.map((one) => [one.address, one]));

export function keyAddress(address: string): KeyAddress | undefined {
  return byAddress.get(address) ?? PURSE_KEYS.find((one) => one.address === address);
}

/**
 * The address of a key's first group; of a purse's own key its name. @throws RangeError when the annex has no such key
 */
export function addressOf(key: string, keyVersion?: number): string {
  const found = [...KEY_ADDRESSES, ...PURSE_KEYS].find(
    (one) => one.key === key && one.keyVersion === keyVersion,
  );
  if (found === undefined) throw new RangeError(`LD/T 33 annex B has no key ${key} of version ${keyVersion}`);
  return found.address;
}
