/** A terminal and a centre that know the keys of a card: they make the second command of each pair. */
import type { CardChip } from "@duka/simulator/chip/chip";
import { PUBLISHED_KEY, send } from "./chips.js";
import { loadKey, macOf, purchaseKey } from "./node-pboc.js";

export const TERMINAL = "001122334455";
export const WHEN = "20120229135100";

export function hexNumber(value: number, byteCount: number): string {
  return value
    .toString(16)
    .toUpperCase()
    .padStart(2 * byteCount, "0");
}

/** The command INITIALIZE FOR PURCHASE. @param account 01 deposit, 02 purse */
export function initializePurchase(amountFen: number, account = "02"): string {
  return `80 50 01 ${account} 0B 01 ${hexNumber(amountFen, 4)} ${TERMINAL}`;
}

export function initializeLoad(amountFen: number, account = "02"): string {
  return `80 50 00 ${account} 0B 01 ${hexNumber(amountFen, 4)} ${TERMINAL}`;
}

/** The DEBIT that belongs to an answer of INITIALIZE FOR PURCHASE; `spoil` makes MAC1 wrong. */
export function debit(
  answer: string,
  amountFen: number,
  options: { account?: string; spoil?: boolean } = {},
): string {
  const { account = "02", spoil = false } = options;
  const key = purchaseKey(PUBLISHED_KEY, answer.slice(22, 30), answer.slice(8, 12), "00000001");
  const type = account === "01" ? "05" : "06";
  const mac1 = macOf(key, hexNumber(amountFen, 4) + type + TERMINAL + WHEN);
  return `80 54 01 00 0F 00000001 ${WHEN} ${spoil ? spoilt(mac1) : mac1}`;
}

/** The CREDIT that belongs to an answer of INITIALIZE FOR LOAD. */
export function credit(
  answer: string,
  amountFen: number,
  options: { account?: string; spoil?: boolean } = {},
): string {
  const { account = "02", spoil = false } = options;
  const key = loadKey(PUBLISHED_KEY, answer.slice(16, 24), answer.slice(8, 12));
  const mac2 = macOf(key, hexNumber(amountFen, 4) + account + TERMINAL + WHEN);
  return `80 52 00 00 0B ${WHEN} ${spoil ? spoilt(mac2) : mac2}`;
}

/** A whole purchase. @returns the answer of DEBIT, or of INITIALIZE when that refused */
export function buy(card: CardChip, amountFen: number, account = "02"): string {
  const answer = send(card, initializePurchase(amountFen, account));
  return answer.length === 4 ? answer : send(card, debit(answer, amountFen, { account }));
}

export function load(card: CardChip, amountFen: number, account = "02"): string {
  const answer = send(card, initializeLoad(amountFen, account));
  return answer.length === 4 ? answer : send(card, credit(answer, amountFen, { account }));
}

function spoilt(code: string): string {
  return hexNumber((Number.parseInt(code, 16) ^ 1) >>> 0, 4);
}
