/** The medical function (医保功能) of a card: open once its insurance data was written. */
import type { Card, CardIdentity } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { usableCard } from "./cards.js";
import { isDataDue } from "./effects.js";
import { holderOf } from "./holders.js";

/**
 * @throws CentreRefusal as `usableCard`; `not-insured` when its holder is so no longer; `medical-not-open`, or
 *   `insurance-data-due` where only the data is missing
 */
export function medicalCard(context: Context, presented: CardIdentity): Card {
  const card = usableCard(context, presented);
  const { state } = holderOf(context, card.holderId);
  if (state !== "insured") {
    refuse("not-insured", `its holder is no longer insured here (${state}): ask the agency (经办机构)`);
  }
  if (card.medical) return card;
  if (isDataDue(context, card.cardNumber)) {
    refuse(
      "insurance-data-due",
      "the card's insurance data still waits to be written: a service point writes it, then it pays",
    );
  }
  refuse(
    "medical-not-open",
    "the medical function of the card is not open: its holder has it opened at the agency (经办机构)",
  );
}
