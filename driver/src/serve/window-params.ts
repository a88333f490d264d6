/** What a service point's program may ask of `duka serve`: the acts that a clerk does, with who vouches. */
import {
  cardEffect,
  cardNumber,
  holderId,
  inquiryOperations,
  lifecycleOperations,
} from "@duka/protocol/centre";
import { z } from "zod";
import { deadlineMs as deadline } from "../account/request-fields.js";
import { basicDataData } from "../account/window/basic-data.js";
import { issueData, returnData } from "../account/window/card-acts.js";
import { oldCardData, serviceData } from "../account/window-acts.js";

const deadlineMs = deadline.optional();
const atWindow = serviceData.extend({ deadlineMs });

const oldCard = oldCardData
  .optional()
  .meta({ description: "what verifyOldCard has answered, where a card is replaced" });

const dueKinds = z.array(cardEffect.shape.kind).min(1).optional();
const withPersonalData = z.boolean().optional().meta({ description: "numbers in full; masked by default" });

/** Acts for the card in the reader, and questions to it. */
export const CARD_METHODS = {
  basicData: {
    says: "basic data and balances of the card in the reader; with a centre its state there and the functions opened",
    params: basicDataData.extend({ deadlineMs }),
  },
  issueCard: {
    says: "at a service point: the new card is in the reader; registered, its insurance data written",
    params: issueData.extend({ deadlineMs }),
  },
  activate: {
    says: "at a service point: the new card is in the reader; the one that it replaces is abolished with it",
    params: atWindow.extend({ oldCard }),
  },
  activateFinancial: {
    says: "at a service point: the bank has activated the financial function of the card in the reader",
    params: atWindow,
  },
  changePasswordAtWindow: {
    says: "at a service point: the holder types the old password, and the new one twice; the register knows of it",
    params: atWindow,
  },
  withdrawLoss: {
    says: "at a service point: the card was found and is in the reader; its loss report is withdrawn",
    params: atWindow,
  },
  replaceCard: {
    says: "at a service point: the new card for one that is lost or broken is in the reader; activate it afterwards",
    params: atWindow.extend({ oldCardNumber: cardNumber }),
  },
  returnCard: {
    says: "at a service point: the card in the reader is handed in; what is left is paid out, and it is blocked",
    params: returnData.extend({ deadlineMs }),
  },
  finishCard: {
    says: "does on the card in the reader what acts have left: insurance data, a load, blocking",
    params: z.strictObject({ kinds: dueKinds, deadlineMs }),
  },
} as const;

/** Acts for which no card is in a reader; all need the centre. */
export const DESK_METHODS = {
  enrolHolder: { says: "enters a person into the register", params: lifecycleOperations.enrolHolder.request },
  allot: {
    says: "allots money to a person's account at the centre, once for each ref",
    params: lifecycleOperations.allot.request,
  },
  designate: {
    says: "sets a person's designated institutions, instead of those before",
    params: lifecycleOperations.designate.request,
  },
  applyForCard: {
    says: "a delegate or an employer applies for a card: the answer has the day until which it has to be there",
    params: lifecycleOperations.applyForCard.request,
  },
  applications: {
    says: "cards that were applied for and are not issued yet, the earliest deadline first",
    params: inquiryOperations.applications.request,
  },
  issueListedCard: {
    says: "issues a card that is known by its data, as of an employer's list; its insurance data are written later",
    params: lifecycleOperations.issueCard.request,
  },
  reportLoss: {
    says: "a card is lost: it stands on the blacklist at once",
    params: lifecycleOperations.reportLoss.request,
  },
  reportLossByPhone: {
    says: "a loss told by telephone, which ends by itself after the city's number of days",
    params: lifecycleOperations.reportPreLoss.request,
  },
  returnAbsentCard: {
    says: "a card that is not there is cancelled: after a death, or a move",
    params: lifecycleOperations.cancelCard.request,
  },
  blockCard: {
    says: "puts a card on the blacklist that was lent, forged or altered",
    params: lifecycleOperations.blockCard.request,
  },
  findHolder: {
    says: "a person's state, account and cards, and a card that was applied for",
    params: z.strictObject({ holderId, withPersonalData }),
  },
} as const;
