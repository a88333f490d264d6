/** A link with every CCID message on it recorded. Passwords in the commands that they carry are hidden, and so is each LRC. */

import { formatHex } from "@duka/protocol/commands/hexadecimal";
import type { Link } from "@duka/protocol/transport";
import {
  MESSAGE_HEADER_LENGTH,
  MESSAGE_MAX,
  PC_TO_RDR_XFR_BLOCK,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  SLOT_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import {
  createFrameReceiver,
  createHostFrameReceiver,
  EVENT_BAD_LENGTH,
  EVENT_BAD_LRC,
  EVENT_FRAME,
  EVENT_INSERTED,
  EVENT_NAK,
  EVENT_NONE,
  EVENT_REMOVED,
  EVENT_STRAY,
  EVENT_TIME_REQUEST,
  type FrameReceiver,
  receive,
} from "@duka/protocol/wire/serial-frame";
import { createRedactor, hiddenAfter, type Redactor } from "./redactor.js";
import type { TraceKind } from "./trace-line.js";
import type { TraceRecorder } from "./trace-recorder.js";

/** Messages whose data is no APDU and may be seen: settings, status, Escape. */
const FIRST_OPEN_TYPE = 0x61;

const WORDS: { readonly [event: number]: string } = {
  [EVENT_NAK]: "NAK",
  [EVENT_TIME_REQUEST]: "asks for time",
  [EVENT_STRAY]: "stray byte",
  [EVENT_BAD_LENGTH]: "frame with a bad length",
  [EVENT_BAD_LRC]: "frame with a bad LRC",
};

/** Behaves as `link` does. */
export function recordLink(link: Link, recorder: TraceRecorder): Link {
  const redactors = new Map<number, Redactor>();
  const { name } = link;
  const toReader = createHostFrameReceiver(new Uint8Array(MESSAGE_MAX + 1));
  const fromReader = createFrameReceiver(new Uint8Array(MESSAGE_MAX + 1));
  const take = (receiver: FrameReceiver, bytes: Uint8Array, kind: TraceKind): void => {
    for (let at = 0; at < bytes.length; ) {
      at = receive(receiver, bytes, at);
      const { event } = receiver;
      if (event === EVENT_FRAME) recorder.record(name, kind, messageText(receiver.buffer, redactors));
      else if (event === EVENT_INSERTED) recorder.record(name, "inserted");
      else if (event === EVENT_REMOVED) recorder.record(name, "removed");
      else if (event !== EVENT_NONE) recorder.record(name, kind, WORDS[event] ?? "");
    }
  };
  return {
    name,
    baud: link.baud,
    bitsPerByte: link.bitsPerByte,
    listen(listener) {
      link.listen({
        data(bytes) {
          take(fromReader, bytes, "reader");
          listener.data(bytes);
        },
        closed(reason) {
          recorder.record(name, "closed", reason?.message);
          listener.closed(reason);
        },
        bytesNeeded: () => listener.bytesNeeded(),
      });
    },
    write(bytes) {
      take(toReader, bytes, "host");
      link.write(bytes);
    },
    close: () => link.close(),
  };
}

function messageText(buffer: Uint8Array, redactors: Map<number, Redactor>): string {
  const message = buffer.subarray(0, MESSAGE_HEADER_LENGTH + payloadLength(buffer));
  const header = formatHex(message.subarray(0, MESSAGE_HEADER_LENGTH));
  const data = message.subarray(MESSAGE_HEADER_LENGTH);
  const slot = message[SLOT_AT]!;
  const redactor = redactors.get(slot) ?? createRedactor();
  redactors.set(slot, redactor);
  const type = message[TYPE_AT]!;
  if (data.length === 0) return header;
  if (type === PC_TO_RDR_XFR_BLOCK) return `${header} ${redactor.command(data)}`;
  if (type === RDR_TO_PC_DATA_BLOCK) return `${header} ${redactor.response(data)}`;
  return type < FIRST_OPEN_TYPE ? hiddenAfter(message, MESSAGE_HEADER_LENGTH) : formatHex(message);
}
