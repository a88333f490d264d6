/**
 * PC/SC's return codes, and what they mean to a caller. The package hands them over as texts only, so the texts are the
 * keys.
 */
import type { ErrorCode, Layer } from "../base/errors.js";

export type ReturnCode = {
  /** Of the package. */
  readonly text: string;
  /** Name in PC/SC part 5 and winscard.h. */
  readonly name: string;
  readonly code: ErrorCode;
  readonly layer: Layer;
  readonly says: string;
  readonly remedy: string;
};

const PUT_IN = "put the card in";
const CLEAN = "clean the contacts, put the card in again; if it stays so, the card is damaged";
const REINSERT = "take the card out, put it in again and repeat";
const SERVICE = "start the PC/SC service: sudo systemctl start pcscd";
const REPLUG = "plug the reader in, then restart pcscd: it opens serial readers only when it starts";
const OTHER_PROGRAM = "close the other program that uses the card, or wait for it";

export const RETURN_CODES: readonly ReturnCode[] = [
  row(
    "No smart card present",
    "SCARD_E_NO_SMARTCARD",
    "card-absent",
    "ccid",
    "there is no card in the slot",
    PUT_IN,
  ),
  row("Card was removed", "SCARD_W_REMOVED_CARD", "card-removed", "ccid", "the card was taken out", PUT_IN),
  row(
    "Card was reset",
    "SCARD_W_RESET_CARD",
    "card-in-use",
    "ccid",
    "another program has reset the card",
    OTHER_PROGRAM,
  ),
  row(
    "Sharing violation",
    "SCARD_E_SHARING_VIOLATION",
    "card-in-use",
    "ccid",
    "another program uses the card",
    OTHER_PROGRAM,
  ),
  row(
    "Card is unresponsive",
    "SCARD_W_UNRESPONSIVE_CARD",
    "card-mute",
    "t0",
    "the card does not answer",
    CLEAN,
  ),
  row("Card is unpowered", "SCARD_W_UNPOWERED_CARD", "card-mute", "t0", "the card has no power", REINSERT),
  row(
    "Invalid ATR",
    "SCARD_E_INVALID_ATR",
    "protocol-violation",
    "t0",
    "the card's answer to reset is malformed",
    CLEAN,
  ),
  row(
    "Card is not supported",
    "SCARD_W_UNSUPPORTED_CARD",
    "unsupported",
    "t0",
    "the reader cannot speak to this card",
    "use another reader",
  ),
  row(
    "Unknown card type",
    "SCARD_E_UNKNOWN_CARD",
    "unsupported",
    "t0",
    "the card is not known",
    "use another card",
  ),
  row(
    "Protocol mismatch",
    "SCARD_E_PROTO_MISMATCH",
    "unsupported",
    "t0",
    "card and reader agree on no protocol, or the reader lost the card",
    REINSERT,
  ),
  row(
    "Transaction failed",
    "SCARD_E_NOT_TRANSACTED",
    "protocol-violation",
    "t0",
    "the reader or the card did not answer as they should",
    REINSERT,
  ),
  row(
    "Insufficient buffer",
    "SCARD_E_INSUFFICIENT_BUFFER",
    "protocol-violation",
    "t0",
    "the answer is longer than the command asked for",
    REINSERT,
  ),
  row("Operation timed out", "SCARD_E_TIMEOUT", "timeout", "ccid", "the reader took too long", REINSERT),
  row(
    "Reader not ready",
    "SCARD_E_NOT_READY",
    "slot-busy",
    "ccid",
    "the reader is not ready",
    "wait and repeat",
  ),
  row("Operation cancelled", "SCARD_E_CANCELLED", "aborted", "ccid", "it was cancelled", "repeat it"),
  row(
    "System cancelled operation",
    "SCARD_E_SYSTEM_CANCELLED",
    "aborted",
    "ccid",
    "the system cancelled it",
    "repeat it",
  ),
  row(
    "Reader unavailable",
    "SCARD_E_READER_UNAVAILABLE",
    "link-lost",
    "link",
    "the reader is not there any more",
    REPLUG,
  ),
  row(
    "Unknown reader",
    "SCARD_E_UNKNOWN_READER",
    "link-lost",
    "link",
    "the reader is not there any more",
    REPLUG,
  ),
  row(
    "No readers available",
    "SCARD_E_NO_READERS_AVAILABLE",
    "no-reader",
    "link",
    "PC/SC has no reader",
    REPLUG,
  ),
  row(
    "PC/SC service not running",
    "SCARD_E_NO_SERVICE",
    "link-lost",
    "link",
    "the PC/SC service does not run",
    SERVICE,
  ),
  row(
    "PC/SC service stopped",
    "SCARD_E_SERVICE_STOPPED",
    "link-lost",
    "link",
    "the PC/SC service has stopped",
    SERVICE,
  ),
  row(
    "Communication error",
    "SCARD_F_COMM_ERROR",
    "link-lost",
    "link",
    "the PC/SC service does not answer",
    SERVICE,
  ),
  row(
    "Internal error",
    "SCARD_F_INTERNAL_ERROR",
    "link-lost",
    "link",
    "the PC/SC service reports an internal error",
    SERVICE,
  ),
  row(
    "Invalid handle",
    "SCARD_E_INVALID_HANDLE",
    "link-lost",
    "link",
    "the PC/SC service was restarted",
    "repeat it",
  ),
];

function row(
  text: string,
  name: string,
  code: ErrorCode,
  layer: Layer,
  says: string,
  remedy: string,
): ReturnCode {
  return { text, name, code, layer, says, remedy };
}
