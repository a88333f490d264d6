/** The service point proves itself to a card by a key that only the centre's key server has. */

import type { CardIdentity } from "@duka/protocol/centre";
import { socialSecurityKey } from "@duka/protocol/commands";
import { rangeError } from "@duka/protocol/data/bilingual";
import { hexText, parseHex } from "@duka/protocol/layout";
import { proveTerminal, takeChallenge } from "../card/authentication.js";
import type { CardSession } from "../card/card-session.js";
import type { Refusal } from "../card/refusal.js";
import { isRefusal } from "../card/refusal.js";
import { isSocialRefusal } from "../card/social-refusal.js";
import type { Centre } from "../centre/centre.js";
import { asked } from "./ask-centre.js";

const ADDRESS_DIGITS = 4;

/**
 * @param keyName as in the standard: "UK1DF04"; its directory is selected
 * @returns undefined when the card accepts it
 * @throws CentreError when the centre does not answer, RangeError where annex B names no address of the key
 */
export async function proveByCentre(
  centre: Centre,
  session: CardSession,
  card: CardIdentity,
  keyName: string,
): Promise<Refusal | undefined> {
  const taken = await takeChallenge(session);
  if (isSocialRefusal(taken)) return taken;
  const proof = await asked(centre, "externalAuthentication", {
    card,
    address: keyAddress(keyName),
    processFactor: hexText(taken.process),
    source: hexText(taken.source),
  });
  if (isRefusal(proof)) return proof;
  return proveTerminal(session, keyName, parseHex(proof.result), taken.source);
}

/** Logical address in the key server, its first group (LD/T 33-2015, annex B). */
function keyAddress(keyName: string): string {
  const [address] = socialSecurityKey(keyName).serverAddresses;
  if (address === undefined)
    throw rangeError(`the key server has no address of ${keyName}`, `密钥服务器没有 ${keyName} 的地址`);
  return address.toString(16).toUpperCase().padStart(ADDRESS_DIGITS, "0");
}
