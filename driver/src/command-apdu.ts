/** What of a command goes to the card in the protocol that it speaks. */
import type { CardLine } from "@duka/protocol/transport";
import { parseCommandApdu } from "@duka/protocol/wire/apdu";
import { commandTpdu } from "./t0-tpdu.js";

/**
 * Over T=0 the command TPDU, over T=1 the APDU as it is.
 * @throws RangeError when it is no command, or the protocol cannot carry it
 */
export function sendable(command: Uint8Array, line: CardLine | undefined): Uint8Array {
  if (line?.protocol !== 1) return commandTpdu(command);
  parseCommandApdu(command);
  return command;
}
