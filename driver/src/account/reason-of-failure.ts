/** Why nothing was begun, where something was thrown: the journal keeps it, and a deferred sale tells it. */
import { CentreError } from "@duka/protocol/centre/centre-error";
import { EquipmentError } from "../base/equipment-error.js";
import { isGivenUp, ReaderError } from "../base/errors.js";
import type { Reason } from "../base/reason.js";
import type { ReasonCode } from "../base/reason-code.js";
import { JournalError } from "../journal/journal.js";

const OF_THE_CARD: readonly string[] = ["card-absent", "card-mute", "card-removed", "card-in-use", "parity"];

export function reasonOfFailure(error: unknown): Reason {
  const reason = error instanceof Error ? error.message : String(error);
  const statusWord =
    error instanceof EquipmentError || error instanceof ReaderError ? error.statusWord : undefined;
  return { code: codeOf(error), reason, statusWord };
}

/** Cash was taken instead. */
export function deferred(why: Reason): Reason {
  return { ...why, reason: `paid in cash, to be settled later: ${why.reason}` };
}

function codeOf(error: unknown): ReasonCode {
  if (error instanceof ReaderError) {
    if (isGivenUp(error)) return "given-up";
    return OF_THE_CARD.includes(error.code) ? "card-failed" : "reader-failed";
  }
  if (error instanceof EquipmentError) return "equipment-failed";
  if (error instanceof CentreError) return "centre-failed";
  if (error instanceof JournalError) return "journal-failed";
  return error instanceof RangeError || error instanceof TypeError ? "invalid-request" : "program-failed";
}
