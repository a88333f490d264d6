import {
  createFrameReceiver,
  EVENT_BAD_LENGTH,
  EVENT_BAD_LRC,
  EVENT_FRAME,
  EVENT_INSERTED,
  EVENT_NAK,
  EVENT_REMOVED,
  EVENT_STRAY,
  EVENT_TIME_REQUEST,
  isBetweenFrames,
  receive,
  resetFrameReceiver,
} from "@duka/protocol/wire/serial-frame";
import test from "ava";
import fc from "fast-check";
import { cut, frameOf, hear, messageOf } from "../../support/reader/frames.js";
import { bytes, hex } from "../../support/values/hex.js";

/** Captured between stock drivers and a reader. */
const CAPTURED: readonly (readonly [what: string, frame: string])[] = [
  ["Escape, get firmware", "03 06 6B 01 00 00 00 00 00 00 00 00 02 6D"],
  ["its answer", "03 06 83 0F 00 00 00 00 00 01 00 00 53 74 75 62 52 65 61 64 65 72 2D 31 2E 30 30 AF"],
  ["Escape, movement mode", "03 06 6B 03 00 00 00 00 01 00 00 00 01 01 01 6D"],
  ["its answer, empty", "03 06 83 00 00 00 00 00 01 01 00 00 86"],
  ["GetSlotStatus", "03 06 65 00 00 00 00 00 02 00 00 00 62"],
  ["SlotStatus", "03 06 81 00 00 00 00 00 02 01 00 00 87"],
  ["Escape refused", "03 06 83 00 00 00 00 00 04 41 0A 00 C9"],
  ["IccPowerOn", "03 06 62 00 00 00 00 00 08 01 00 00 6E"],
  ["IccPowerOff", "03 06 63 00 00 00 00 00 0B 00 00 00 6D"],
  ["SetParameters, T=0", "03 06 61 05 00 00 00 00 15 00 00 00 11 00 00 0A 00 6F"],
  ["Parameters", "03 06 82 05 00 00 00 00 15 00 00 00 11 00 00 0A 00 8C"],
  ["XfrBlock, GET CHALLENGE", "03 06 6F 05 00 00 00 00 89 00 00 00 00 84 00 00 10 72"],
  [
    "its DataBlock",
    "03 06 80 12 00 00 00 00 89 00 00 00 C0 C1 C2 C3 C4 C5 C6 C7 C8 C9 CA CB CC CD CE CF 90 00 8E",
  ],
  ["XfrBlock, PPS", "03 06 6F 04 00 00 00 00 12 00 00 00 FF 10 96 79 7C"],
  ["time extension", "03 06 80 00 00 00 00 00 21 80 01 00 25"],
];

for (const [what, frame] of CAPTURED) {
  test(`captured frame: ${what}`, (t) => {
    const message = bytes(frame).subarray(2, -1);
    t.deepEqual(hear([bytes(frame)]), { events: [hex(message)], between: true });
    t.deepEqual(hear([bytes(frame)], "from host"), { events: [hex(message)], between: true });
    t.deepEqual(frameOf(message), bytes(frame));
  });
}

const SHORT: readonly (readonly [what: string, sent: string, events: readonly number[]])[] = [
  ["NAK", "03 15 16", [EVENT_NAK]],
  ["removed", "50 02", [EVENT_REMOVED]],
  ["inserted", "50 03", [EVENT_INSERTED]],
  ["time requests, 80 to FF", "80 FF", [EVENT_TIME_REQUEST, EVENT_TIME_REQUEST]],
  ["a stray byte", "41", [EVENT_STRAY]],
  ["a movement of no kind", "50 04", [EVENT_STRAY]],
  ["a movement begun twice", "50 50 02", [EVENT_STRAY, EVENT_REMOVED]],
  ["a frame begun, then a movement", "03 50 03", [EVENT_STRAY, EVENT_INSERTED]],
  ["a NAK with a wrong end", "03 15 17", [EVENT_STRAY]],
  ["control of no kind", "03 07", [EVENT_STRAY]],
];

for (const [what, sent, events] of SHORT) {
  test(`between frames: ${what}`, (t) => {
    t.deepEqual(hear([bytes(sent)]), { events, between: true });
  });
}

const FRAME = bytes("03 06 65 00 00 00 00 00 02 00 00 00 62");
const MESSAGE = hex(FRAME.subarray(2, -1));

const RESYNCHRONISED: readonly (readonly [before: string, events: readonly number[]])[] = [
  ["03", [EVENT_STRAY]],
  ["03 03", [EVENT_STRAY, EVENT_STRAY]],
  ["03 15", [EVENT_STRAY]],
  ["41 54 0D", [EVENT_STRAY, EVENT_STRAY, EVENT_STRAY]],
  ["06", [EVENT_STRAY]],
];

for (const [before, events] of RESYNCHRONISED) {
  test(`a frame after ${before} is received, from either side`, (t) => {
    for (const direction of ["from reader", "from host"] as const) {
      t.deepEqual(hear([bytes(before), FRAME], direction), { events: [...events, MESSAGE], between: true });
    }
  });
}

test("from a host any garbage without 03 may stand before a frame, 50 and 80 to FF too", (t) => {
  for (let byte = 0; byte < 256; byte++) {
    if (byte === 0x03) continue;
    const heard = hear([new Uint8Array([byte]), FRAME], "from host");
    t.deepEqual(heard, { events: [EVENT_STRAY, MESSAGE], between: true }, `byte ${byte}`);
  }
});

test("dwLength beyond the buffer is told at the end of the header, and the next frame is received", (t) => {
  const tooLong = bytes("03 06 6F 06 01 00 00 00 00 00 00 00");
  t.deepEqual(hear([tooLong, FRAME]).events, [EVENT_BAD_LENGTH, MESSAGE]);
  const absurd = bytes("03 06 6F FF FF FF FF 00 00 00 00 00");
  t.deepEqual(hear([absurd, FRAME]).events, [EVENT_BAD_LENGTH, MESSAGE]);
});

test("the longest message, 271 bytes, is received", (t) => {
  const message = messageOf(0x6f, 0, 0, new Uint8Array(261).fill(0x03));
  t.deepEqual(hear([frameOf(message)]), { events: [hex(message)], between: true });
});

test("a wrong LRC is told, and the next frame is received", (t) => {
  const wrong = FRAME.slice();
  wrong[12]! ^= 0x10;
  t.deepEqual(hear([wrong, FRAME]), { events: [EVENT_BAD_LRC, MESSAGE], between: true });
});

test("the receiver knows how many bytes the present step needs: 1, 1, 10, dwLength + 1", (t) => {
  const receiver = createFrameReceiver(new Uint8Array(272));
  const frame = bytes("03 06 6F 05 00 00 00 00 89 00 00 00 00 84 00 00 10 72");
  const needs: number[] = [];
  for (let at = 0; at < frame.length; ) {
    needs.push(receiver.needed);
    at = receive(receiver, frame.subarray(0, at + receiver.needed), at);
  }
  t.deepEqual(needs, [1, 1, 10, 6]);
  t.is(receiver.event, EVENT_FRAME);
  t.is(receiver.needed, 1);
});

test("a half-received frame can be forgotten", (t) => {
  const receiver = createFrameReceiver(new Uint8Array(272));
  for (let at = 0; at < 8; ) at = receive(receiver, FRAME.subarray(0, 8), at);
  t.false(isBetweenFrames(receiver));
  resetFrameReceiver(receiver);
  t.true(isBetweenFrames(receiver));
  for (let at = 0; at < FRAME.length; ) at = receive(receiver, FRAME, at);
  t.is(receiver.event, EVENT_FRAME);
});

const anyMessage = fc
  .tuple(fc.nat(255), fc.nat(4), fc.nat(255), fc.uint8Array({ maxLength: 40 }))
  .map(([type, slot, seq, payload]) => messageOf(type, slot, seq, payload));
const anyPiece = fc.oneof(
  anyMessage.map(frameOf),
  fc.constantFrom("03 15 16", "50 02", "50 03", "80", "41", "03 07").map(bytes),
);

test("any split of the stream gives the same events", (t) => {
  fc.assert(
    fc.property(
      fc.array(anyPiece, { maxLength: 6 }),
      fc.array(fc.nat(400), { maxLength: 20 }),
      (pieces, places) => {
        const stream = new Uint8Array(pieces.flatMap((piece) => [...piece]));
        const whole = hear([stream]);
        t.deepEqual(hear(cut(stream, places)), whole);
        t.deepEqual(hear([...stream].map((byte) => new Uint8Array([byte]))), whole);
        t.true(whole.between);
        t.is(whole.events.length, pieces.length);
      },
    ),
  );
});

test("any bytes at all: the receiver goes on, in both directions", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
      t.notThrows(() => hear([noise]));
      t.notThrows(() => hear([noise], "from host"));
    }),
  );
});

test("a frame follows any noise, once the receiver is reset by a silent line", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), anyMessage, (noise, message) => {
      const receiver = createFrameReceiver(new Uint8Array(272));
      for (let at = 0; at < noise.length; ) at = receive(receiver, noise, at);
      resetFrameReceiver(receiver);
      const frame = frameOf(message);
      for (let at = 0; at < frame.length; ) at = receive(receiver, frame, at);
      t.is(receiver.event, EVENT_FRAME);
      t.deepEqual(receiver.buffer.subarray(0, message.length), message);
    }),
  );
});

/** dwLength stands in bytes 1 to 4 of the message, 3 to 6 of the frame. */
const isInLength = (at: number): boolean => at >= 3 && at <= 6;

test("a flipped bit never gives another message of the same length", (t) => {
  fc.assert(
    fc.property(anyMessage, fc.nat(), (message, place) => {
      const frame = frameOf(message);
      const bit = place % (frame.length * 8);
      frame[bit >> 3]! ^= 1 << (bit & 7);
      if (isInLength(bit >> 3)) return;
      t.deepEqual(
        hear([frame]).events.filter((event) => typeof event === "string"),
        [],
      );
    }),
    { numRuns: 500 },
  );
});

test("a flipped bit in dwLength leaves bytes missing or bytes over", (t) => {
  const message = messageOf(0x6f, 0, 7, bytes("00 84 00 00 10"));
  for (let bit = 0; bit < 32; bit++) {
    const frame = frameOf(message);
    frame[3 + (bit >> 3)]! ^= 1 << (bit & 7);
    const heard = hear([frame]);
    const alone = heard.between && heard.events.length === 1 && typeof heard.events[0] === "string";
    t.false(alone, `bit ${bit}`);
  }
});
