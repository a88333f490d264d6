/** From a profile to the ciphers of its applications. */
import type { CipherSuite } from "@duka/protocol/crypto/suite";
import { cipherSuite } from "@duka/protocol/crypto/suite";
import type { SocialRules } from "../profiles/profile.js";

/** The PBOC purse, always 3DES here. */
export const purseSuite: CipherSuite = cipherSuite({
  algorithm: "3DES",
  processKeyLength: 16,
  reduction: "left",
});

/** Value of tag 86 in the FCI (LD/T 33-2015, 10.1). */
export const ALGORITHM_BYTES = { "3DES": 0x01, SSF33: 0x02, SM4: 0x03 } as const;

/** Undefined for SSF33, which is not published. */
export function socialSuite({
  algorithm,
  processKeyLength,
  sm4Reduction,
}: SocialRules): CipherSuite | undefined {
  if (algorithm === "SSF33") return undefined;
  return cipherSuite({ algorithm, processKeyLength, reduction: sm4Reduction });
}
