/** Balances, and the commands of the purse on a card-holder's card (PBOC electronic purse and deposit). */

import {
  ACCOUNT_DEPOSIT,
  ACCOUNT_PURSE,
  creditForLoad,
  getBalance,
  getMedicalBalance,
  initializeForLoad,
  initializeForPurchase,
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
} from "@duka/protocol/commands";
import { TYPE_MEDICAL_LOAD, TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import type { CommandResult, Request, Response } from "@duka/protocol/layout";
import { type Refusal, refusalOf } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import type { IssuedCard } from "./issued-card.js";

export type Initialized = Response<typeof initializeForPurchase>;

/** INITIALIZE FOR PURCHASE as it is, for recovery, which reads every answer its own way. */
export function sendInitialize(
  issued: IssuedCard,
  kind: AccountKind,
  amountFen: number,
  terminalId: string,
): Promise<CommandResult<typeof initializeForPurchase>> {
  const keyIndex = issued.profile.purchaseKeyIndex;
  return issued.session.send(initializeForPurchase, { p2: accountOf(kind), keyIndex, amountFen, terminalId });
}

/** First step of a load. Moves nothing. */
export function sendInitializeLoad(
  issued: IssuedCard,
  kind: AccountKind,
  amountFen: number,
  terminalId: string,
): Promise<CommandResult<typeof initializeForLoad>> {
  const keyIndex = issued.profile.loadKeyIndex;
  return issued.session.send(initializeForLoad, { p2: accountOf(kind), keyIndex, amountFen, terminalId });
}

/** The step of a load that moves money. Never sent twice by anything. */
export function sendCreditLoad(
  issued: IssuedCard,
  request: Request<typeof creditForLoad>,
): Promise<CommandResult<typeof creditForLoad>> {
  return issued.session.send(creditForLoad, request);
}

export async function readBalance(issued: IssuedCard, kind: AccountKind): Promise<number | Refusal> {
  if (kind === "medical") {
    const asked = await issued.session.send(getMedicalBalance, {});
    return asked.ok ? asked.response.balanceFen : refusalOf("reading the balance", asked);
  }
  const answer = await issued.session.send(getBalance, { p2: accountOf(kind) });
  return answer.ok ? answer.response.balanceFen : refusalOf("reading the balance", answer);
}

/** 06 for the purse, 05 for the deposit, 32 hexadecimal for the medical account. */
export function purchaseType(kind: AccountKind): number {
  if (kind === "medical") return TYPE_MEDICAL_PURCHASE;
  return kind === "purse" ? TYPE_PURSE_PURCHASE : TYPE_DEPOSIT_PURCHASE;
}

/** 02 for the purse, 01 for the deposit, 31 hexadecimal for the medical account. */
export function loadType(kind: AccountKind): number {
  if (kind === "medical") return TYPE_MEDICAL_LOAD;
  return kind === "purse" ? TYPE_PURSE_LOAD : TYPE_DEPOSIT_LOAD;
}

function accountOf(kind: AccountKind): number {
  return kind === "purse" ? ACCOUNT_PURSE : ACCOUNT_DEPOSIT;
}
