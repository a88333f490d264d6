/** The centre's word on a card before it is used: blacklist and losses, and the balance where the centre has it. */
import { CARD_REFUSALS, CentreError } from "@duka/protocol/centre/centre-error";
import { EquipmentError } from "../base/equipment-error.js";
import { REMEDIES } from "../base/remedies.js";
import type { Refusal } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import { centreRefusal } from "./centre-refusal.js";
import { type IssuedCard, identityOf } from "./issued-card.js";
import type { CardAccount } from "./kinds/card-account.js";
import type { Till } from "./till.js";

/** For an account on the card the counter does not wait longer than this: such cards are made to pay without a line. */
const OFFLINE_DEADLINE_MS = 3000;
/**
 * Refusals that concern every account of a card: on the blacklist or not activated, or not what was issued under its
 * number.
 */
const OF_THE_CARD: readonly string[] = [...CARD_REFUSALS, "card-altered"];

type Eligible = {
  /**
   * Of the account, where the city holds it at the centre; undefined where the card has it, or no one could be asked.
   */
  readonly accountFen: number | undefined;
};

/**
 * May this card be used here? A purse is also for cards that the centre has never heard of; the medical account is not.
 * @throws EquipmentError when the centre holds the account and does not answer
 */
export async function askEligibility(
  { centre }: Till,
  issued: IssuedCard,
  account: CardAccount,
  kind: AccountKind,
): Promise<Eligible | Refusal> {
  if (centre === undefined) return { accountFen: undefined };
  const { institutionId } = centre;
  const isAtCentre = account.isHeldAtCentre(issued.profile);
  try {
    const question = { institutionId, card: identityOf(issued), account: kind };
    const deadlineMs = isAtCentre ? undefined : OFFLINE_DEADLINE_MS;
    const { accountFen } = await centre.call("eligibility", question, deadlineMs);
    return { accountFen: isAtCentre ? accountFen : undefined };
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    const isRefused = error.delivery === "answered" && error.status < 500;
    if (isRefused && (account.isKnownToCentre || OF_THE_CARD.includes(error.code))) {
      return centreRefusal(error);
    }
    if (!isAtCentre) return { accountFen: undefined };
    const message = `the centre, which holds the account, does not answer: ${error.message}`;
    throw new EquipmentError(message, REMEDIES["check-centre-line"], error);
  }
}
