/**
 * PC_to_RDR_Secure (CCID 6.1.11): a PIN typed on the reader's own keypad, formatted into a command for the card. Its
 * payload is one of
 *
 *     verify   00 | bTimeOut 1 | bmFormatString 1 | bmPINBlockString 1 | bmPINLengthFormat 1 | wPINMaxExtraDigit 2
 *              | bEntryValidationCondition 1 | bNumberMessage 1 | wLangId 2 | bMsgIndex 1 | bTeoPrologue 3 | APDU
 *     modify   01 | bTimeOut 1 | bmFormatString 1 | bmPINBlockString 1 | bmPINLengthFormat 1 | bInsertionOffsetOld 1
 *              | bInsertionOffsetNew 1 | wPINMaxExtraDigit 2 | bConfirmPIN 1 | bEntryValidationCondition 1
 *              | bNumberMessage 1 | wLangId 2 | bMsgIndex1 1 | bMsgIndex2 0 or 1 | bMsgIndex3 0 or 1
 *              | bTeoPrologue 3 | APDU
 *
 * The APDU has its Lc and, where the PIN will stand, the padding that surrounds it. With T=1 bTeoPrologue is NAD PCB
 * LEN of the I-block, to which the reader adds the EDC; with T=0 it is nothing. The answer is that of an XfrBlock: with
 * T=1 the card's whole block.
 *
 * Where the reader ends it without the card, the answer is refused with PIN_CANCELLED or PIN_TIMEOUT, or two new PINs
 * that differ are answered by the two bytes 64 02 alone (PC/SC part 10), with T=1 too. A PIN that is still too short is
 * not taken by the confirm key.
 */

/** bPINOperation. */
export const PIN_OPERATION_VERIFY = 0;
export const PIN_OPERATION_MODIFY = 1;

/** Offsets that both structures share. */
export const PIN_OPERATION_AT = 0;
/** Seconds, 0 for the reader's own. */
export const PIN_TIME_OUT_AT = 1;
export const PIN_FORMAT_AT = 2;
export const PIN_BLOCK_AT = 3;
export const PIN_LENGTH_FORMAT_AT = 4;

/** Offsets in the structure of verify. Of two bytes the low one is first: the most digits, then the fewest. */
export const VERIFY_DIGITS_MAX_AT = 5;
export const VERIFY_DIGITS_MIN_AT = 6;
export const VERIFY_CONDITION_AT = 7;
export const VERIFY_MESSAGES_AT = 8;
export const VERIFY_LANGUAGE_AT = 9;
export const VERIFY_MESSAGE_AT = 11;
export const VERIFY_PROLOGUE_AT = 12;
export const VERIFY_APDU_AT = 15;

/** Offsets in the structure of modify. */
export const MODIFY_OFFSET_OLD_AT = 5;
export const MODIFY_OFFSET_NEW_AT = 6;
export const MODIFY_DIGITS_MAX_AT = 7;
export const MODIFY_DIGITS_MIN_AT = 8;
export const MODIFY_CONFIRM_AT = 9;
export const MODIFY_CONDITION_AT = 10;
export const MODIFY_MESSAGES_AT = 11;
export const MODIFY_LANGUAGE_AT = 12;
/** bMsgIndex1; how many follow is said by `furtherMessages`. */
export const MODIFY_MESSAGE_AT = 14;
/** bTeoPrologue, when bMsgIndex1 is the only one. */
export const MODIFY_PROLOGUE_AT = 15;

/** bmFormatString: the offset counts bytes, else bits. */
export const FORMAT_OFFSET_IN_BYTES = 0x80;
/**
 * Offset of the PIN from the first byte after Lc, 0 to 15 units; for modify counted from bInsertionOffsetOld or -New.
 */
export const FORMAT_OFFSET_SHIFT = 3;
/** The PIN stands at the end of its block. */
export const FORMAT_RIGHT = 0x04;
export const FORMAT_TYPE_MASK = 0x03;
/** One byte per digit, 00 to 09. */
export const FORMAT_BINARY = 0;
/** Two digits per byte. */
export const FORMAT_BCD = 1;
/** One byte per digit, 30 to 39. */
export const FORMAT_ASCII = 2;

/**
 * bmPINBlockString: bits of the PIN length that is inserted, 0 for none; bytes of the PIN block, 0 for as many as the
 * PIN needs.
 */
export const BLOCK_LENGTH_BITS_SHIFT = 4;
export const BLOCK_SIZE_MASK = 0x0f;

/** bmPINLengthFormat: the offset of the inserted length counts bytes, else bits. */
export const LENGTH_OFFSET_IN_BYTES = 0x10;
export const LENGTH_OFFSET_MASK = 0x0f;

/** bEntryValidationCondition: what ends the entry of a PIN. */
export const VALIDATION_MAX_REACHED = 1;
export const VALIDATION_KEY = 2;
export const VALIDATION_TIME_OUT = 4;

/** bConfirmPIN: the new PIN is asked for twice; the current PIN is asked for first. */
export const CONFIRM_NEW = 1;
export const CONFIRM_CURRENT = 2;

/** bNumberMessage: the reader shows no words of its own; the host's stay. */
export const MESSAGES_NONE = 0;
/** The reader's words for each PIN. */
export const MESSAGES_ALL = 3;

/** The answer to a modify whose new PINs differ, in place of the card's. */
export const SW_NEW_PINS_DIFFER = 0x6402;

/**
 * How many of bMsgIndex2 and bMsgIndex3 stand in a modify structure by its bNumberMessage (CCID 6.1.11, table of PIN
 * modification).
 */
export function furtherMessages(numberMessage: number): number {
  if (numberMessage === 0) return 0;
  return numberMessage === 3 ? 2 : 1;
}
