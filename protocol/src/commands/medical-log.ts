/** The log of the medical account: EF08 of DF04, cyclic, record 1 the newest, written by the card alone. */
import { amountFen, digits, u8, u16 } from "../layout/field.js";
import { compileLayout } from "../layout/layout.js";

/** Short identifier of the log. */
export const MEDICAL_LOG_SFI = 0x08;

/**
 * One record of 28 bytes. `settlementType` is 32 for a purchase and 31 for a load, where only the third amount counts.
 */
export const medicalLogRecord = compileLayout("medical log record", {
  sequence: u16,
  settlementType: u8,
  terminalId: digits(12),
  date: digits(8),
  time: digits(6),
  amount1Fen: amountFen,
  amount2Fen: amountFen,
  amount3Fen: amountFen,
});

/** One record of 20 bytes, of a card in account mode alone (P7 12): the account's amount and no other. */
export const shortMedicalLogRecord = compileLayout("short medical log record", {
  sequence: u16,
  settlementType: u8,
  terminalId: digits(12),
  date: digits(8),
  time: digits(6),
  amountFen,
});
