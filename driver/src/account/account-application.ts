/**
 * Which application of the card holds the account, and the commands of its purchase: the purse's own, or those of the
 * medical account.
 */

import {
  type creditForLoad,
  creditForMedicalLoad,
  debitForMedicalPurchase,
  debitForPurchase,
  getMedicalBalance,
  type initializeForLoad,
  initializeForMedicalLoad,
  initializeForMedicalPurchase,
  selectByName,
} from "@duka/protocol/commands";
import type { CommandResult, Request } from "@duka/protocol/layout";
import { parseHex } from "@duka/protocol/layout";
import { selectDirectory } from "../card/card-directories.js";
import { type Refusal, refusal, refusalOf } from "../card/refusal.js";
import type { AccountKind } from "../journal/sale.js";
import { isHeldAtCentre } from "../password/city-profile.js";
import { type Initialized, sendCreditLoad, sendInitialize, sendInitializeLoad } from "./card.js";
import type { IssuedCard } from "./issued-card.js";

/** What INITIALIZE answers, as far as a purchase needs it. */
export type InitializedPurchase = Pick<
  Initialized,
  "offlineSequence" | "keyVersion" | "algorithm" | "random"
> & {
  /** Undefined where the card does not hold the account. */
  readonly balanceFen: number | undefined;
};

export type Amounts = {
  readonly kind: AccountKind;
  /** What leaves the account. */
  readonly amountFen: number;
  /** The three of the medical account. */
  readonly amountsFen: readonly number[] | undefined;
};

type InitializeAnswer = { readonly ok: true; readonly response: InitializedPurchase } | Refused;
type Refused = Extract<CommandResult<never>, { ok: false }>;

/**
 * Goes to the application of this account, unless the card is there: selecting it anew might cost it its proof and its
 * password.
 */
export async function enterAccount(issued: IssuedCard, kind: AccountKind): Promise<Refusal | undefined> {
  const { profile, selected, hasPurse } = issued;
  const wanted = kind === "medical" ? "medical" : "purse";
  if (selected.is === wanted) return undefined;
  if (wanted === "purse" && !hasPurse) {
    return refusal('this card has no purse: its medical account pays (kind "medical")');
  }
  if (wanted === "medical" && profile.medical === undefined) {
    return refusal(`the cards of ${profile.title.en} have no medical account`);
  }
  const no = await (wanted === "purse" ? selectPurse(issued) : selectMedical(issued));
  selected.is = no === undefined ? wanted : undefined;
  return no;
}

/** Where the password is changed: the purse, or the environment of a card without one. */
export async function enterHome(issued: IssuedCard): Promise<Refusal | undefined> {
  const { session, selected, hasPurse } = issued;
  if (hasPurse) return enterAccount(issued, "purse");
  if (selected.is === "environment") return undefined;
  const no = await selectDirectory(session, "SSSE");
  selected.is = no === undefined ? "environment" : undefined;
  return no;
}

async function selectPurse({ session, profile }: IssuedCard): Promise<Refusal | undefined> {
  const applicationName = parseHex(profile.application);
  const answer = await session.send(selectByName, { applicationName });
  return answer.ok ? undefined : refusalOf("selecting the purse", answer);
}

async function selectMedical({ session, selected }: IssuedCard): Promise<Refusal | undefined> {
  const no = selected.is === "environment" ? undefined : await selectDirectory(session, "SSSE");
  return no ?? selectDirectory(session, "DF04");
}

/** Step 2. The medical account does not tell its balance here, so it is asked before. */
export async function initializeAccount(
  issued: IssuedCard,
  amounts: Amounts,
  terminalId: string,
): Promise<InitializedPurchase | Refusal> {
  const answer = await sendInitializeOf(issued, amounts, terminalId);
  if (answer.ok) return answer.response;
  if (answer.sw === 0x9401 || answer.sw === 0x9301) return refusal("insufficient balance", answer.sw);
  return refusalOf("the card refused the purchase", answer);
}

/** The same as it is, for recovery, which reads every answer its own way. */
export async function sendInitializeOf(
  issued: IssuedCard,
  { kind, amountFen, amountsFen }: Amounts,
  terminalId: string,
): Promise<InitializeAnswer> {
  if (kind !== "medical") return sendInitialize(issued, kind, amountFen, terminalId);
  const { session, profile } = issued;
  const isHeld = !isHeldAtCentre(profile, kind);
  const balance = isHeld ? await session.send(getMedicalBalance, {}) : undefined;
  if (balance !== undefined && !balance.ok) return balance;
  const [amount1Fen = 0, amount2Fen = 0, amount3Fen = 0] = amountsFen ?? [amountFen];
  const keyIndex = profile.medical?.purchaseKeyIndex ?? 1;
  const answer = await session.send(initializeForMedicalPurchase, {
    keyIndex,
    amount1Fen,
    amount2Fen,
    amount3Fen,
    terminalId,
  });
  if (!answer.ok) return answer;
  return { ok: true, response: { ...answer.response, balanceFen: balance?.response.balanceFen } };
}

/** Step 5: the only one that moves money. Never sent twice by anything. */
export function sendDebitOf(
  issued: IssuedCard,
  kind: AccountKind,
  request: Request<typeof debitForMedicalPurchase>,
): Promise<CommandResult<typeof debitForMedicalPurchase>> {
  const command = kind === "medical" ? debitForMedicalPurchase : debitForPurchase;
  return issued.session.send(command, request);
}

/** First step of a load. Moves nothing. */
export function sendInitializeLoadOf(
  issued: IssuedCard,
  kind: AccountKind,
  amountFen: number,
  terminalId: string,
): Promise<CommandResult<typeof initializeForLoad>> {
  if (kind !== "medical") return sendInitializeLoad(issued, kind, amountFen, terminalId);
  const keyIndex = issued.profile.medical?.loadKeyIndex ?? 1;
  return issued.session.send(initializeForMedicalLoad, { keyIndex, amountFen, terminalId });
}

/** The step of a load that moves money. Never sent twice by anything. */
export function sendCreditLoadOf(
  issued: IssuedCard,
  kind: AccountKind,
  request: Request<typeof creditForLoad>,
): Promise<CommandResult<typeof creditForLoad>> {
  return kind === "medical"
    ? issued.session.send(creditForMedicalLoad, request)
    : sendCreditLoad(issued, request);
}

/** Enough of each that 9401 is rare: one fen from the account. */
export function probeAmounts(issued: IssuedCard, kind: AccountKind): Amounts {
  if (kind !== "medical") return { kind, amountFen: 1, amountsFen: undefined };
  const amountsFen = [0, 0, 0];
  amountsFen[issued.profile.medical?.accountAmount ?? 0] = 1;
  return { kind, amountFen: 1, amountsFen };
}
