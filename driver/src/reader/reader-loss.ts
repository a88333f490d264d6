/** The loss of a reader: how it is known, and how it is told. */

import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";

/** The line to the reader is gone, or nothing is at its address. */
export function isLoss(error: unknown): boolean {
  return error instanceof ReaderError && (error.code === "link-lost" || error.code === "no-reader");
}

export function sessionLost(name: string): ReaderError {
  return new ReaderError({
    message: `${name}: the line to the reader was lost, and with it this card's power`,
    code: "card-removed",
    layer: "link",
    delivery: "not-sent",
    remedy: REMEDIES["begin-again"],
  });
}

export function noReader(message: string, remedy: Bilingual): ReaderError {
  return new ReaderError({ message, code: "no-reader", layer: "link", delivery: "not-sent", remedy });
}
