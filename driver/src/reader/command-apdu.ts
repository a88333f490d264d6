/** What of a command goes to the card in the protocol that it speaks, and what may come back. */
import type { CardLine } from "@duka/protocol/transport";
import { parseCommandApdu } from "@duka/protocol/wire/apdu";
import { commandTpdu, isResponseTpdu } from "./t0-tpdu.js";

/** The longest response there is: 65536 bytes, SW1 SW2. */
const RESPONSE_MAX = 65_538;
const STATUS_WORD_LENGTH = 2;

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
