/**
 * Frames of native messaging, as Chromium and Firefox speak them to a program that they start: 4 bytes length in this
 * machine's byte order, then JSON in UTF-8.
 */
import { endianness } from "node:os";
import { secretBytes } from "@duka/protocol/layout";
import { BODY_BYTES_MAX } from "../http-message.js";

/** The browser cuts the connection for a longer one. */
const TO_BROWSER_MAX = 1024 * 1024;
/** No browser sends a longer one: what says so is no frame. */
const FROM_BROWSER_MAX = 64 * 1024 * 1024;
const HEAD_LENGTH = 4;
const IS_LITTLE = endianness() === "LE";

/** `bytes` are the taker's, who may overwrite them. */
type Frame = { readonly bytes: Uint8Array } | { readonly fault: "too-long" | "no-frame" };

/** Never holds more than one frame of the longest that is taken. */
type FrameCutter = {
  /** Overwrites the chunk: a password may be in it. Behind "no-frame" nothing is read any more. */
  take(chunk: Uint8Array): Frame[];
};

export function createFrameCutter(): FrameCutter {
  const head = new Uint8Array(HEAD_LENGTH);
  let headFilled = 0;
  let body: Uint8Array | undefined;
  let bodyFilled = 0;
  let skipLeft = 0;
  let isBroken = false;

  function begin(): Frame | undefined {
    const length = new DataView(head.buffer).getUint32(0, IS_LITTLE);
    headFilled = 0;
    if (length > FROM_BROWSER_MAX) {
      isBroken = true;
      return { fault: "no-frame" };
    }
    if (length > BODY_BYTES_MAX) {
      skipLeft = length;
      return undefined;
    }
    body = secretBytes(length);
    bodyFilled = 0;
    return length === 0 ? end(body) : undefined;
  }

  function end(bytes: Uint8Array): Frame {
    body = undefined;
    return { bytes };
  }

  /** Of the next part of a frame: how much was taken, and what came to its end. */
  function step(left: Uint8Array): { readonly taken: number; readonly frame: Frame | undefined } {
    if (skipLeft > 0) {
      const taken = Math.min(skipLeft, left.length);
      skipLeft -= taken;
      return { taken, frame: skipLeft === 0 ? { fault: "too-long" } : undefined };
    }
    if (body === undefined) {
      const taken = Math.min(HEAD_LENGTH - headFilled, left.length);
      head.set(left.subarray(0, taken), headFilled);
      headFilled += taken;
      return { taken, frame: headFilled === HEAD_LENGTH ? begin() : undefined };
    }
    const taken = Math.min(body.length - bodyFilled, left.length);
    body.set(left.subarray(0, taken), bodyFilled);
    bodyFilled += taken;
    return { taken, frame: bodyFilled === body.length ? end(body) : undefined };
  }

  return {
    take(chunk) {
      const frames: Frame[] = [];
      for (let at = 0; at < chunk.length && !isBroken; ) {
        const { taken, frame } = step(chunk.subarray(at));
        at += taken;
        if (frame !== undefined) frames.push(frame);
      }
      chunk.fill(0);
      return frames;
    },
  };
}

/** Undefined when it is longer than a browser takes. */
export function frameOf(message: object): Uint8Array | undefined {
  const text = new TextEncoder().encode(JSON.stringify(message));
  if (text.length > TO_BROWSER_MAX) return undefined;
  const frame = new Uint8Array(HEAD_LENGTH + text.length);
  new DataView(frame.buffer).setUint32(0, text.length, IS_LITTLE);
  frame.set(text, HEAD_LENGTH);
  return frame;
}
