/**
 * CCID over a serial line, in the framing of the GemPC Twin family that stock PC/SC drivers speak:
 *
 *     frame          03 06 | CCID message (10-byte header + data) | LRC      LRC = xor of all bytes before it
 *     NAK            03 15 16
 *     card movement  50 02 (removed)   50 03 (inserted)                      reader to host only
 *     time request   one byte 80..FF                                         reader to host only
 *
 * The receiver is resumable: it takes chunks cut anywhere, copies them whole, and always knows how many bytes
 * the present step still needs. It serves both directions.
 */
import { MESSAGE_HEADER_LENGTH, payloadLength } from "./ccid.js";

export const SYNC = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;
const NAK_LRC = 0x16;
const MOVEMENT = 0x50;
const MOVEMENT_REMOVED = 0x02;
const MOVEMENT_INSERTED = 0x03;
/** Any byte from here up, between frames, asks the host to wait once more. */
export const TIME_REQUEST = 0x80;
/** Bytes of a frame around its message: SYNC, ACK, LRC. */
export const FRAME_OVERHEAD = 3;

/** What `receive` has just completed. */
export const EVENT_NONE = 0;
/** A message stands in the buffer, LRC right. */
export const EVENT_FRAME = 1;
export const EVENT_NAK = 2;
export const EVENT_REMOVED = 3;
export const EVENT_INSERTED = 4;
export const EVENT_TIME_REQUEST = 5;
/** A byte that begins nothing was thrown away. */
export const EVENT_STRAY = 6;
/** dwLength does not fit the buffer: the frame cannot be received. */
export const EVENT_BAD_LENGTH = 7;
/** The frame was complete and its LRC wrong. */
export const EVENT_BAD_LRC = 8;

const AT_START = 0;
const AT_CONTROL = 1;
const AT_NAK_LRC = 2;
const AT_MOVEMENT = 3;
const AT_HEADER = 4;
const AT_BODY = 5;

/** State of one direction of one line. `buffer` belongs to the caller; a message is at its beginning. */
export type FrameReceiver = {
  buffer: Uint8Array;
  fromHost: boolean;
  step: number;
  filled: number;
  needed: number;
  lrc: number;
  event: number;
};

/**
 * For what a reader sends.
 * @param buffer of the longest message and one byte more for its LRC: 272 for `MESSAGE_MAX`
 */
export function createFrameReceiver(buffer: Uint8Array): FrameReceiver {
  return { buffer: buffer, fromHost: false, step: AT_START, filled: 0, needed: 1, lrc: 0, event: EVENT_NONE };
}

/**
 * For what a host sends: only frames and NAKs. A stray 50 must not be taken for the beginning of a movement, because
 * the 03 of the frame behind it would then be taken for its end.
 */
export function createHostFrameReceiver(buffer: Uint8Array): FrameReceiver {
  const receiver = createFrameReceiver(buffer);
  receiver.fromHost = true;
  return receiver;
}

/** Forgets a half-received frame. */
export function resetFrameReceiver(receiver: FrameReceiver): void {
  expect(receiver, AT_START, 1);
  receiver.filled = 0;
}

/** True between frames: nothing of a frame has been received yet. */
export function isBetweenFrames(receiver: FrameReceiver): boolean {
  return receiver.step === AT_START;
}

function expect(receiver: FrameReceiver, step: number, needed: number): void {
  receiver.step = step;
  receiver.needed = needed;
}

/**
 * Takes from `chunk` at `at` what the present step needs, and no more.
 * @returns the position after the bytes taken; `receiver.event` says what they completed
 */
export function receive(receiver: FrameReceiver, chunk: Uint8Array, at: number): number {
  receiver.event = EVENT_NONE;
  if (receiver.step < AT_HEADER) {
    receiver.event = receiveByte(receiver, chunk[at]!);
    return at + 1;
  }
  const available = chunk.length - at;
  const count = Math.min(receiver.needed, available);
  const part = chunk.subarray(at, at + count);
  receiver.buffer.set(part, receiver.filled);
  let lrc = receiver.lrc;
  for (const byte of part) lrc ^= byte;
  receiver.lrc = lrc;
  receiver.filled += count;
  receiver.needed -= count;
  if (receiver.needed === 0) receiver.event = completePart(receiver);
  return at + count;
}

/** The steps of one byte: what starts, and the two short forms. */
function receiveByte(receiver: FrameReceiver, byte: number): number {
  const step = receiver.step;
  if (step === AT_CONTROL && byte === ACK) {
    expect(receiver, AT_HEADER, MESSAGE_HEADER_LENGTH);
    receiver.filled = 0;
    receiver.lrc = SYNC ^ ACK;
    return EVENT_NONE;
  }
  if (step === AT_CONTROL && byte === NAK) {
    expect(receiver, AT_NAK_LRC, 1);
    return EVENT_NONE;
  }
  expect(receiver, AT_START, 1);
  if (step === AT_NAK_LRC && byte === NAK_LRC) return EVENT_NAK;
  if (step === AT_MOVEMENT && byte === MOVEMENT_REMOVED) return EVENT_REMOVED;
  if (step === AT_MOVEMENT && byte === MOVEMENT_INSERTED) return EVENT_INSERTED;
  // Whatever was begun has failed, or nothing was begun: this byte may itself begin something.
  if (byte === SYNC) {
    expect(receiver, AT_CONTROL, 1);
    return step === AT_START ? EVENT_NONE : EVENT_STRAY;
  }
  if (receiver.fromHost) return EVENT_STRAY;
  if (byte === MOVEMENT) {
    expect(receiver, AT_MOVEMENT, 1);
    return step === AT_START ? EVENT_NONE : EVENT_STRAY;
  }
  if (step === AT_START && byte >= TIME_REQUEST) return EVENT_TIME_REQUEST;
  return EVENT_STRAY;
}

function completePart(receiver: FrameReceiver): number {
  if (receiver.step === AT_HEADER) {
    const length = payloadLength(receiver.buffer);
    if (length + MESSAGE_HEADER_LENGTH + 1 > receiver.buffer.length) {
      expect(receiver, AT_START, 1);
      return EVENT_BAD_LENGTH;
    }
    expect(receiver, AT_BODY, length + 1);
    return EVENT_NONE;
  }
  expect(receiver, AT_START, 1);
  return receiver.lrc === 0 ? EVENT_FRAME : EVENT_BAD_LRC;
}

/** The LRC of the frame around a message. */
export function frameLrc(message: Uint8Array): number {
  let lrc = SYNC ^ ACK;
  for (const byte of message) lrc ^= byte;
  return lrc;
}
