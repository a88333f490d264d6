/** Questions to the register. They change nothing. */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import {
  amountFen,
  cardNumber,
  count,
  date,
  done,
  hex,
  holderId,
  instantMs,
  institutionId,
  positiveFen,
  sumFen,
} from "./fields.js";
import { operations } from "./operation.js";
import {
  annual,
  application,
  card,
  cardEffect,
  cardIdentity,
  holder,
  passwordState,
  registerEvent,
} from "./register.js";
import { idDocument } from "./vouching.js";

export const inquiryOperations = operations({
  eligibility: {
    summary:
      "May this card be used here, by this person? Before every use; answers what the point of sale has to know",
    request: z.strictObject({
      institutionId,
      card: cardIdentity,
      documentNumber: idDocument.shape.number
        .meta({ description: "of the person who shows the card: a lent card is refused" })
        .optional(),
      account: z
        .enum(["purse", "deposit", "medical"])
        .meta({
          description: "which is to pay: medical by default, for which the medical function has to be open",
        })
        .optional(),
    }),
    response: z.strictObject({
      holderId,
      name: z.string(),
      password: passwordState,
      account: z.enum(["card", "centre"]).meta({ description: "where the personal account is held" }),
      accountFen: sumFen,
      annual,
      poolLeftFen: amountFen,
    }),
    repeatable: false,
    refusals: [
      "card-unknown",
      "card-altered",
      ...CARD_REFUSALS,
      "medical-not-open",
      "insurance-data-due",
      "not-the-holder",
      "not-designated",
    ],
  },
  findCard: {
    summary: "A card, its holder and what is still to be done on it",
    request: z.strictObject({ cardNumber }),
    response: z.strictObject({ card, holder, due: z.array(cardEffect) }),
    repeatable: false,
    refusals: ["card-unknown"],
  },
  findHolder: {
    summary:
      "A person with all cards ever issued to them, and the card that was applied for: for a card that is lost",
    request: z.strictObject({ holderId }),
    response: z.strictObject({ holder, cards: z.array(card), application: application.nullable() }),
    repeatable: false,
    refusals: ["holder-unknown"],
  },
  applications: {
    summary: "Cards that were applied for and are not issued yet, those with the earliest deadline first",
    request: z.strictObject({
      before: date.optional().meta({ description: "only those whose deadline is before this day" }),
      limit: positiveFen.max(1000),
    }),
    response: z.strictObject({ applications: z.array(application) }),
    repeatable: false,
    refusals: [],
  },
  blacklist: {
    summary:
      "Cards to be refused, by number (黑名单), for a till that works without a line: all of it, page by page",
    request: z.strictObject({ after: cardNumber.optional(), limit: positiveFen.max(1000) }),
    response: z.strictObject({
      asOfMs: instantMs,
      count: count.meta({ description: "cards of the whole list" }),
      cards: z.array(
        z.strictObject({
          cardNumber,
          cardId: hex(16).nullable().meta({
            description: "identification code (卡识别码); null where the number alone says which card",
          }),
          state: card.shape.state,
        }),
      ),
      ranges: z
        .array(z.strictObject({ from: cardNumber, until: cardNumber }))
        .max(10_000)
        .meta({ description: "ranges of card numbers, both ends included" }),
    }),
    repeatable: false,
    refusals: [],
  },
  events: {
    summary: "What happened to a person's cards, oldest first, with who vouched",
    request: z.strictObject({ holderId, after: count, limit: positiveFen.max(1000) }),
    response: z.strictObject({ events: z.array(registerEvent) }),
    repeatable: false,
    refusals: ["holder-unknown"],
  },
  areYouThere: {
    summary: "Is the centre there?",
    request: z.strictObject({}),
    response: done,
    repeatable: false,
    refusals: [],
  },
});
