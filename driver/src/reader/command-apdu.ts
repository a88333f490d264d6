/** What of a command goes to the card in the protocol that it speaks, and what may come back. */
import type { CardLine } from "@duka/protocol/transport";
import { INS, parseCommandApdu, SHORT_RESPONSE_MAX } from "@duka/protocol/wire/apdu";
import { isInsAllowed } from "@duka/protocol/wire/t0";
import { headerText } from "../base/errors.js";

/** The longest response there is: 65536 bytes, SW1 SW2. */
const RESPONSE_MAX = 65_538;
const STATUS_WORD_LENGTH = 2;
/** NULL of T=0, which is no SW1. */
const NULL_BYTE = 0x60;

/**
 * Over T=0 the command TPDU, over T=1 the APDU as it is.
 * @throws RangeError when it is no command, or the protocol cannot carry it
 */
export function sendable(command: Uint8Array, line: CardLine | undefined): Uint8Array {
  if (line?.protocol !== 1) return commandTpdu(command);
  parseCommandApdu(command);
  return command;
}

/** Data of a length that the protocol has, and a status word (ISO/IEC 7816-3, 10.3.3; 7816-4, 5.6). */
export function isResponse(response: Uint8Array, line: CardLine | undefined): boolean {
  if (line?.protocol !== 1) return isResponseTpdu(response);
  return response.length <= RESPONSE_MAX && isResponseTpdu(response.subarray(-STATUS_WORD_LENGTH));
}

/**
 * The command TPDU: a case-4 command goes without its Le (ISO/IEC 7816-3, 12.2.4).
 * @throws RangeError when T=0 cannot carry the command
 */
function commandTpdu(command: Uint8Array): Uint8Array {
  const { apduCase, extended } = parseCommandApdu(command);
  if (extended) throw new RangeError(`${headerText(command)}: extended length does not exist in T=0`);
  if (!isInsAllowed(command[INS]!)) {
    throw new RangeError(
      `${headerText(command)}: INS 6X and 9X do not exist in T=0 (ISO/IEC 7816-3, 10.3.2)`,
    );
  }
  return apduCase === 4 ? command.subarray(0, command.length - 1) : command;
}

/** Data and SW1 SW2, the first of which is 6X (but not 60) or 9X (ISO/IEC 7816-3, 10.3.3). */
export function isResponseTpdu(response: Uint8Array): boolean {
  if (response.length < 2 || response.length > SHORT_RESPONSE_MAX) return false;
  const sw1 = response[response.length - 2]!;
  return (sw1 >> 4 === 6 && sw1 !== NULL_BYTE) || sw1 >> 4 === 9;
}
