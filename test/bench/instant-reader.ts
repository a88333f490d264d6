/**
 * A stock reader (type GemCorePOSPro) that answers at once, with a card that answers at once: what is left of the time
 * of an APDU is the host's. A process of its own, frames on standard input and output.
 */
import {
  MESSAGE_HEADER_LENGTH,
  PC_TO_RDR_ESCAPE,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_ESCAPE,
  RDR_TO_PC_PARAMETERS,
  RDR_TO_PC_SLOT_STATUS,
  SEQ_AT,
  SLOT_AT,
  STATUS_AT,
  setPayloadLength,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { createFrameReceiver, EVENT_FRAME, frameLrc, receive } from "@duka/protocol/wire/serial-frame";

const ATR = Uint8Array.of(0x3b, 0x02, 0x14, 0x50);
const PARAMETERS = Uint8Array.of(0x11, 0x00, 0x00, 0x0a, 0x00);
const FIRMWARE_TEXT = Uint8Array.from("Instant", (character) => character.charCodeAt(0));
const NOTHING = new Uint8Array(0);
const NO_CARD = 2;
const FAILED = 0x40;
const P3_AT = 4;
const ESCAPE_OF_A_STOCK_READER = [1, 3];

const receiver = createFrameReceiver(new Uint8Array(272));
let isActive = false;

process.stdin.on("data", (bytes: Uint8Array) => {
  for (let at = 0; at < bytes.length; ) {
    at = receive(receiver, bytes, at);
    if (receiver.event === EVENT_FRAME) answer(receiver.buffer);
  }
});

function answer(message: Uint8Array): void {
  const payload = message.subarray(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + payloadLength(message));
  const type = message[TYPE_AT]!;
  if (message[SLOT_AT] !== 0 && type !== PC_TO_RDR_ESCAPE) {
    say(message, RDR_TO_PC_SLOT_STATUS, NOTHING, NO_CARD);
  } else if (type === PC_TO_RDR_ESCAPE) {
    const isKnown = payload[0] === 2 || payload.join() === "1,1,1";
    if (isKnown && ESCAPE_OF_A_STOCK_READER.includes(payload.length))
      say(message, RDR_TO_PC_ESCAPE, FIRMWARE_TEXT, status());
    else say(message, RDR_TO_PC_ESCAPE, NOTHING, status() | FAILED);
  } else if (type === PC_TO_RDR_ICC_POWER_ON) {
    isActive = true;
    say(message, RDR_TO_PC_DATA_BLOCK, ATR, 0);
  } else if (type === PC_TO_RDR_XFR_BLOCK) {
    say(message, RDR_TO_PC_DATA_BLOCK, cardAnswer(payload), status());
  } else if (type === PC_TO_RDR_SET_PARAMETERS) {
    say(message, RDR_TO_PC_PARAMETERS, PARAMETERS, status());
  } else {
    say(message, RDR_TO_PC_SLOT_STATUS, NOTHING, status());
  }
}

function status(): number {
  return isActive ? 0 : 1;
}

/** As many bytes as are asked for, and 9000. */
function cardAnswer(tpdu: Uint8Array): Uint8Array {
  const data = new Uint8Array((tpdu[P3_AT] ?? 0) + 2);
  data[data.length - 2] = 0x90;
  return data;
}

function say(command: Uint8Array, type: number, payload: Uint8Array, bStatus: number): void {
  const frame = new Uint8Array(2 + MESSAGE_HEADER_LENGTH + payload.length + 1);
  frame.set([0x03, 0x06]);
  const message = frame.subarray(2, -1);
  message[TYPE_AT] = type;
  setPayloadLength(message, payload.length);
  message[SLOT_AT] = command[SLOT_AT]!;
  message[SEQ_AT] = command[SEQ_AT]!;
  message[STATUS_AT] = bStatus;
  message.set(payload, MESSAGE_HEADER_LENGTH);
  frame[frame.length - 1] = frameLrc(message);
  process.stdout.write(frame);
}
