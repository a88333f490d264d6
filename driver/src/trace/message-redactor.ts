/**
 * What of the CCID messages on a line may be seen. An APDU in a T=0 block is judged by its declaration. A block of T=1
 * may be any part of a command, so only its prologue is shown. A Secure message has no digits in it, but the card's
 * answer is for the reader.
 */
import { formatHex } from "@duka/protocol/layout";
import {
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SECURE,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  SLOT_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { createRedactor, hiddenAfter, type Redactor } from "./redactor.js";

/** Messages whose data is no APDU and may be seen: settings, status, Escape. */
const FIRST_OPEN_TYPE = 0x61;
/** NAD, PCB, LEN. */
const T1_PROLOGUE = 3;
const PCB_AT = 1;
/** Set in R-blocks and S-blocks, which carry nothing of a command. */
const PCB_NO_INFORMATION = 0x80;
const NOTHING = new Uint8Array(0);

/** One card from its power-on to the next. */
type Power = { readonly redactor: Redactor; isT1: boolean };

/** Takes the messages of one line in order, both ways; a buffer may be longer than its message. */
export function messageRedactor(): (buffer: Uint8Array) => string {
  const powers = new Map<number, Power>();
  return (buffer) => {
    const message = buffer.subarray(0, MESSAGE_HEADER_LENGTH + payloadLength(buffer));
    const header = formatHex(message.subarray(0, MESSAGE_HEADER_LENGTH));
    const data = message.subarray(MESSAGE_HEADER_LENGTH);
    const type = message[TYPE_AT]!;
    const power = powerOf(message[SLOT_AT]!, type === PC_TO_RDR_ICC_POWER_ON);
    if (type === PC_TO_RDR_SET_PARAMETERS) power.isT1 = message[PARAMETER_AT] === 1;
    // Nothing is known of what the card answers to what the reader puts into the template.
    if (type === PC_TO_RDR_SECURE) power.redactor.command(NOTHING);
    if (data.length === 0) return header;
    if (type === PC_TO_RDR_XFR_BLOCK) {
      return `${header} ${power.isT1 ? blockText(data) : power.redactor.command(data)}`;
    }
    if (type === RDR_TO_PC_DATA_BLOCK) {
      return `${header} ${power.isT1 ? blockText(data) : power.redactor.response(data)}`;
    }
    return type < FIRST_OPEN_TYPE ? hiddenAfter(message, MESSAGE_HEADER_LENGTH) : formatHex(message);
  };

  function powerOf(slot: number, isAnew: boolean): Power {
    const known = powers.get(slot);
    if (known !== undefined && !isAnew) return known;
    const power = { redactor: createRedactor(), isT1: false };
    powers.set(slot, power);
    return power;
  }
}

function blockText(block: Uint8Array): string {
  const isOpen = ((block[PCB_AT] ?? 0) & PCB_NO_INFORMATION) !== 0;
  return isOpen ? formatHex(block) : hiddenAfter(block, T1_PROLOGUE);
}
