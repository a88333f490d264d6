/** A card that is over is blocked: its medical application (LKDF04), all of it (BK), or its purse (DAMK). */
import type { CardEffect, CardIdentity } from "@duka/protocol/centre";
import { applicationBlock, cardBlock, selectByName } from "@duka/protocol/commands";
import { hexText, parseHex } from "@duka/protocol/layout";
import { challengeOf } from "../../card/authentication.js";
import { selectDirectory } from "../../card/card-directories.js";
import type { CardSession } from "../../card/card-session.js";
import { dataOfMade } from "../../card/made-command.js";
import { isRefusal, type Refusal, refusalOf } from "../../card/refusal.js";
import { isSocialRefusal, refusedByCard } from "../../card/social-refusal.js";
import type { Centre } from "../../centre/centre.js";
import type { CityProfile } from "../../password/city-profile.js";
import { asked } from "../ask-centre.js";
import { proveByCentre } from "../centre-proof.js";

const BLOCK_APPLICATION = Uint8Array.of(0x84, 0x1e, 0x00, 0x01);
const BLOCK_CARD = Uint8Array.of(0x84, 0x16, 0x00, 0x00);

type Blocked = {
  readonly centre: Centre;
  readonly session: CardSession;
  readonly card: CardIdentity;
  readonly profile: CityProfile;
};

/**
 * The order of the standard: the maintenance key is proved, then a challenge, then the command (社会保障（个人）卡规范, part
 * 7, 13.1 and 13.2).
 * @returns undefined when the card is blocked
 * @throws CentreError, ReaderError
 */
export async function blockCard(blocked: Blocked, effect: CardEffect): Promise<Refusal | undefined> {
  const { centre, session, card, profile } = blocked;
  if (profile.medical === undefined) return blockPurse(blocked, effect);
  const isWhole = effect.kind === "block-card";
  const key = isWhole ? "BK" : "LKDF04";
  const no =
    (await selectDirectory(session, "SSSE")) ??
    (isWhole ? undefined : await selectDirectory(session, "DF04")) ??
    (await proveByCentre(centre, session, card, key));
  return no ?? send(blocked, effect, isWhole ? "0091" : "0093", "social-security");
}

async function blockPurse(blocked: Blocked, effect: CardEffect): Promise<Refusal | undefined> {
  const { session, profile } = blocked;
  const selected = await session.send(selectByName, { applicationName: parseHex(profile.application) });
  if (!selected.ok) return refusalOf("selecting the purse", selected);
  return send(blocked, effect, "DAMK", "pboc");
}

async function send(
  { centre, session }: Blocked,
  { effect, kind }: CardEffect,
  address: "0091" | "0093" | "DAMK",
  messaging: "pboc" | "social-security",
): Promise<Refusal | undefined> {
  const challenge = await challengeOf(session);
  if (isSocialRefusal(challenge)) return challenge;
  const made = await asked(centre, "blockCommand", {
    effect,
    challenge: hexText(challenge),
    address,
    messaging,
  });
  if (isRefusal(made)) return made;
  const isWhole = kind === "block-card";
  const mac = dataOfMade(isWhole ? BLOCK_CARD : BLOCK_APPLICATION, parseHex(made.apdu));
  if (isSocialRefusal(mac)) return mac;
  const answer = isWhole
    ? await session.send(cardBlock, { mac })
    : await session.send(applicationBlock, { p2: BLOCK_APPLICATION[3]!, mac });
  return answer.ok ? undefined : refusedByCard("blocking the card", answer);
}
