/** Which application of the card holds the account, and the commands of its purchase: the purse's own, or those of the medical account. */
import type { CommandResult, Request } from "@duka/protocol/commands/command";
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { selectByName } from "@duka/protocol/commands/iso7816";
import {
  debitForMedicalPurchase,
  getMedicalBalance,
  initializeForMedicalPurchase,
} from "@duka/protocol/commands/medical-account";
import type { AccountKind } from "../journal/sale.js";
import { selectDirectory } from "../social/card-directories.js";
import { type Initialized, type Purse, sendDebit, sendInitialize } from "./card.js";
import { type Refusal, refusal, refusalOf } from "./refusal.js";

/** What INITIALIZE answers, as far as a purchase needs it. */
export type InitializedPurchase = Pick<
  Initialized,
  "offlineSequence" | "keyVersion" | "algorithm" | "random"
> & { readonly balanceFen: number };

export type Amounts = {
  readonly kind: AccountKind;
  /** What leaves the account. */
  readonly amountFen: number;
  /** The three of the medical account. */
  readonly amountsFen: readonly number[] | undefined;
};

type InitializeAnswer = { readonly ok: true; readonly response: InitializedPurchase } | Refused;
type Refused = Extract<CommandResult<never>, { ok: false }>;

/** Selects the application of this account, whatever was selected before. */
export async function selectAccount(purse: Purse, kind: AccountKind): Promise<Refusal | undefined> {
  if (kind === "medical") {
    return (await selectDirectory(purse.session, "SSSE")) ?? selectDirectory(purse.session, "DF04");
  }
  const selected = await purse.session.send(selectByName, {
    applicationName: parseHex(purse.profile.application),
  });
  return selected.ok ? undefined : refusalOf("selecting the purse", selected);
}

/** Step 2. The medical account does not tell its balance here, so it is asked before. */
export async function initializeAccount(
  purse: Purse,
  amounts: Amounts,
  terminalId: string,
): Promise<InitializedPurchase | Refusal> {
  const answer = await sendInitializeOf(purse, amounts, terminalId);
  if (answer.ok) return answer.response;
  if (answer.sw === 0x9401 || answer.sw === 0x9301) return refusal("insufficient balance", answer.sw);
  return refusalOf("the card refused the purchase", answer);
}

/** The same as it is, for recovery, which reads every answer its own way. */
export async function sendInitializeOf(
  purse: Purse,
  { kind, amountFen, amountsFen }: Amounts,
  terminalId: string,
): Promise<InitializeAnswer> {
  if (kind !== "medical") return sendInitialize(purse, kind, amountFen, terminalId);
  const { session, profile } = purse;
  const balance = await session.send(getMedicalBalance, {});
  if (!balance.ok) return balance;
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
  return { ok: true, response: { ...answer.response, balanceFen: balance.response.balanceFen } };
}

/** Step 5: the only one that moves money. Never sent twice by anything. */
export function sendDebitOf(
  purse: Purse,
  kind: AccountKind,
  request: Request<typeof debitForMedicalPurchase>,
): Promise<CommandResult<typeof debitForMedicalPurchase>> {
  return kind === "medical"
    ? purse.session.send(debitForMedicalPurchase, request)
    : sendDebit(purse, request);
}

/** Enough of each that 9401 is rare: one fen from the account. */
export function probeAmounts(purse: Purse, kind: AccountKind): Amounts {
  if (kind !== "medical") return { kind, amountFen: 1, amountsFen: undefined };
  const amountsFen = [0, 0, 0];
  amountsFen[purse.profile.medical?.accountAmount ?? 0] = 1;
  return { kind, amountFen: 1, amountsFen };
}
