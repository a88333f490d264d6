/** Readers whose answers are not what they should be. */
import {
  ERROR_AT,
  MESSAGE_HEADER_LENGTH,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_PARAMETERS,
  RDR_TO_PC_SLOT_STATUS,
  SEQ_AT,
  SLOT_AT,
  STATUS_AT,
} from "@duka/protocol/wire/ccid";
import { frameOf } from "../defective-link.js";
import { changed, dataOf, type NamedDefect, told, withData } from "./named-defect.js";

const LATE_MS = 5000;

export const ANSWER_DEFECTS: readonly NamedDefect[] = [
  told(
    "wrong-lrc",
    "answers of data have a wrong LRC",
    "any_wrong_lrc",
    RDR_TO_PC_SLOT_STATUS,
    (message, line) => {
      const frame = frameOf(message);
      frame[frame.length - 1]! ^= 0x01;
      line.toHost(frame);
    },
  ),
  told(
    "stray-byte",
    "a byte stands before each status",
    "any_wrong_lrc",
    RDR_TO_PC_SLOT_STATUS,
    (message, line) => {
      line.toHost(Uint8Array.of(0x41, ...frameOf(message)));
    },
  ),
  told(
    "late-answer",
    "data come five seconds late",
    "any_exchange",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      line.afterMs(LATE_MS, () => line.toHost(frameOf(message)));
    },
  ),
  told(
    "wrong-slot",
    "a status names another slot",
    "get_status",
    RDR_TO_PC_SLOT_STATUS,
    changed((message) => {
      message[SLOT_AT]!++;
    }),
  ),
  told(
    "wrong-sequence",
    "data have another bSeq than the command",
    "power_on",
    RDR_TO_PC_DATA_BLOCK,
    changed((message) => {
      message[SEQ_AT]!++;
    }),
  ),
  told(
    "always-active",
    "the card is always told to be active",
    "get_status",
    RDR_TO_PC_SLOT_STATUS,
    changed((message) => {
      message[STATUS_AT]! &= 0xfc;
    }),
  ),
  told(
    "error-swallowed",
    "a failure is told without its reason",
    "procedure_byte_timeout",
    RDR_TO_PC_DATA_BLOCK,
    changed((message) => {
      message[ERROR_AT] = 0;
    }),
  ),
  told(
    "atr-cut",
    "the last character of data that came with power is lost",
    "any_power_on",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      const data = dataOf(message);
      line.toHost(
        frameOf(data[0] === 0x3b || data[0] === 0x3f ? withData(message, data.slice(0, -1)) : message),
      );
    },
  ),
  told(
    "wrong-le-hidden",
    "6Cxx of the card is told as 6700",
    "case_2_3",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      const data = dataOf(message);
      line.toHost(
        frameOf(
          data.length === 2 && data[0] === 0x6c ? withData(message, Uint8Array.of(0x67, 0x00)) : message,
        ),
      );
    },
  ),
  told(
    "more-data-hidden",
    "61xx of the card is told as 9000",
    "case_4",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      const data = dataOf(message);
      line.toHost(
        frameOf(
          data.length === 2 && data[0] === 0x61 ? withData(message, Uint8Array.of(0x90, 0x00)) : message,
        ),
      );
    },
  ),
  told(
    "long-data-cut",
    "of long answers 250 bytes are told",
    "255_bytes_response",
    RDR_TO_PC_DATA_BLOCK,
    (message, line) => {
      line.toHost(
        frameOf(payloadLength(message) > 250 ? withData(message, dataOf(message).slice(0, 250)) : message),
      );
    },
  ),
  told(
    "wrong-protocol",
    "the parameters are told to be those of T=1",
    "get_params",
    RDR_TO_PC_PARAMETERS,
    changed((message) => {
      message[MESSAGE_HEADER_LENGTH - 1] = 1;
    }),
  ),
];
