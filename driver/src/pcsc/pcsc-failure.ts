/**
 * A call of PC/SC that failed, as the driver's error. Before a command was handed over the card cannot have acted;
 * afterwards no one knows, whatever the return code says.
 */
import { type Delivery, ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { RETURN_CODES, type ReturnCode } from "./return-codes.js";

/** The row of an error that the package threw; undefined for a text of no row. */
export function rowOf(error: unknown): ReturnCode | undefined {
  const text = error instanceof Error ? error.message : "";
  return RETURN_CODES.find((each) => each.text === text);
}

/**
 * @param error what the package threw
 * @param attempt what was tried, for the message: "Duka 00 00: power on"
 * @param delivery "unknown" when a command had been handed over, else "not-sent"
 * @param protocol T=0 or T=1, that the card spoke
 */
export function pcscFailureOf(
  error: unknown,
  attempt: string,
  delivery: Delivery,
  protocol = 0,
): ReaderError {
  const found = rowOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (found === undefined) {
    return new ReaderError({
      message: `${attempt}: PC/SC failed: ${text}`,
      code: "protocol-violation",
      layer: "link",
      delivery,
      remedy: REMEDIES.reinsert,
      cause: error,
    });
  }
  // There was a card when the command was handed over.
  const isGone = delivery === "unknown" && found.code === "card-absent";
  return new ReaderError({
    message: `${attempt}: ${isGone ? "the card was taken out" : found.says} (${found.name})`,
    code: isGone ? "card-removed" : found.code,
    layer: found.layer === "t0" && protocol === 1 ? "t1" : found.layer,
    delivery,
    remedy: isGone ? REMEDIES["same-ref"] : found.remedy,
    cause: error,
  });
}
