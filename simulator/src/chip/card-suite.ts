/** From a profile to the ciphers of its applications. */
import type { CipherSuite } from "@duka/protocol/crypto";
import { cipherSuite } from "@duka/protocol/crypto";
import type { Profile, SocialRules } from "../profiles/profile.js";

/** Of the PBOC purse. Its authentications are those of the card's other half, where it has one. */
export function purseSuite({ purse, social }: Pick<Profile, "purse" | "social">): CipherSuite {
  const reduction = social?.sm4Reduction ?? "xor";
  return cipherSuite({ algorithm: purse.algorithm, processKeyLength: 16, reduction });
}

/** Value of tag 86 in the FCI (LD/T 33-2015, 10.1). */
export const ALGORITHM_BYTES = { "3DES": 0x01, SSF33: 0x02, SM4: 0x03 } as const;

/** Algorithm identifier in the answers of INITIALIZE: 00 for 3DES, as PBOC has it; else that of tag 86, assumed. */
export function algorithmByte(algorithm: keyof typeof ALGORITHM_BYTES): number {
  return algorithm === "3DES" ? 0 : ALGORITHM_BYTES[algorithm];
}

/** Undefined for SSF33, which is not published. */
export function socialSuite({
  algorithm,
  processKeyLength,
  sm4Reduction,
}: SocialRules): CipherSuite | undefined {
  if (algorithm === "SSF33") return undefined;
  return cipherSuite({ algorithm, processKeyLength, reduction: sm4Reduction });
}
