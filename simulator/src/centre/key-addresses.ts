/**
 * The logical addresses of the key server, LD/T 33-2015 annex B. An address stands for a master key: one of the ministry's
 * becomes a card's by province, city and card, one of a province's by city and card. Where the annex lists three addresses
 * for a key they are its three groups, each a key of its own.
 */

export type KeyAddress = {
  /** Four hexadecimal digits. */
  readonly address: string;
  readonly key: string;
  readonly level: "ministry" | "province";
  /** Of a purchase key, as INITIALIZE answers it. */
  readonly keyVersion?: number;
};

type Range = readonly [
  key: string,
  level: KeyAddress["level"],
  first: number,
  groups: number,
  keyVersion?: number,
];

const RANGES: readonly Range[] = [
  ["RKSSSE", "ministry", 0x004c, 3],
  ["RK1DF01", "ministry", 0x004f, 3],
  ["IRK", "ministry", 0x0170, 3],
  ["STKSSSE", "ministry", 0x0173, 1],
  ["STKDF01", "ministry", 0x0174, 1],
  ["STKDF04", "ministry", 0x0175, 1],
  ["UK2DF04", "ministry", 0x017c, 3],
  ["DPK", "ministry", 0x017f, 3, 1],
  ["RK1DF04", "ministry", 0x0182, 3],
  ["DPK", "ministry", 0x0199, 3, 2],
  ["DPK", "ministry", 0x019c, 3, 3],
  ["PUK", "province", 0x0090, 1],
  ["BK", "province", 0x0091, 1],
  ["LKDF03", "province", 0x0092, 1],
  ["LKDF04", "province", 0x0093, 1],
  ["UKSSSE", "province", 0x0094, 3],
  ["UK1DF04", "province", 0x00ac, 3],
  ["DSK", "province", 0x00af, 3],
  ["DLK", "province", 0x00b2, 3],
  ["DTK", "province", 0x00b5, 3],
];

export const KEY_ADDRESSES: readonly KeyAddress[] = RANGES.flatMap(([key, level, first, groups, keyVersion]) =>
  Array.from({ length: groups }, (_, group) => ({
    address: (first + group).toString(16).padStart(4, "0").toUpperCase(),
    key,
    level,
    ...(keyVersion === undefined ? {} : { keyVersion }),
  })),
);

const byAddress = new Map(KEY_ADDRESSES.map((entry) => [entry.address, entry]));

export function keyAddress(address: string): KeyAddress | undefined {
  return byAddress.get(address);
}

/** The address of a key's first group. @throws RangeError when the annex has no such key */
export function addressOf(key: string, keyVersion?: number): string {
  const found = KEY_ADDRESSES.find((entry) => entry.key === key && entry.keyVersion === keyVersion);
  if (found === undefined) throw new RangeError(`LD/T 33 annex B has no key ${key} of version ${keyVersion}`);
  return found.address;
}
