/** The transaction log of the purse: a cyclic file, record 1 the newest, read with READ RECORD, written by the card. */
import { amountFen, digits, u8, u16, u24 } from "../layout/field.js";
import { compileLayout } from "../layout/layout.js";

/** Short identifier under which most cards keep the log. */
export const LOG_SFI = 0x18;

/**
 * One record of 23 bytes, for `packRecord` and `unpackRecord`. `sequence` is the offline one for a purchase, the
 * online one for a load; `overdraftLimitFen` is that of the time.
 */
export const logRecord = compileLayout("purse log record", {
  sequence: u16,
  overdraftLimitFen: u24,
  amountFen,
  transactionType: u8,
  terminalId: digits(12),
  date: digits(8),
  time: digits(6),
});
