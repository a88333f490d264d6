import {
  createFrameReceiver,
  createHostFrameReceiver,
  EVENT_FRAME,
  EVENT_NONE,
  type FrameReceiver,
  frameLrc,
  isBetweenFrames,
  receive,
} from "@duka/protocol/wire/serial-frame";
import { hex } from "../values/hex.js";

/** The frame around a message. */
export function frameOf(message: Uint8Array): Uint8Array {
  return new Uint8Array([0x03, 0x06, ...message, frameLrc(message)]);
}

/** A CCID message with a right dwLength. */
export function messageOf(type: number, slot: number, seq: number, payload: Uint8Array): Uint8Array {
  const length = payload.length;
  return new Uint8Array([type, length & 0xff, length >> 8, 0, 0, slot, seq, 0, 0, 0, ...payload]);
}

/** Events by number; a frame with its message in hexadecimal. */
type Heard = number | string;

/** What a receiver makes of these chunks, and whether it then stands between frames. */
export function hear(
  chunks: readonly Uint8Array[],
  direction: "from reader" | "from host" = "from reader",
): { readonly events: readonly Heard[]; readonly between: boolean } {
  const buffer = new Uint8Array(272);
  const receiver =
    direction === "from reader" ? createFrameReceiver(buffer) : createHostFrameReceiver(buffer);
  const events: Heard[] = [];
  for (const chunk of chunks) hearChunk(receiver, chunk, events);
  return { events, between: isBetweenFrames(receiver) };
}

function hearChunk(receiver: FrameReceiver, chunk: Uint8Array, events: Heard[]): void {
  for (let at = 0; at < chunk.length; ) {
    const next = receive(receiver, chunk, at);
    if (next <= at || next > chunk.length) throw new Error(`the receiver went from ${at} to ${next}`);
    at = next;
    if (receiver.event === EVENT_FRAME) events.push(hex(receiver.buffer.subarray(0, receiver.filled - 1)));
    else if (receiver.event !== EVENT_NONE) events.push(receiver.event);
  }
}

/** The bytes cut at these places. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const starts = [0, ...ends];
  return starts.map((start, i) => bytes.subarray(start, ends[i] ?? bytes.length));
}
