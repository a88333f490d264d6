/**
 * What a CCID bError means to the sender of the command: the only place where that is decided (CCID 1.1, table 6.2-2).
 */

import {
  ERROR_BAD_ATR_TCK,
  ERROR_BAD_ATR_TS,
  ERROR_BAD_SLOT,
  ERROR_BUSY_WITH_AUTO_SEQUENCE,
  ERROR_CMD_ABORTED,
  ERROR_CMD_SLOT_BUSY,
  ERROR_COMMAND_NOT_SUPPORTED,
  ERROR_DEACTIVATED_PROTOCOL,
  ERROR_HW_ERROR,
  ERROR_ICC_CLASS_NOT_SUPPORTED,
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ERROR_PIN_CANCELLED,
  ERROR_PIN_TIMEOUT,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  ERROR_XFR_OVERRUN,
  ERROR_XFR_PARITY_ERROR,
} from "@duka/protocol/wire/ccid";
import { type Delivery, type ErrorCode, type Layer, ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";
import type { CcidAnswer } from "./ccid-frame.js";

type BErrorMeaning = {
  readonly bError: number;
  readonly code: ErrorCode;
  readonly layer: Layer;
  /** When the failed message carried something for the card. */
  readonly delivery: Delivery;
  /** The card's own failure: with "no card" in the same answer it means that the card went away. */
  readonly isOfCard: boolean;
  readonly says: string;
  readonly remedy: Bilingual;
};

export const B_ERRORS: readonly BErrorMeaning[] = [
  cardFailed(ERROR_ICC_MUTE, "card-mute", "the card does not answer", REMEDIES.clean),
  cardFailed(ERROR_XFR_PARITY_ERROR, "parity", "characters from the card had wrong parity", REMEDIES.clean),
  cardFailed(ERROR_XFR_OVERRUN, "protocol-violation", "the card sent too many characters", REMEDIES.reinsert),
  cardFailed(
    ERROR_PROCEDURE_BYTE_CONFLICT,
    "protocol-violation",
    "the card broke the T=0 protocol",
    REMEDIES.reinsert,
  ),
  cardFailed(
    ERROR_HW_ERROR,
    "protocol-violation",
    "the reader reports a hardware error",
    REMEDIES["restart-reader"],
  ),
  cardFailed(
    ERROR_BAD_ATR_TS,
    "protocol-violation",
    "the answer to reset begins with no valid TS",
    REMEDIES.clean,
  ),
  cardFailed(ERROR_BAD_ATR_TCK, "protocol-violation", "the answer to reset has a wrong TCK", REMEDIES.clean),
  ended(ERROR_CMD_ABORTED, "aborted", "the command was aborted", REMEDIES.wait),
  ended(ERROR_PIN_TIMEOUT, "timeout", "no password was entered in time", REMEDIES["type-again"]),
  ended(ERROR_PIN_CANCELLED, "aborted", "the entry of the password was cancelled", REMEDIES["type-again"]),
  refused(ERROR_CMD_SLOT_BUSY, "slot-busy", "the slot is busy", REMEDIES.wait),
  refused(ERROR_BUSY_WITH_AUTO_SEQUENCE, "slot-busy", "the reader is still starting the card", REMEDIES.wait),
  refused(
    ERROR_DEACTIVATED_PROTOCOL,
    "unsupported",
    "the protocol of the card is switched off",
    REMEDIES.reinsert,
  ),
  refused(
    ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
    "unsupported",
    "it does not speak this card's protocol",
    REMEDIES["other-reader-or-card"],
  ),
  refused(
    ERROR_ICC_CLASS_NOT_SUPPORTED,
    "unsupported",
    "it lacks the voltage that was asked for",
    REMEDIES["other-reader-or-card"],
  ),
  refused(ERROR_BAD_SLOT, "unsupported", "the reader has no such slot", REMEDIES["other-slot"]),
  refused(
    ERROR_COMMAND_NOT_SUPPORTED,
    "unsupported",
    "the reader does not know this message",
    REMEDIES["other-reader-or-card"],
  ),
];

/** @param bError 0..255; what the table does not name is either a byte position (1..127) or the reader maker's own */
export function meaningOfBError(bError: number): BErrorMeaning {
  const row = B_ERRORS.find((each) => each.bError === bError);
  if (row !== undefined) return row;
  if (bError < 0x80) {
    return refused(
      bError,
      "protocol-violation",
      `the reader refuses byte ${bError} of the message`,
      REMEDIES["other-reader-or-card"],
    );
  }
  return cardFailed(
    bError,
    "protocol-violation",
    "the reader reports an error of its own kind",
    REMEDIES["restart-reader"],
  );
}

/**
 * @param answer a failed one
 * @param attempt what was tried, for the message: "Duka slot 0: power on"
 * @param reachedCard whether the message carried something for the card
 */
export function failureOf(answer: CcidAnswer, attempt: string, reachedCard: boolean): ReaderError {
  const row = meaningOfBError(answer.error);
  const bError = answer.error.toString(16).toUpperCase().padStart(2, "0");
  if (row.isOfCard && answer.card === "absent") {
    return new ReaderError({
      message: reachedCard
        ? `${attempt}: the card was taken out (bError ${bError})`
        : `${attempt}: there is no card in the slot (bError ${bError})`,
      code: reachedCard ? "card-removed" : "card-absent",
      layer: row.layer,
      delivery: reachedCard ? "unknown" : "not-sent",
      remedy: reachedCard ? REMEDIES["same-ref"] : REMEDIES["put-in"],
    });
  }
  return new ReaderError({
    message: `${attempt}: ${row.says} (bError ${bError})`,
    code: row.code,
    layer: row.layer,
    delivery: deliveryOf(row, answer, reachedCard),
    remedy: row.remedy,
  });
}

function deliveryOf(row: BErrorMeaning, answer: CcidAnswer, reachedCard: boolean): Delivery {
  if (!reachedCard) return "not-sent";
  // A refusal of the second copy of a frame says nothing about the first one.
  return answer.repeats > 0 ? "unknown" : row.delivery;
}

/** The reader was at work with the card. */
function cardFailed(bError: number, code: ErrorCode, says: string, remedy: Bilingual): BErrorMeaning {
  return { bError, code, layer: "t0", delivery: "unknown", isOfCard: true, says, remedy };
}

/** Ended from outside, at an unknown moment. */
function ended(bError: number, code: ErrorCode, says: string, remedy: Bilingual): BErrorMeaning {
  return { bError, code, layer: "ccid", delivery: "unknown", isOfCard: false, says, remedy };
}

/** The reader did not begin. */
function refused(bError: number, code: ErrorCode, says: string, remedy: Bilingual): BErrorMeaning {
  return { bError, code, layer: "ccid", delivery: "not-sent", isOfCard: false, says, remedy };
}
