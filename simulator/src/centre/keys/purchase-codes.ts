/**
 * MACs and TAC of a purchase with the card's keys: of the purse, the deposit, and the medical account with its three
 * amounts.
 */

import type { CardDebit, CardIdentity } from "@duka/protocol/centre";
import {
  medicalMac1Data,
  medicalMac2Data,
  medicalTacData,
  purchaseMac1Data,
  purchaseMac2Data,
  purchaseTacData,
  TYPE_MEDICAL_LOAD,
  TYPE_MEDICAL_PURCHASE,
} from "@duka/protocol/crypto";
import { parseHex } from "@duka/protocol/layout";
import { writeU16 } from "@duka/protocol/wire/bytes";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import type { KeyOwner } from "./master-keys.js";

/** In place of the terminal sequence, for what the centre has a hand in: loads, unloads, overdraft limits. */
export const NO_TERMINAL_SEQUENCE = 0x8000;

type PurchaseFacts = Omit<CardDebit, "tac" | "cardSequence">;

type PurchaseInProgress = PurchaseFacts & {
  readonly card: CardIdentity;
  readonly keyVersion: number;
  readonly random: string;
  readonly cardSequence: number;
};

/** @throws CentreRefusal `bad-request` when the number of amounts is not the type's */
export function purchaseCodes({ keys }: Context, purchase: PurchaseInProgress) {
  const data = dataOf(purchase);
  const key = keys.named("DPK", purchase.card, {
    owner: ownerOf(purchase.transactionType),
    keyVersion: purchase.keyVersion,
  });
  const block = sessionBlock(purchase.random, purchase.cardSequence, purchase.terminalSequence & 0xffff);
  return {
    mac1: () => key.transactionMac(block, data.mac1),
    mac2: () => key.transactionMac(block, data.mac2),
  };
}

/** Did this card make this TAC over this debit? */
export function isDebitGenuine({ keys }: Context, card: CardIdentity, debit: CardDebit): boolean {
  const tac = keys.named("DTK", card, { owner: ownerOf(debit.transactionType) }).tac(dataOf(debit).tac);
  return parseHex(debit.tac).every((byte, at) => byte === tac[at]);
}

/** Whose keys a transaction uses: types 31 and 32 are the medical account's. */
export function ownerOf(transactionType: number): KeyOwner {
  return transactionType === TYPE_MEDICAL_PURCHASE || transactionType === TYPE_MEDICAL_LOAD
    ? "social"
    : "purse";
}

/** What the personal account pays of a debit. */
export function accountPartFen({ rules }: Context, { transactionType, amountsFen }: CardDebit): number {
  return amountsFen[transactionType === TYPE_MEDICAL_PURCHASE ? rules.accountAmount : 0] ?? 0;
}

/** Random 4, sequence 2, two bytes more: what changes with every transaction. */
export function sessionBlock(random: string, sequence: number, last: number): Uint8Array {
  const block = new Uint8Array(8);
  block.set(parseHex(random));
  writeU16(block, 4, sequence);
  writeU16(block, 6, last);
  return block;
}

function dataOf(purchase: PurchaseFacts): { mac1: Uint8Array; mac2: Uint8Array; tac: Uint8Array } {
  const { amountsFen, transactionType } = purchase;
  const isMedical = transactionType === TYPE_MEDICAL_PURCHASE;
  if (amountsFen.length !== (isMedical ? 3 : 1)) {
    refuse("bad-request", `amountsFen: a transaction of type ${transactionType} has ${isMedical ? 3 : 1}`);
  }
  const [amount1Fen = 0, amount2Fen = 0, amount3Fen = 0] = amountsFen;
  if (isMedical) {
    const medical = { ...purchase, amount1Fen, amount2Fen, amount3Fen };
    return { mac1: medicalMac1Data(medical), mac2: medicalMac2Data(medical), tac: medicalTacData(medical) };
  }
  const purse = { ...purchase, amountFen: amount1Fen };
  return { mac1: purchaseMac1Data(purse), mac2: purchaseMac2Data(amount1Fen), tac: purchaseTacData(purse) };
}
