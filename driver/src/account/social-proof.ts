/**
 * Before a medical purchase the card proves that it is genuine: to the PSAM, or to the key server on the five codes of
 * LD/T 33.
 */

import type { CardIdentity } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { hexText, parseHex } from "@duka/protocol/layout";
import { EquipmentError } from "../base/equipment-error.js";
import { REMEDIES } from "../base/remedies.js";
import { askProofOfCard, compareProof, proveCardByPsam } from "../card/authentication.js";
import { selectDirectory } from "../card/card-directories.js";
import { type IssuingData, readIssuingData } from "../card/issuing-data.js";
import { isPsamAbsent } from "../card/psam.js";
import { type Refusal, refusal } from "../card/refusal.js";
import { isSocialRefusal, type SocialRefusal, type SocialRefusalKind } from "../card/social-refusal.js";
import { type Visit, withPsam } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import { codeOfCentre } from "./centre-refusal.js";
import { type IssuedCard, identityOf } from "./issued-card.js";
import type { Till } from "./till.js";

const KEY_SERVER_KINDS: readonly SocialRefusalKind[] = [
  "psam-lacks-key",
  "psam-lacks-algorithm",
  "psam-lacks-level",
];
const ADDRESS_IRK = "0170";

/** @returns undefined when the card is genuine, which is noted in `issued`. The environment SSSE is selected then. */
export async function proveSocialCard(
  till: Till,
  visit: Visit,
  issued: IssuedCard,
): Promise<SocialRefusal | Refusal | undefined> {
  const no = await prove(till, visit, issued);
  issued.proved.is = no === undefined;
  return no;
}

async function prove(
  till: Till,
  visit: Visit,
  issued: IssuedCard,
): Promise<SocialRefusal | Refusal | undefined> {
  const issuing = await issuingOf(issued);
  if (isSocialRefusal(issuing)) return issuing;
  const { centre } = till;
  try {
    const no = await withPsam(visit, (psam) => proveCardByPsam(issuing, psam));
    if (no === undefined || !KEY_SERVER_KINDS.includes(no.kind) || centre === undefined) return no;
  } catch (error) {
    if (!isPsamAbsent(error) || centre === undefined) throw error;
  }
  return proveByServer(centre, issuing, identityOf(issued), till.random);
}

/** Read once; the environment is selected in any case. */
async function issuingOf({ session, issuing, selected }: IssuedCard): Promise<IssuingData | SocialRefusal> {
  if (issuing !== undefined && selected.is === "environment") return issuing;
  selected.is = undefined;
  const read =
    issuing === undefined
      ? await readIssuingData(session)
      : ((await selectDirectory(session, "SSSE")) ?? issuing);
  if (!isSocialRefusal(read)) selected.is = "environment";
  return read;
}

async function proveByServer(
  centre: Centre,
  issuing: IssuingData,
  card: CardIdentity,
  random: Till["random"],
): Promise<Refusal | undefined> {
  const challenge = { process: random(8), source: random(8) };
  const ofCard = await askProofOfCard(issuing.session, challenge);
  if (isSocialRefusal(ofCard)) return ofCard;
  try {
    const { result } = await centre.call("internalAuthentication", {
      card,
      address: ADDRESS_IRK,
      processFactor: hexText(challenge.process),
      source: hexText(challenge.source),
    });
    return compareProof(ofCard, parseHex(result));
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    if (error.delivery === "answered")
      return refusal(codeOfCentre(error, "key-server-refused"), `the key server: ${error.message}`);
    throw new EquipmentError(
      `the key server did not answer: ${error.message}`,
      REMEDIES["check-centre-line"],
      error,
    );
  }
}
