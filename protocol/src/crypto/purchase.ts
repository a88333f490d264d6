/**
 * What stands under the MACs and the TAC of a purchase (PBOC 2.0 part 2, purchase transaction): written once, for
 * card, PSAM and centre. The keys are made in `keys.ts`, the codes in `mac.ts`.
 */
import { decimal, macData, number } from "./mac-data.js";

/** `terminalId` 12, `date` 8 (YYYYMMDD) and `time` 6 (HHMMSS) decimal digits. */
export type Purchase = {
  readonly amountFen: number;
  /** 05 deposit, 06 purse. */
  readonly transactionType: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};

/** MAC1, by which the terminal proves itself to the card: amount, type, terminal number, date, time. */
export function purchaseMac1Data(purchase: Purchase): Uint8Array {
  const data = macData(18);
  number(data, "amountFen", 4, purchase.amountFen);
  number(data, "transactionType", 1, purchase.transactionType);
  decimal(data, "terminalId", 12, purchase.terminalId);
  decimal(data, "date", 8, purchase.date);
  decimal(data, "time", 6, purchase.time);
  return data.bytes;
}

/** MAC2, by which the card proves itself to the terminal, and that it debited: the amount. */
export function purchaseMac2Data(amountFen: number): Uint8Array {
  const data = macData(4);
  number(data, "amountFen", 4, amountFen);
  return data.bytes;
}

/** TAC, by which the centre sees that this card paid this: MAC1's data with the terminal sequence before the date. */
export function purchaseTacData(purchase: Purchase & { readonly terminalSequence: number }): Uint8Array {
  const data = macData(22);
  number(data, "amountFen", 4, purchase.amountFen);
  number(data, "transactionType", 1, purchase.transactionType);
  decimal(data, "terminalId", 12, purchase.terminalId);
  number(data, "terminalSequence", 4, purchase.terminalSequence);
  decimal(data, "date", 8, purchase.date);
  decimal(data, "time", 6, purchase.time);
  return data.bytes;
}
