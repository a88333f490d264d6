/** Which exit code an error or an outcome means, and what is said of an error. */

import {
  EXIT_DIFFERS,
  EXIT_DONE,
  EXIT_NO_CARD,
  EXIT_NO_READER,
  EXIT_REFUSED,
  EXIT_UNDECIDED,
  EXIT_USAGE,
  type Failure,
} from "@duka/protocol/command-line";
import type { Outcome } from "../../account/outcome.js";
import { isEquipmentFailure } from "../../base/equipment-error.js";
import { ReaderError } from "../../base/errors.js";
import { explainError } from "../../explain/explain-error.js";
import { errorText } from "../../explain/refusal-words.js";
import { JournalError } from "../../journal/journal.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { UpdateError } from "../../update/update-error.js";

/** Of a command line: in words, and for a program in the form of `duka serve`. */
export function failureOf(error: unknown, language: ReceiptLanguage): Failure {
  return {
    exitCode: exitCodeOfError(error),
    text: `duka: ${errorText(error, language)}\n`,
    error: explainError(error),
  };
}

export function exitCodeOfError(error: unknown): number {
  if (error instanceof JournalError) return EXIT_REFUSED;
  if (isEquipmentFailure(error)) return EXIT_NO_READER;
  if (error instanceof ReaderError) return exitCodeOfReader(error);
  if (error instanceof UpdateError) return NO_READER.includes(error.code) ? EXIT_NO_READER : EXIT_REFUSED;
  return error instanceof RangeError || error instanceof TypeError ? EXIT_USAGE : EXIT_REFUSED;
}

/** Of an update: there is none, or none any more. */
const NO_READER: readonly UpdateError["code"][] = ["no-board", "link-lost", "no-answer"];

function exitCodeOfReader({ code, layer }: ReaderError): number {
  if (code === "card-absent" || code === "card-removed") return EXIT_NO_CARD;
  // At the link it is the whole reader that someone else has.
  if (code === "card-in-use" && layer === "link") return EXIT_NO_READER;
  return EXIT_REFUSED;
}

/**
 * The caller that gets 5 must take no other payment for this sale yet: the card may have paid. That holds for `manual`
 * as well.
 */
export function exitCodeOfOutcome(outcome: Outcome["outcome"]): number {
  switch (outcome) {
    case "committed":
      return EXIT_DONE;
    case "refused":
    case "deferred":
      return EXIT_REFUSED;
    default:
      return EXIT_UNDECIDED;
  }
}

/**
 * Of a sale with all that is known of it: paid, and settled otherwise than here or refused by the centre, is not simply
 * done.
 */
export function exitCodeOfSale({ outcome, settlement }: Pick<Outcome, "outcome" | "settlement">): number {
  const isDisputed = settlement?.state === "differs" || settlement?.state === "refused";
  return isDisputed ? EXIT_DIFFERS : exitCodeOfOutcome(outcome);
}
