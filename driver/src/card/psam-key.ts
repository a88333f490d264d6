/** What a PSAM of a social-security system computes for one card: process keys, and values made with them. */
import { type KeyRules, keyRulesOf } from "@duka/protocol/city";
import {
  CIPHER_ENCRYPT,
  CIPHER_MAC_WITH_IV,
  cipherData,
  deliverProcessKey,
  levelsOfUse,
  socialSecurityKey,
  useWithLevels,
} from "@duka/protocol/commands";
import { cityFactor, provinceFactor } from "@duka/protocol/crypto";
import type { IssuingData } from "./issuing-data.js";
import { withRoots } from "./key-levels.js";
import type { Psam } from "./psam.js";
import { chooseEnvironment } from "./psam-environment.js";
import { swText } from "./refusal.js";
import { type SocialRefusal, type SocialRefusalKind, socialRefusal } from "./social-refusal.js";

const MAC_LENGTH = 4;
const FACTOR_LENGTH = 8;
const SM4_BLOCK = 16;

const KINDS: { readonly [sw: number]: SocialRefusalKind } = {
  0x6700: "psam-lacks-level",
  0x6a80: "psam-lacks-level",
  0x6a81: "psam-lacks-algorithm",
  0x6a88: "psam-lacks-key",
};

/**
 * Makes the process key of one command in the PSAM.
 * @param keyName as in the standard: "RKSSSE"
 * @param challenge 8 bytes: the process factor
 * @returns undefined when the PSAM has it ready
 */
export async function deliverKeyOf(
  psam: Psam,
  card: IssuingData,
  keyName: string,
  challenge: Uint8Array,
): Promise<SocialRefusal | undefined> {
  if (card.algorithm === "SSF33")
    return socialRefusal("psam-lacks-algorithm", "the card's cipher SSF33 is not published");
  const { psamUse: keyUse, psamId: keyId } = socialSecurityKey(keyName);
  const rules = keyRulesOf(card.session.city ?? {});
  if (rules.environment === "initialized") await chooseEnvironment(psam, card.region);
  const factors = factorsOf(card, rules);
  const process = filled(challenge, psamBytes(card));
  const ask = (levels: number) =>
    psam.session.send(deliverProcessKey, {
      keyUse: useWithLevels(keyUse, levels),
      keyId,
      factors: joined(...factors.slice(0, levels), process),
    });
  const answer = await (rules.levels === undefined
    ? withRoots(psam.terminalId, keyName, levelsOfUse(keyUse), ask)
    : ask(rules.levels));
  return answer.ok ? undefined : refusedByPsam(`making a key from ${keyName}`, answer.sw);
}

/** Of card, city and province: the factors between a card's key and the master keys above it. */
export function factorsOf(
  { factor, region }: Pick<IssuingData, "factor" | "region">,
  { cityFactorDigits }: KeyRules,
): readonly Uint8Array[] {
  return [factor, cityFactor(region, cityFactorDigits), provinceFactor(region)];
}

/** The source under the key that was made last: 8 bytes. */
export async function authenticate(
  psam: Psam,
  card: IssuingData,
  source: Uint8Array,
): Promise<Uint8Array | SocialRefusal> {
  const result = await encipher(psam, filled(source, psamBytes(card)));
  if (!(result instanceof Uint8Array) || result.length !== SM4_BLOCK) return result;
  // The two halves (P4 9.3.2).
  return result.slice(0, FACTOR_LENGTH).map((byte, at) => byte ^ result[at + FACTOR_LENGTH]!);
}

/** Of a process factor and a source, as the PSAM wants them (P9 9.7, 9.8). */
function psamBytes({ algorithm, session }: IssuingData): number {
  return algorithm === "SM4" ? keyRulesOf(session.city ?? {}).sm4FactorBytes : FACTOR_LENGTH;
}

function filled(bytes: Uint8Array, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

/** @param data whole blocks, or one source of 8 bytes where the PSAM takes it */
export async function encipher(psam: Psam, data: Uint8Array): Promise<Uint8Array | SocialRefusal> {
  const answer = await psam.session.send(cipherData, { p1: CIPHER_ENCRYPT, data });
  return answer.ok ? answer.response.result : refusedByPsam("enciphering", answer.sw);
}

/** Four bytes of MAC over the padded blocks, initial value zero. */
export async function macOf(
  psam: Psam,
  blocks: Uint8Array,
  blockLength: number,
): Promise<Uint8Array | SocialRefusal> {
  const data = joined(new Uint8Array(blockLength), blocks);
  const answer = await psam.session.send(cipherData, { p1: CIPHER_MAC_WITH_IV, data });
  return answer.ok ? answer.response.result.slice(0, MAC_LENGTH) : refusedByPsam("making a MAC", answer.sw);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function refusedByPsam(doing: string, sw: number): SocialRefusal {
  const kind = KINDS[sw] ?? "refused-by-psam";
  return socialRefusal(kind, `the PSAM refused ${doing} (${swText(sw)})`, sw);
}
