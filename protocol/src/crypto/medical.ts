/**
 * What stands under the MACs and the TAC of a medical purchase, type 32 (医疗消费). Public texts do not give it: this is
 * the PBOC purchase with the three amounts joined, which is an assumption. A medical load, type 31, is the PBOC load.
 */
import { decimal, macData, number } from "./mac-data.js";

export const TYPE_MEDICAL_LOAD = 0x31;
export const TYPE_MEDICAL_PURCHASE = 0x32;

/** Three amounts in fen; what each means is said by the city's profile. */
export type MedicalAmounts = {
  readonly amount1Fen: number;
  readonly amount2Fen: number;
  readonly amount3Fen: number;
};

/** `terminalId` 12, `date` 8 (YYYYMMDD) and `time` 6 (HHMMSS) decimal digits. */
export type MedicalPurchase = MedicalAmounts & {
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};

/** MAC1, of the terminal: the amounts, type, terminal number, date, time. */
export function medicalMac1Data(purchase: MedicalPurchase): Uint8Array {
  const data = macData(26);
  putAmounts(data, purchase);
  number(data, "transactionType", 1, TYPE_MEDICAL_PURCHASE);
  decimal(data, "terminalId", 12, purchase.terminalId);
  decimal(data, "date", 8, purchase.date);
  decimal(data, "time", 6, purchase.time);
  return data.bytes;
}

/** MAC2, of the card: the amounts. */
export function medicalMac2Data(amounts: MedicalAmounts): Uint8Array {
  const data = macData(12);
  putAmounts(data, amounts);
  return data.bytes;
}

/** TAC, of the card: MAC1's data with the terminal sequence before the date. */
export function medicalTacData(
  purchase: MedicalPurchase & { readonly terminalSequence: number },
): Uint8Array {
  const data = macData(30);
  putAmounts(data, purchase);
  number(data, "transactionType", 1, TYPE_MEDICAL_PURCHASE);
  decimal(data, "terminalId", 12, purchase.terminalId);
  number(data, "terminalSequence", 4, purchase.terminalSequence);
  decimal(data, "date", 8, purchase.date);
  decimal(data, "time", 6, purchase.time);
  return data.bytes;
}

function putAmounts(data: ReturnType<typeof macData>, amounts: MedicalAmounts): void {
  number(data, "amount1Fen", 4, amounts.amount1Fen);
  number(data, "amount2Fen", 4, amounts.amount2Fen);
  number(data, "amount3Fen", 4, amounts.amount3Fen);
}
