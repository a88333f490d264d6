/** Messages and cards of the tests about PIN entry. */
import { bytes, command, framed, hex, type Rig } from "./rig.js";

/** ASCII in a block of 4 bytes, 4 to 8 digits, 30 s, confirm key, one message; no prologue. */
export const VERIFY = "00 1E 82 04 00 08 04 02 01 09 04 00 00 00 00 00 20 00 01 08 FF FF FF FF FF FF FF FF";
export const RESPONSE = "90 00";

export function secure(seq: number, payload: string): string {
  return command(0x69, 0, seq, "00 00 00", payload);
}

/** A DataBlock in answer to it. */
export function answered(seq: number, payload: string, status = "00 00 00"): string {
  return framed(`80 ${hex([bytes(payload).length])} 00 00 00 00 ${hex([seq])} ${status} ${payload}`);
}

/**
 * A card that takes one command as it is: T=0 with these procedure bytes after the header and SW1 SW2 after Lc bytes,
 * or T=1 with this block after so many characters.
 */
export function pinCard(rig: Rig, procedure = [0x20], sw = RESPONSE, block = "", blockLength = 0): Rig {
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    const { length } = slot.received;
    if (blockLength > 0) {
      if (length === blockLength) slot.say(bytes(block));
      return;
    }
    const end = procedure.length > 0 ? 5 + (slot.received[4] ?? 0) : 5;
    if (length === 5 && length < end) slot.say(procedure);
    if (length === end) slot.say(bytes(sw));
  };
  return rig;
}

/** What the reader has said between time requests. */
export function withoutTimeRequests(said: string): string {
  return said.replace(/^(80( |$))+/, "");
}
