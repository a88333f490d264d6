/**
 * The keys of a social-security system by name: where a card keeps them, how a PSAM is asked for them, and their
 * logical addresses in the key server (LD/T 33-2015, annex B; the identifiers on card and PSAM from working terminals
 * and 社会保障（个人）卡规范 part 9, annex B).
 */

export type SocialSecurityKey<Name extends string = string> = {
  readonly name: Name;
  /** Directory of the card that holds it. */
  readonly directory: "SSSE" | "DF01" | "DF03" | "DF04";
  /** Key identifier on the card, for EXTERNAL and INTERNAL AUTHENTICATE; -1 where no command names it. */
  readonly cardKeyId: number;
  /** Use byte of the PSAM: high three bits levels of diversification, low five bits kind; -1 where it holds none. */
  readonly psamUse: number;
  readonly psamId: number;
  /** Logical addresses in the key server, one for each key group; empty where public texts give none. */
  readonly serverAddresses: readonly number[];
};

function key<Name extends string>(
  name: Name,
  directory: SocialSecurityKey["directory"],
  cardKeyId: number,
  psamUse: number,
  psamId: number,
  serverAddresses: readonly number[],
): SocialSecurityKey<Name> {
  return { name, directory, cardKeyId, psamUse, psamId, serverAddresses };
}

export const socialSecurityKeys = [
  key("IRK", "SSSE", 0x00, 0x67, 0x08, [0x0170, 0x0171, 0x0172]),
  key("BK", "SSSE", 0x05, 0x48, 0x11, [0x0091]),
  key("PUK", "SSSE", 0x06, 0x48, 0x10, [0x0090]),
  key("UKSSSE", "SSSE", 0x04, 0x48, 0x12, [0x0094, 0x0095, 0x0096]),
  key("RKSSSE", "SSSE", 0x0a, 0x67, 0x0a, [0x004c, 0x004d, 0x004e]),
  key("STKSSSE", "SSSE", -1, 0x48, 0x09, [0x0173]),
  key("UK1DF01", "DF01", 0x83, 0x48, 0x42, []),
  key("UK2DF01", "DF01", 0x84, 0x48, 0x43, []),
  key("UK3DF01", "DF01", 0x85, 0x47, 0x24, []),
  key("RK1DF01", "DF01", 0x88, 0x67, 0x2e, [0x004f, 0x0050, 0x0051]),
  key("LKDF04", "DF04", 0x83, 0x48, 0x41, [0x0093]),
  key("RK1DF04", "DF04", 0x84, 0x67, 0x2d, [0x0182, 0x0183, 0x0184]),
  key("UK1DF04", "DF04", 0x85, 0x48, 0x49, [0x00ac, 0x00ad, 0x00ae]),
  key("UK2DF04", "DF04", 0x86, 0x47, 0x2a, [0x017c, 0x017d, 0x017e]),
  key("STKDF04", "DF04", -1, -1, -1, [0x0175]),
  key("DSK", "DF04", -1, 0x48, 0x4a, [0x00af, 0x00b0, 0x00b1]),
  key("DLK", "DF04", -1, 0x48, 0x4b, [0x00b2, 0x00b3, 0x00b4]),
  key("DTK", "DF04", -1, 0x48, 0x4c, [0x00b5, 0x00b6, 0x00b7]),
  key("UK4DF01", "DF01", 0x86, 0x47, 0x25, []),
  // On a PSAM: inferred from the order of the provinces' keys in part 9, annex B, which begin at 40.
  key("UK5DF01", "DF01", 0x87, 0x48, 0x44, []),
  // V2 names it, the annex does not: the next free numbers, assumed.
  key("UK6DF01", "DF01", 0x89, 0x48, 0x4d, []),
  key("RK1DF03", "DF03", 0x84, 0x67, 0x2b, []),
  key("RK2DF03", "DF03", 0x85, 0x67, 0x2c, []),
] as const;

/** Purchase keys DPK have versions: PSAM use 02, identifiers 01 to 03, three addresses for each. */
export const PSAM_USE_PURCHASE = 0x02;
export const purchaseKeyAddresses: readonly (readonly number[])[] = [
  [0x017f, 0x0180, 0x0181],
  [0x0199, 0x019a, 0x019b],
  [0x019c, 0x019d, 0x019e],
];

/** High three bits of a use byte: how many factors lie between master key and card key. */
export function levelsOfUse(use: number): number {
  return use >> 5;
}

/** The same kind of key, so many levels above the card's: how a PSAM with roots of another level has it. */
export function useWithLevels(use: number, levels: number): number {
  return (levels << 5) | (use & 0x1f);
}

/** Levels of a key that a PSAM use byte names; without one, city and card. */
export function levelsOfKey(socialKey: SocialSecurityKey): number {
  return socialKey.psamUse < 0 ? 2 : levelsOfUse(socialKey.psamUse);
}

/** @throws RangeError when there is none of this name */
export function socialSecurityKey(name: string): SocialSecurityKey {
  const found = socialSecurityKeys.find((one: SocialSecurityKey) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no key ${name.slice(0, 20)}`);
  return found;
}
