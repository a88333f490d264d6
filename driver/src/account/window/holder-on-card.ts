/** The holder's name and number as the card has them (EF06); from layout 3.0 on after RKSSSE was proved. */
import { CentreError } from "@duka/protocol/centre/centre-error";
import { EquipmentError } from "../../base/equipment-error.js";
import { proveTerminalByPsam } from "../../card/authentication.js";
import { selectDirectory } from "../../card/card-directories.js";
import { type IssuingData, protectsHolder, readHolderData } from "../../card/issuing-data.js";
import { type Refusal, refusal } from "../../card/refusal.js";
import { isSocialRefusal } from "../../card/social-refusal.js";
import { type Visit, withPsam } from "../../card/visit.js";
import { proveByCentre } from "../centre-proof.js";
import { type IssuedCard, identityOf } from "../issued-card.js";
import type { Till } from "../till.js";

const HOLDER_KEY = "RKSSSE";

export type CardHolder = {
  readonly name: string | null;
  /** Social-security number (社会保障号码). */
  readonly socialSecurityNumber: string | null;
  /** Why they could not be read; null too for a card that has no such file. */
  readonly holderRefusal: Refusal | null;
};

const NOT_THERE = { name: null, socialSecurityNumber: null };

/** @throws ReaderError */
export async function holderOnCard(till: Till, visit: Visit, issued: IssuedCard): Promise<CardHolder> {
  const { issuing, session, selected } = issued;
  if (issuing === undefined) return { ...NOT_THERE, holderRefusal: null };
  selected.is = undefined;
  try {
    const no =
      (await selectDirectory(session, "SSSE")) ??
      (protectsHolder(issuing) ? await proveHolderKey(till, visit, issued, issuing) : undefined);
    if (no !== undefined) return { ...NOT_THERE, holderRefusal: no };
    const read = await readHolderData(issuing);
    return isSocialRefusal(read) ? { ...NOT_THERE, holderRefusal: read } : { ...read, holderRefusal: null };
  } catch (error) {
    if (error instanceof CentreError)
      return { ...NOT_THERE, holderRefusal: refusal("centre-failed", error.message) };
    throw error;
  }
}

/** By the PSAM; by the key server where the PSAM is missing or cannot. */
async function proveHolderKey(
  { centre }: Till,
  visit: Visit,
  issued: IssuedCard,
  issuing: IssuingData,
): Promise<Refusal | undefined> {
  let no: Refusal;
  try {
    const byPsam = await withPsam(visit, (psam) => proveTerminalByPsam(issuing, psam, HOLDER_KEY));
    if (byPsam === undefined) return undefined;
    no = byPsam;
  } catch (error) {
    if (!(error instanceof EquipmentError)) throw error;
    no = refusal("equipment-failed", error.message);
  }
  return centre === undefined ? no : proveByCentre(centre, issued.session, identityOf(issued), HOLDER_KEY);
}
