/** Commands as text for traces and errors, without what must not be seen. */
import type { AnyCommand } from "./command.js";
import { formatHex } from "./hexadecimal.js";

/**
 * "00 20 00 00 03 ·· ·· ··": the bytes of a command; where its declaration has a `secret` field, dots for all that
 * comes after Lc. Works for malformed bytes too.
 */
export function redactedHex(command: AnyCommand, apdu: Uint8Array): string {
  if (!command.requestLayout.fields.some((field) => field.secret)) return formatHex(apdu);
  const dots = " ··".repeat(Math.max(apdu.length - 5, 0));
  return formatHex(apdu.subarray(0, 5)) + dots;
}
