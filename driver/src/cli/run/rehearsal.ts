/**
 * Whether a till rehearses: its sales are simulated ones, also those for which no reader can be opened, so that no
 * reader says it.
 */
import type { Terminal } from "@duka/protocol/command-line";
import { configuredReaders, parseAddress } from "../../link/address.js";

type RehearsalOptions = {
  readonly reader?: string;
  /** Simulated readers are used, whatever their address; a real one is refused. */
  readonly rehearsal?: boolean;
};

/** Said by --rehearsal, or by the address: the one that is meant, or each that is configured. */
export function isRehearsal(terminal: Terminal, { reader, rehearsal = false }: RehearsalOptions): boolean {
  if (rehearsal) return true;
  const named = reader ?? terminal.env.DUKA_READER ?? "";
  const meant = named === "" ? configuredReaders(terminal.env) : [named];
  return meant.length > 0 && meant.every(isSimulated);
}

function isSimulated(address: string): boolean {
  try {
    return parseAddress(address).kind === "sim";
  } catch (error) {
    // What is no address is refused where it is opened.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
