/**
 * A link with every CCID message on it recorded. Passwords in the commands that they carry are hidden, and so is each
 * LRC.
 */
import type { Link } from "@duka/protocol/transport";
import { MESSAGE_MAX } from "@duka/protocol/wire/ccid";
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
import { aroundLink } from "../link/around-link.js";
import { messageRedactor } from "./message-redactor.js";
import type { TraceKind } from "./trace-line.js";
import type { TraceRecorder } from "./trace-recorder.js";

const WORDS: { readonly [event: number]: string } = {
  [EVENT_NAK]: "NAK",
  [EVENT_TIME_REQUEST]: "asks for time",
  [EVENT_STRAY]: "stray byte",
  [EVENT_BAD_LENGTH]: "frame with a bad length",
  [EVENT_BAD_LRC]: "frame with a bad LRC",
};

/** Behaves as `link` does. */
export function recordLink(link: Link, recorder: TraceRecorder): Link {
  const redacted = messageRedactor();
  const { name } = link;
  const toReader = createHostFrameReceiver(new Uint8Array(MESSAGE_MAX + 1));
  const fromReader = createFrameReceiver(new Uint8Array(MESSAGE_MAX + 1));
  const take = (receiver: FrameReceiver, bytes: Uint8Array, kind: TraceKind): void => {
    for (let at = 0; at < bytes.length; ) {
      at = receive(receiver, bytes, at);
      const { event } = receiver;
      if (event === EVENT_FRAME) {
        recorder.record(name, kind, redacted(receiver.buffer));
        receiver.buffer.fill(0);
      } else if (event === EVENT_INSERTED) recorder.record(name, "inserted");
      else if (event === EVENT_REMOVED) recorder.record(name, "removed");
      else if (event !== EVENT_NONE) recorder.record(name, kind, WORDS[event] ?? "");
    }
  };
  return aroundLink(link, {
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
  });
}
