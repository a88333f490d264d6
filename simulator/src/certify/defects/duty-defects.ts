/** Readers that leave out what they have to do, or do what they must not. */
import {
  ICC_ACTIVE,
  LENGTH_AT,
  MESSAGE_HEADER_LENGTH,
  PC_TO_RDR_GET_SLOT_STATUS,
  PC_TO_RDR_ICC_POWER_OFF,
  PC_TO_RDR_ICC_POWER_ON,
  RDR_TO_PC_DATA_BLOCK,
  SEQ_AT,
  STATUS_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import { type Defect, frameOf } from "../defective-link.js";
import { bare, type NamedDefect } from "./named-defect.js";

const KNOWN_TYPES = [0x61, 0x62, 0x63, 0x65, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x71, 0x72, 0x73];

/** Power-on of an active card is answered from memory. */
function withoutWarmReset(): Defect {
  let atr: Uint8Array | undefined;
  let isPowering = false;
  return {
    fromHost(message, line) {
      if (message[TYPE_AT] === PC_TO_RDR_ICC_POWER_ON && atr !== undefined) {
        const again = atr.slice();
        again[SEQ_AT] = message[SEQ_AT]!;
        line.afterMs(1, () => line.toHost(frameOf(again)));
        return;
      }
      isPowering = message[TYPE_AT] === PC_TO_RDR_ICC_POWER_ON;
      if (message[TYPE_AT] === PC_TO_RDR_ICC_POWER_OFF) atr = undefined;
      line.toReader(message);
    },
    fromReader(message, line) {
      const isAtr = isPowering && message[TYPE_AT] === RDR_TO_PC_DATA_BLOCK;
      if (isAtr && message[STATUS_AT] === ICC_ACTIVE) atr = message.slice();
      line.toHost(frameOf(message));
    },
  };
}

/** Each copy of a frame is a command of its own. */
function repeatsExecuted(): Defect {
  let last = "";
  let lastSeq = -1;
  let shift = 0;
  return {
    fromHost(message, line) {
      shift = message.join() === last ? shift + 1 : 0;
      last = message.join();
      lastSeq = message[SEQ_AT]!;
      message[SEQ_AT] = (lastSeq + 100 * shift) & 0xff;
      line.toReader(message);
    },
    fromReader(message, line) {
      if (shift > 0) message[SEQ_AT] = lastSeq;
      line.toHost(frameOf(message));
    },
  };
}

export const DUTY_DEFECTS: readonly NamedDefect[] = [
  {
    name: "no-time-requests",
    what: "no time is asked for while a card computes",
    foundBy: "null_procedure_byte",
    reader: () => ({ timeRequest: () => undefined }),
  },
  {
    name: "no-warm-reset",
    what: "power-on of an active card resets nothing",
    foundBy: "power_on_warm",
    reader: withoutWarmReset,
  },
  {
    name: "repeats-executed",
    what: "a repeated frame is a command anew",
    foundBy: "repeated_frame",
    reader: repeatsExecuted,
  },
  {
    name: "lrc-unchecked",
    what: "frames of wrong LRC are carried out",
    foundBy: "wrong_lrc",
    reader: () => ({
      brokenFromHost(bytes, line) {
        const isWhole = bytes.length > MESSAGE_HEADER_LENGTH + 2;
        if (isWhole && bytes[LENGTH_AT + 2] === bytes.length - MESSAGE_HEADER_LENGTH - 3)
          line.toReader(bytes.slice(2, -1));
      },
    }),
  },
  {
    name: "unknown-answered",
    what: "a message that does not exist is answered with a status",
    foundBy: "unknown_message",
    reader: () => ({
      fromHost: (message, line) =>
        line.toReader(
          KNOWN_TYPES.includes(message[TYPE_AT]!) ? message : bare(message, PC_TO_RDR_GET_SLOT_STATUS),
        ),
    }),
  },
];
