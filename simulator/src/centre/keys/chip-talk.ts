/** Commands to a chip without reader and line, by their declarations. */

import { selectByName } from "@duka/protocol/commands";
import type { AnyCommand, CommandResult, Request } from "@duka/protocol/layout";
import { formatHex, packCommand, parseHex, readResponse } from "@duka/protocol/layout";
import type { CardChip } from "../../chip/chip.js";

export function send<C extends AnyCommand>(
  chip: CardChip,
  command: C,
  request: Request<C>,
): CommandResult<C> {
  return readResponse(command, chip.execute(packCommand(command, request)));
}

/** Whether it was found shows in what comes after. */
export function select(chip: CardChip, applicationName: Uint8Array): void {
  send(chip, selectByName, { applicationName });
}

/** Two digits per byte, an F after an odd number of them. */
export function bcd(password: string): Uint8Array {
  return parseHex(password.length % 2 === 0 ? password : `${password}F`);
}

export function hex(bytes: Uint8Array): string {
  return formatHex(bytes).replaceAll(" ", "");
}
