/** iReadCardBas and its key server's steps: whose card it is, once card and terminal have proved themselves. */

import { hexText } from "@duka/protocol/layout";
import {
  askProofOfCard,
  type Challenge,
  compareProof,
  proveCardByPsam,
  proveTerminal,
  proveTerminalByPsam,
  takeChallenge,
} from "../card/authentication.js";
import { type IssuingData, protectsHolder, readHolderData } from "../card/issuing-data.js";
import { isSocialRefusal, type SocialRefusal } from "../card/social-refusal.js";
import { parseKey } from "./arguments.js";
import { type Device, type OpenDevice, readCardOf, terminalIdOf } from "./device.js";
import { must } from "./failure-code.js";
import { algorithmCode, challengeFields, fields, resultFor, type StepOutput } from "./hsm-step.js";
import { CODE, SSCardFailure } from "./result.js";

const HOLDER_KEY = "RKSSSE";

export async function readCardBas(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  const psam = await device.psam();
  must(await proveCardByPsam(card, psam));
  if (protectsHolder(card)) mustHaveHolderKey(await proveTerminalByPsam(card, psam, HOLDER_KEY));
  return { out: await identityText(device, card) };
}

export async function readCardBasStep1(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  const { random } = device.options;
  const internal: Challenge = { process: random(8), source: random(8) };
  // Before the card's own challenges, which only the very next command may use.
  const ofCard = must(await askProofOfCard(device.session, internal));
  const external = protectsHolder(card) ? must(await takeChallenge(device.session)) : undefined;
  const out = fields(
    card.region,
    hexText(device.session.atr),
    algorithmCode(card.algorithm),
    card.cardId,
    ...challengeFields(internal),
    ...(external === undefined ? ["", ""] : challengeFields(external)),
  );
  const work = async (pKey: unknown): Promise<StepOutput> => {
    const [forCard, forTerminal] = parseKey(pKey, 16, external === undefined ? 0 : 16);
    must(compareProof(ofCard, resultFor(internal, forCard!)));
    if (external !== undefined) {
      must(
        await proveTerminal(device.session, HOLDER_KEY, resultFor(external, forTerminal!), external.source),
      );
    }
    return { out: await identityText(device, card) };
  };
  return { out, next: { name: "iReadCardBas_HSM_Step2", work } };
}

async function identityText(device: Device, card: IssuingData): Promise<string> {
  const holder = must(await readHolderData(card));
  return fields(
    card.region,
    holder.socialSecurityNumber,
    card.cardNumber,
    card.cardId,
    holder.name,
    card.atrHistorical,
    card.version,
    card.issueDate,
    card.validUntil,
    await terminalIdOf(device),
    device.options.deviceNumber,
  );
}

/** -2203 is a code of its own: the caller then turns to the key server. */
export function mustHaveHolderKey(no: SocialRefusal | undefined): void {
  if (isSocialRefusal(no) && no.kind === "psam-lacks-key") throw new SSCardFailure(CODE.psamLacksRkssse);
  must(no);
}
