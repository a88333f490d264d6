/**
 * Card and terminal prove themselves to each other (LD/T 32.5-2015): one challenge makes a process key of the card's
 * key, the other one is enciphered with it. The key itself lies in the PSAM, or in the centre's key server.
 */
import { keyRulesOf } from "@duka/protocol/city";
import {
  externalAuthenticate,
  getChallenge,
  internalAuthenticate,
  socialSecurityKey,
} from "@duka/protocol/commands";
import type { CardSession } from "./card-session.js";
import type { IssuingData } from "./issuing-data.js";
import type { Psam } from "./psam.js";
import { authenticate, deliverKeyOf, joined } from "./psam-key.js";
import { isSocialRefusal, refusedByCard, type SocialRefusal, socialRefusal } from "./social-refusal.js";

const CHALLENGE_LENGTH = 8;

/** What the side that has the key needs to know: 8 bytes each. */
export type Challenge = { readonly process: Uint8Array; readonly source: Uint8Array };

/** Two challenges of a card in a row; which of them is the process factor its city says. A PSAM has no city. */
export async function takeChallenge(session: CardSession): Promise<Challenge | SocialRefusal> {
  const first = await challengeOf(session);
  if (isSocialRefusal(first)) return first;
  const last = await challengeOf(session);
  if (isSocialRefusal(last)) return last;
  return keyRulesOf(session.city ?? {}).authenticationFactor === "last"
    ? { process: last, source: first }
    : { process: first, source: last };
}

export async function challengeOf(session: CardSession): Promise<Uint8Array | SocialRefusal> {
  const answer = await session.send(getChallenge, { le: CHALLENGE_LENGTH });
  if (!answer.ok) return refusedByCard("asking for a challenge", answer);
  const { challenge } = answer.response;
  if (challenge.length === CHALLENGE_LENGTH) return challenge;
  return socialRefusal("refused-by-card", `the challenge has ${challenge.length} bytes instead of 8`);
}

/**
 * The terminal proves itself by a value that its PSAM or the key server made. The card's challenges were taken just
 * before.
 * @returns undefined when the card accepts it
 */
export async function proveTerminal(
  session: CardSession,
  keyName: string,
  result: Uint8Array,
  source: Uint8Array,
): Promise<SocialRefusal | undefined> {
  const { cardKeyId: keyId } = socialSecurityKey(keyName);
  const answer = await session.send(externalAuthenticate, { keyId, data: joined(result, source) });
  return answer.ok ? undefined : refusedByCard(`authenticating by ${keyName}`, answer);
}

/** The same with the PSAM, from challenge to proof. */
export async function proveTerminalByPsam(
  card: IssuingData,
  psam: Psam,
  keyName: string,
): Promise<SocialRefusal | undefined> {
  const challenge = await takeChallenge(card.session);
  if (isSocialRefusal(challenge)) return challenge;
  const result = await resultOfPsam(psam, card, keyName, challenge);
  if (isSocialRefusal(result)) return result;
  return proveTerminal(card.session, keyName, result, challenge.source);
}

/** What the genuine card answers to this challenge; compared with the PSAM's or the key server's value. */
export async function askProofOfCard(
  session: CardSession,
  { process, source }: Challenge,
): Promise<Uint8Array | SocialRefusal> {
  const { cardKeyId: keyId } = socialSecurityKey("IRK");
  const answer = await session.send(internalAuthenticate, { keyId, data: joined(process, source) });
  return answer.ok ? answer.response.result : refusedByCard("asking the card to prove itself", answer);
}

/** Undefined when both are the same. */
export function compareProof(ofCard: Uint8Array, expected: Uint8Array): SocialRefusal | undefined {
  let difference = ofCard.length ^ expected.length;
  for (const [at, byte] of expected.entries()) difference |= byte ^ (ofCard[at] ?? 0);
  return difference === 0
    ? undefined
    : socialRefusal("not-genuine", "the card could not prove that it is genuine");
}

/** The card proves itself to the PSAM. The challenge is the PSAM's own, so that no card can have heard it before. */
export async function proveCardByPsam(card: IssuingData, psam: Psam): Promise<SocialRefusal | undefined> {
  const challenge = await takeChallenge(psam.session);
  if (isSocialRefusal(challenge)) return challenge;
  const expected = await resultOfPsam(psam, card, "IRK", challenge);
  if (isSocialRefusal(expected)) return expected;
  const ofCard = await askProofOfCard(card.session, challenge);
  return isSocialRefusal(ofCard) ? ofCard : compareProof(ofCard, expected);
}

async function resultOfPsam(
  psam: Psam,
  card: IssuingData,
  keyName: string,
  { process, source }: Challenge,
): Promise<Uint8Array | SocialRefusal> {
  return (await deliverKeyOf(psam, card, keyName, process)) ?? authenticate(psam, card, source);
}
