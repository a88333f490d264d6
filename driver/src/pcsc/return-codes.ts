/**
 * PC/SC's return codes, and what they mean to a caller. The package hands them over as texts only, so the texts are the
 * keys.
 */

import type { ErrorCode, Layer } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";

export type ReturnCode = {
  /** Of the package. */
  readonly text: string;
  /** Name in PC/SC part 5 and winscard.h. */
  readonly name: string;
  readonly code: ErrorCode;
  readonly layer: Layer;
  readonly says: string;
  readonly remedy: Bilingual;
};

export const RETURN_CODES: readonly ReturnCode[] = [
  row(
    "No smart card present",
    "SCARD_E_NO_SMARTCARD",
    "card-absent",
    "ccid",
    "there is no card in the slot",
    REMEDIES["put-in"],
  ),
  row(
    "Card was removed",
    "SCARD_W_REMOVED_CARD",
    "card-removed",
    "ccid",
    "the card was taken out",
    REMEDIES["put-in"],
  ),
  row(
    "Card was reset",
    "SCARD_W_RESET_CARD",
    "card-in-use",
    "ccid",
    "another program has reset the card",
    REMEDIES["other-program"],
  ),
  row(
    "Sharing violation",
    "SCARD_E_SHARING_VIOLATION",
    "card-in-use",
    "ccid",
    "another program uses the card",
    REMEDIES["other-program"],
  ),
  row(
    "Card is unresponsive",
    "SCARD_W_UNRESPONSIVE_CARD",
    "card-mute",
    "t0",
    "the card does not answer",
    REMEDIES.clean,
  ),
  row(
    "Card is unpowered",
    "SCARD_W_UNPOWERED_CARD",
    "card-mute",
    "t0",
    "the card has no power",
    REMEDIES.reinsert,
  ),
  row(
    "Invalid ATR",
    "SCARD_E_INVALID_ATR",
    "protocol-violation",
    "t0",
    "the card's answer to reset is malformed",
    REMEDIES.clean,
  ),
  row(
    "Card is not supported",
    "SCARD_W_UNSUPPORTED_CARD",
    "unsupported",
    "t0",
    "the reader cannot speak to this card",
    REMEDIES["other-reader"],
  ),
  row(
    "Unknown card type",
    "SCARD_E_UNKNOWN_CARD",
    "unsupported",
    "t0",
    "the card is not known",
    REMEDIES["other-card"],
  ),
  row(
    "Protocol mismatch",
    "SCARD_E_PROTO_MISMATCH",
    "unsupported",
    "t0",
    "card and reader agree on no protocol, or the reader lost the card",
    REMEDIES.reinsert,
  ),
  row(
    "Transaction failed",
    "SCARD_E_NOT_TRANSACTED",
    "protocol-violation",
    "t0",
    "the reader or the card did not answer as they should",
    REMEDIES.reinsert,
  ),
  row(
    "Insufficient buffer",
    "SCARD_E_INSUFFICIENT_BUFFER",
    "protocol-violation",
    "t0",
    "the answer is longer than the command asked for",
    REMEDIES.reinsert,
  ),
  row(
    "Operation timed out",
    "SCARD_E_TIMEOUT",
    "timeout",
    "ccid",
    "the reader took too long",
    REMEDIES.reinsert,
  ),
  row("Reader not ready", "SCARD_E_NOT_READY", "slot-busy", "ccid", "the reader is not ready", REMEDIES.wait),
  row("Operation cancelled", "SCARD_E_CANCELLED", "aborted", "ccid", "it was cancelled", REMEDIES.repeat),
  row(
    "System cancelled operation",
    "SCARD_E_SYSTEM_CANCELLED",
    "aborted",
    "ccid",
    "the system cancelled it",
    REMEDIES.repeat,
  ),
  row(
    "Reader unavailable",
    "SCARD_E_READER_UNAVAILABLE",
    "link-lost",
    "link",
    "the reader is not there any more",
    REMEDIES["replug-pcscd"],
  ),
  row(
    "Unknown reader",
    "SCARD_E_UNKNOWN_READER",
    "link-lost",
    "link",
    "the reader is not there any more",
    REMEDIES["replug-pcscd"],
  ),
  row(
    "No readers available",
    "SCARD_E_NO_READERS_AVAILABLE",
    "no-reader",
    "link",
    "PC/SC has no reader",
    REMEDIES["replug-pcscd"],
  ),
  row(
    "PC/SC service not running",
    "SCARD_E_NO_SERVICE",
    "link-lost",
    "link",
    "the PC/SC service does not run",
    REMEDIES["start-pcscd"],
  ),
  row(
    "PC/SC service stopped",
    "SCARD_E_SERVICE_STOPPED",
    "link-lost",
    "link",
    "the PC/SC service has stopped",
    REMEDIES["start-pcscd"],
  ),
  row(
    "Communication error",
    "SCARD_F_COMM_ERROR",
    "link-lost",
    "link",
    "the PC/SC service does not answer",
    REMEDIES["start-pcscd"],
  ),
  row(
    "Internal error",
    "SCARD_F_INTERNAL_ERROR",
    "link-lost",
    "link",
    "the PC/SC service reports an internal error",
    REMEDIES["start-pcscd"],
  ),
  row(
    "Invalid handle",
    "SCARD_E_INVALID_HANDLE",
    "link-lost",
    "link",
    "the PC/SC service was restarted",
    REMEDIES.repeat,
  ),
];

function row(
  text: string,
  name: string,
  code: ErrorCode,
  layer: Layer,
  says: string,
  remedy: Bilingual,
): ReturnCode {
  return { text, name, code, layer, says, remedy };
}
