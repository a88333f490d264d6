/** A service point (服务网点) with a reader: what a clerk does with the card of a person at the window. */
import type { Refusal } from "../../card/refusal.js";
import { openCalls } from "../account.js";
import type { AccountOptions } from "../account-options.js";
import type { CallLimits } from "../call-limits.js";
import type { PasswordChanged } from "../password-changed.js";
import type { OldCard, ServiceRequest } from "../window-acts.js";
import { type BasicData, type BasicDataRequest, basicData } from "./basic-data.js";
import {
  activateCard,
  activateFinancial,
  type CardActDone,
  finishCard,
  type IssueRequest,
  issueCard,
  type Returned,
  type ReturnReason,
  replaceCard,
  returnCard,
  withdrawLoss,
} from "./card-acts.js";
import { changePasswordAtWindow } from "./change-at-window.js";
import type { StillDue } from "./finish-due.js";

/**
 * Each act is told to the register, kept in the journal with who vouched, and what it leaves to be done on the card in
 * the reader is done. Asked again under the same ref an act is the same one, and goes on where it broke off. All may
 * throw ReaderError, and CentreError when the centre does not answer.
 */
export type ServicePoint = {
  /**
   * Whose card it is, its balances, and what the register knows of it. Needs no centre, changes nothing, and asks for
   * no password: a balance that needs one says so.
   */
  basicData(request?: BasicDataRequest, limits?: CallLimits): Promise<BasicData | Refusal>;
  /** The new card is in the reader; layout, validity and balance are read from it. */
  issue(request: IssueRequest, limits?: CallLimits): Promise<CardActDone | Refusal>;
  /** The new card is in the reader; `verifyOldCard` of an account tells of the old one. */
  activate(
    request: ServiceRequest & { readonly oldCard?: OldCard },
    limits?: CallLimits,
  ): Promise<CardActDone | Refusal>;
  activateFinancial(request: ServiceRequest, limits?: CallLimits): Promise<CardActDone | Refusal>;
  /** By the holder in person, who types the old one and the new one twice. */
  changePassword(request: ServiceRequest, limits?: CallLimits): Promise<PasswordChanged | Refusal>;
  /** A card that was found is in the reader. */
  withdrawLoss(request: ServiceRequest, limits?: CallLimits): Promise<CardActDone | Refusal>;
  /** The new card is in the reader. */
  replace(
    request: ServiceRequest & { readonly oldCardNumber: string },
    limits?: CallLimits,
  ): Promise<CardActDone | Refusal>;
  /** The card is in the reader, and blocked. */
  returnCard(
    request: ServiceRequest & { readonly reason: ReturnReason },
    limits?: CallLimits,
  ): Promise<Returned | Refusal>;
  /**
   * Does on the card what acts have left: insurance data, a load, blocking.
   * @param kinds only these
   */
  finish(kinds?: readonly StillDue["kind"][], limits?: CallLimits): Promise<CardActDone | Refusal>;
};

/** @throws TypeError, RangeError as `openAccount` */
export function openServicePoint(options: AccountOptions): ServicePoint {
  const call = openCalls(options);
  return {
    basicData: (request, limits = {}) => call(limits, async (one) => basicData(one, request)),
    issue: (request, limits = {}) => call(limits, (one) => issueCard(one, request), request?.ref),
    activate: (request, limits = {}) => call(limits, (one) => activateCard(one, request), request?.ref),
    activateFinancial: (request, limits = {}) =>
      call(limits, (one) => activateFinancial(one, request), request?.ref),
    changePassword: (request, limits = {}) =>
      call(limits, (one) => changePasswordAtWindow(one, request, limits.signal), request?.ref),
    withdrawLoss: (request, limits = {}) => call(limits, (one) => withdrawLoss(one, request), request?.ref),
    replace: (request, limits = {}) => call(limits, (one) => replaceCard(one, request), request?.ref),
    returnCard: (request, limits = {}) => call(limits, (one) => returnCard(one, request), request?.ref),
    finish: (kinds, limits = {}) => call(limits, (one) => finishCard(one, kinds)),
  };
}
