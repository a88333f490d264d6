/** A line on which the messages of host and reader can be changed: a reader with a defect, made of one without. */
import type { Clock, Link, LinkListener } from "@duka/protocol/transport";
import { MESSAGE_HEADER_LENGTH, payloadLength } from "@duka/protocol/wire/ccid";
import {
  ACK,
  createFrameReceiver,
  EVENT_FRAME,
  EVENT_NONE,
  EVENT_TIME_REQUEST,
  FRAME_OVERHEAD,
  frameLrc,
  receive,
  SYNC,
} from "@duka/protocol/wire/serial-frame";

const BUFFER_LENGTH = 272;

export type DefectLine = {
  /** Bytes for the host, now. */
  toHost(bytes: Uint8Array): void;
  /** A message for the reader, in its frame. */
  toReader(message: Uint8Array): void;
  afterMs(durationMs: number, then: () => void): void;
};

/** What is done to each message instead of passing it on; left out where it is passed on. */
export type Defect = {
  /** @param message what the host sends, without its frame */
  fromHost?(message: Uint8Array, line: DefectLine): void;
  /** Bytes of the host that are no sound frame. */
  brokenFromHost?(bytes: Uint8Array, line: DefectLine): void;
  fromReader?(message: Uint8Array, line: DefectLine): void;
  /** The reader asks for time. */
  timeRequest?(line: DefectLine): void;
};

export function frameOf(message: Uint8Array): Uint8Array {
  return Uint8Array.of(SYNC, ACK, ...message, frameLrc(message));
}

export function defectiveLink(link: Link, clock: Clock, defect: Defect): Link {
  let listener: LinkListener | undefined;
  const receiver = createFrameReceiver(new Uint8Array(BUFFER_LENGTH));
  let pending: number[] = [];
  const line: DefectLine = {
    toHost: (bytes) => listener?.data(bytes),
    toReader: (message) => link.write(frameOf(message)),
    afterMs: (durationMs, then) => void clock.after(durationMs, then),
  };

  function hear(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const from = at;
      at = receive(receiver, bytes, at);
      pending.push(...bytes.subarray(from, at));
      if (receiver.event === EVENT_NONE) continue;
      const whole = Uint8Array.from(pending);
      pending = [];
      const message = receiver.buffer.slice(0, MESSAGE_HEADER_LENGTH + payloadLength(receiver.buffer));
      if (receiver.event === EVENT_FRAME && defect.fromReader !== undefined) defect.fromReader(message, line);
      else if (receiver.event === EVENT_TIME_REQUEST && defect.timeRequest !== undefined)
        defect.timeRequest(line);
      else line.toHost(whole);
    }
  }

  function write(bytes: Uint8Array): void {
    const message = bytes.subarray(2, -1);
    const isSound =
      bytes.length >= MESSAGE_HEADER_LENGTH + FRAME_OVERHEAD &&
      bytes[0] === SYNC &&
      bytes[1] === ACK &&
      message.length === MESSAGE_HEADER_LENGTH + payloadLength(message) &&
      bytes.at(-1) === frameLrc(message);
    if (isSound && defect.fromHost !== undefined) defect.fromHost(message.slice(), line);
    else if (!isSound && defect.brokenFromHost !== undefined) defect.brokenFromHost(bytes, line);
    else link.write(bytes);
  }

  return {
    name: link.name,
    baud: link.baud,
    bitsPerByte: link.bitsPerByte,
    listen(told) {
      listener = told;
      link.listen({ ...told, data: hear });
    },
    write,
    close: () => link.close(),
  };
}
