/** What may go to a card over T=0, and what may come back (ISO/IEC 7816-3, 10.3 and 12.2). */
import { INS, parseCommandApdu, SHORT_RESPONSE_MAX } from "@duka/protocol/wire/apdu";
import { isInsAllowed } from "@duka/protocol/wire/t0";
import { headerText } from "../base/errors.js";

/** NULL of T=0, which is no SW1. */
const NULL_BYTE = 0x60;

/**
 * The command TPDU: a case-4 command goes without its Le (12.2.4).
 * @throws RangeError when T=0 cannot carry the command
 */
export function commandTpdu(command: Uint8Array): Uint8Array {
  const { apduCase, extended } = parseCommandApdu(command);
  if (extended) throw new RangeError(`${headerText(command)}: extended length does not exist in T=0`);
  if (!isInsAllowed(command[INS]!)) {
    throw new RangeError(
      `${headerText(command)}: INS 6X and 9X do not exist in T=0 (ISO/IEC 7816-3, 10.3.2)`,
    );
  }
  return apduCase === 4 ? command.subarray(0, command.length - 1) : command;
}

/** Data and SW1 SW2, the first of which is 6X (but not 60) or 9X (10.3.3). */
export function isResponseTpdu(response: Uint8Array): boolean {
  if (response.length < 2 || response.length > SHORT_RESPONSE_MAX) return false;
  const sw1 = response[response.length - 2]!;
  return (sw1 >> 4 === 6 && sw1 !== NULL_BYTE) || sw1 >> 4 === 9;
}
