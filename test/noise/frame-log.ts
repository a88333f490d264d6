/** The TPDUs that a host writes, each once: a frame that is repeated byte for byte is the same one. */
import { MESSAGE_HEADER_LENGTH, PC_TO_RDR_XFR_BLOCK, SLOT_AT, TYPE_AT } from "@duka/protocol/wire/ccid";
import { tpduText } from "./noisy-shop.js";

const MESSAGE_AT = 2;
const INS_AT = 1;
const GET_RESPONSE = 0xc0;

export class FrameLog {
  readonly tpdus: string[] = [];
  #last = "";

  /** One whole frame, as the driver writes them. */
  add(frame: Uint8Array): void {
    const text = frame.join();
    if (text === this.#last) return;
    this.#last = text;
    const message = frame.subarray(MESSAGE_AT, -1);
    const tpdu = message.subarray(MESSAGE_HEADER_LENGTH);
    // GET RESPONSE is the business of the card's line; the chip behind it never hears of it.
    if (message[TYPE_AT] !== PC_TO_RDR_XFR_BLOCK || tpdu[INS_AT] === GET_RESPONSE) return;
    this.tpdus.push(tpduText(message[SLOT_AT]!, tpdu));
  }
}
