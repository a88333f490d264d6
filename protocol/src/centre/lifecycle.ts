/** The life of a card (卡的一生): acts at a service point, each with its effect on the register and on the card. */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import {
  amountFen,
  cardNumber,
  date,
  holderId,
  institutionId,
  positiveFen,
  region,
  words,
} from "./fields.js";
import { operations } from "./operation.js";
import { application, card, cardEffect, cardIdentity, holder, holderState } from "./register.js";
import { atWindow, idDocument, vouching } from "./vouching.js";

const byVouching = { ...atWindow, vouching };
const onCard = z.strictObject({ ...byVouching, card: cardIdentity });

/** The card as the register has it now, and what is to be done on cards. */
const act = z.strictObject({ card, effects: z.array(cardEffect) });

const WHO = ["holder-unknown", "not-the-holder", "in-person-only"] as const;
const CARD = ["card-unknown", "card-altered", ...CARD_REFUSALS, "wrong-state"] as const;

export const lifecycleOperations = operations({
  enrolHolder: {
    summary: "Enters a person into the register (参保登记)",
    request: z.strictObject({ ...atWindow, holderId, name: words, document: idDocument, region }),
    response: z.strictObject({ holder }),
    repeatable: true,
    refusals: ["holder-known"],
  },
  allot: {
    summary: "Allots money to the personal account (账户划拨)",
    request: z.strictObject({ ...atWindow, holderId, amountFen: positiveFen }),
    response: z.strictObject({ holder }),
    repeatable: true,
    refusals: ["holder-unknown", "wrong-state", "amount-too-large"],
  },
  designate: {
    summary: "Sets a person's designated institutions (定点医疗机构)",
    request: z.strictObject({
      ...byVouching,
      holderId,
      institutions: z.array(institutionId).max(20),
    }),
    response: z.strictObject({ holder }),
    repeatable: true,
    refusals: [...WHO, "wrong-state"],
  },
  applyForCard: {
    summary:
      "A delegate or an employer applies for a card (代办申领); it has to be there within the city's number of days",
    request: z.strictObject({ ...byVouching, holderId }),
    response: z.strictObject({ application }),
    repeatable: true,
    refusals: [...WHO, "wrong-state", "applied-already"],
  },
  issueCard: {
    summary:
      "Issues a card, and opens its medical function by writing the insurance data; an application is over",
    request: z.strictObject({
      ...byVouching,
      holderId,
      card: cardIdentity,
      version: card.shape.version,
      validUntil: date,
      openingBalanceFen: amountFen.meta({ description: "on the card when it was personalised" }),
      medical: z.boolean(),
    }),
    response: act,
    repeatable: true,
    refusals: [...WHO, "card-known", "wrong-state"],
  },
  activateCard: {
    summary:
      "Activates the social function at once (社保功能激活); a live old card is named and abolished with it",
    request: z.strictObject({
      ...byVouching,
      card: cardIdentity,
      oldCard: z
        .strictObject({
          cardNumber,
          password: z
            .enum(["verified", "not-set"])
            .meta({ description: "was the old card's password entered, or was none set" }),
        })
        .optional(),
    }),
    response: act,
    repeatable: true,
    refusals: [
      ...WHO,
      ...CARD,
      "old-card-required",
      "old-password-required",
      "load-open",
      "amount-too-large",
    ],
  },
  activateFinancial: {
    summary: "Records that the bank has activated the financial function (金融功能激活)",
    request: z.strictObject({ ...byVouching, card: cardIdentity }),
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  changePassword: {
    summary: "The holder changes the password at the window: the card is told old and new",
    request: onCard,
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  resetPassword: {
    summary: "Back to the initial password, with ID document (密码重置)",
    request: onCard,
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  unblockPassword: {
    summary: "All tries again for a locked password, with ID document (密码解锁)",
    request: onCard,
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  reportPreLoss: {
    summary: "Loss reported by telephone (预挂失); ends by itself after the city's number of days",
    request: z.strictObject({ ...atWindow, holderId, cardNumber, documentNumber: idDocument.shape.number }),
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  reportLoss: {
    summary: "Formal loss report (正式挂失): the card stands on the blacklist",
    request: z.strictObject({ ...byVouching, cardNumber }),
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  unreportLoss: {
    summary: "The card was found (解挂)",
    request: onCard,
    response: act,
    repeatable: true,
    refusals: [...WHO, ...CARD],
  },
  replaceCard: {
    summary:
      "Issues a card for one that is lost or does not work; the balance is carried over, once (补换卡)",
    request: z.strictObject({
      ...byVouching,
      oldCardNumber: cardNumber,
      card: cardIdentity,
      version: card.shape.version,
      validUntil: date,
    }),
    response: act,
    repeatable: true,
    refusals: [...WHO, "card-unknown", "card-known", "wrong-state", "load-open", "amount-too-large"],
  },
  cancelCard: {
    summary:
      "Return of the card (注销): moving away, going abroad, death, or no more use; the rest is paid out",
    request: z.strictObject({
      ...byVouching,
      cardNumber,
      reason: z.enum(["moved-away", "abroad", "deceased", "returned"]),
    }),
    response: z.strictObject({ ...act.shape, holderState, paidOutFen: amountFen }),
    repeatable: true,
    refusals: [...WHO, "card-unknown", "wrong-state", "load-open", "amount-too-large"],
  },
  blockCard: {
    summary: "Blocks a card that was lent, forged or altered",
    request: z.strictObject({ ...atWindow, cardNumber, reason: z.enum(["lent", "forged", "altered"]) }),
    response: act,
    repeatable: true,
    refusals: ["card-unknown", "wrong-state"],
  },
  reportEffect: {
    summary: "Tells that something due on a card was done, or failed",
    request: z.strictObject({ effect: z.string().max(120), done: z.boolean() }),
    response: act,
    repeatable: false,
    refusals: ["effect-unknown", "effect-not-due"],
  },
});
