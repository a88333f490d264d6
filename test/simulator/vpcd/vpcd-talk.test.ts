/** The card's side of vpcd's protocol (vsmartcard, vpicc/src/libvicc): bytes in, bytes out. */
import type { Clock } from "@duka/protocol/transport";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { createMessageReader, packMessage } from "@duka/simulator/vpcd/vpcd-message";
import { watchPace } from "@duka/simulator/vpcd/vpcd-pace";
import { talkToVpcd } from "@duka/simulator/vpcd/vpcd-talk";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

function talk() {
  const said: string[] = [];
  let nowMs = 0;
  const clock: Clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: () => () => undefined,
    outside: (work) => work(),
  };
  const card = talkToVpcd(
    createTransferChip(0),
    clock,
    watchPace((message) => said.push(message)),
  );
  return {
    ...card,
    said,
    hears: (text: string) => hex(card.hear(bytes(text))),
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

const ATR_ANSWER = "00 07 3B 05 44 75 6B 61 00";

test("04 is answered with the ATR, before power as well; power off, power on and reset are not answered", (t) => {
  const card = talk();
  t.is(card.hears("00 01 04"), ATR_ANSWER);
  for (const control of ["00", "01", "02"]) t.is(card.hears(`00 01 ${control}`), "", control);
  t.is(card.hears("00 01 04"), ATR_ANSWER);
});

test("an unknown control byte and an empty message are not answered", (t) => {
  const card = talk();
  for (const message of ["00 01 03", "00 01 05", "00 01 FF", "00 00"]) t.is(card.hears(message), "", message);
});

const WHOLE: readonly (readonly [title: string, message: string, answer: string])[] = [
  ["case 1", "00 04 80 10 00 00", "00 02 90 00"],
  ["case 2", "00 05 80 12 02 00 02", "00 04 00 01 90 00"],
  ["case 2 with a wrong Le", "00 05 80 12 04 00 02", "00 02 6C 04"],
  ["case 3", "00 07 80 14 00 00 02 AA BB", "00 02 90 00"],
  ["case 4 without Le, as over T=0: 61xx", "00 07 80 16 00 00 02 AA BB", "00 02 61 02"],
  ["GET RESPONSE", "00 05 00 C0 00 00 02", "00 04 AA BB 90 00"],
  ["case 4", "00 08 80 16 00 00 02 AA BB 02", "00 04 AA BB 90 00"],
  ["extended length", "00 09 80 14 00 00 00 00 02 AA BB", "00 02 90 00"],
  ["what fits no case", "00 06 80 14 00 00 04 01", "00 02 67 00"],
];

test("whole APDUs are answered with data and status word (ISO/IEC 7816-3, 12.1)", (t) => {
  const card = talk();
  card.hears("00 01 01");
  for (const [title, message, answer] of WHOLE) t.is(card.hears(message), answer, title);
});

test("a reset starts the card anew", (t) => {
  const card = talk();
  card.hears("00 01 01");
  t.is(card.hears("00 05 80 1A 00 00 04"), "00 06 00 00 00 01 90 00");
  card.hears("00 01 02");
  t.is(card.hears("00 05 80 1A 00 00 04"), "00 06 00 00 00 01 90 00");
});

test("a card that is mute says a message of no bytes, by which vpcd knows that it is gone", (t) => {
  const mute = { ...createTransferChip(0), execute: () => new Uint8Array(0) };
  const card = talkToVpcd(
    mute,
    new VirtualClock(),
    watchPace(() => t.fail()),
  );
  t.is(hex(card.hear(bytes("00 01 01 00 04 80 10 00 00"))), "00 00");
});

test("however TCP cuts the bytes, the answers are the same", (t) => {
  const stream = bytes(["00 01 04", "00 01 01", ...WHOLE.map(([, message]) => message)].join(" "));
  const expected = [ATR_ANSWER, ...WHOLE.map(([, , answer]) => answer)].join(" ");
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const card = talk();
      const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const answers = at.slice(1).map((end, index) => hex(card.hear(stream.subarray(at[index], end))));
      t.is(answers.filter((answer) => answer !== "").join(" "), expected);
    }),
  );
});

test("a message carries up to 65535 bytes, and no more", (t) => {
  const longest = new Uint8Array(0xffff).fill(0x5a);
  t.deepEqual(createMessageReader().push(packMessage(longest)), [longest]);
  t.throws(() => packMessage(new Uint8Array(0x10000)), { instanceOf: RangeError, message: /at most 65535/ });
});

test("a vpcd whose commands come long after their length is explained, once", (t) => {
  const card = talk();
  card.hears("00 01 01");
  const slowly = () => {
    card.hears("00 04");
    card.pass(40);
    card.hears("80 10 00 00");
  };
  for (let time = 0; time < 4; time++) slowly();
  t.deepEqual(card.said, []);
  for (let time = 0; time < 10; time++) slowly();
  t.is(card.said.length, 1);
  t.regex(card.said[0]!, /vpcd is slow.*quickack 1$/);
});

test("a quick vpcd, and a machine that was busy now and then, are not", (t) => {
  const card = talk();
  card.hears("00 01 01");
  for (let time = 0; time < 40; time++) {
    card.hears("00 04");
    card.pass(time % 4 === 0 ? 1 : 40);
    card.hears("80 10 00 00");
    card.pass(500);
  }
  t.deepEqual(card.said, []);
});

test("a message is heard when it is whole, and the card loses its power when all is over", (t) => {
  let powered = true;
  const chip = createTransferChip(0);
  const watched = {
    ...chip,
    powerOff: () => {
      powered = false;
    },
    reset: () => {
      powered = true;
      return chip.reset();
    },
  };
  const card = talkToVpcd(
    watched,
    new VirtualClock(),
    watchPace(() => t.fail()),
  );
  t.false(powered);
  card.hear(bytes("00"));
  t.false(card.hasHeard());
  card.hear(bytes("01 01"));
  t.true(card.hasHeard());
  t.true(powered);
  card.over();
  t.false(powered);
});
