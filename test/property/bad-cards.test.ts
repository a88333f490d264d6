/** Whatever a card sends: a defined answer in time, no crash, no hang, and the next good card is answered. */
import test from "ava";
import { bytes, command, framed, hex, Rig } from "../firmware/rig.js";

const ATRS = [
  "3B 02 14 50",
  "3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36",
  "3B 9F 95 81 31 FE 9F 00 65 46 53 05 30 06 71 DF 00 00 00 80 6A 82 5E",
  "3B F0 11 00 FF 00",
  "3B D0 96 03 40 20",
  "3B 80 01 81",
  "3B EF 00 00 40 14 80 25 43 45 52 36 57 01 02 03 04 05 06 07 08",
];
const POWER_ON = (seq: number) => command(0x62, 0, seq, "01 00 00");
/** FE mute, FD parity, F8 TS, F7 TCK or length, F6 what the reader cannot do. */
const ATR_ERRORS = [0xfe, 0xfd, 0xf8, 0xf7, 0xf6];
/** The waiting time of an ATR, WI 255 of a card included. */
const LONG_MS = 30_000;

/** The one frame in what was said, time requests left out. */
function answerIn(said: string): number[] {
  const all = bytes(said);
  let at = 0;
  while (at < all.length && all[at]! >= 0x80) at++;
  return all.slice(at);
}

function isOneFrame(frame: readonly number[]): boolean {
  return frame.length === 13 + frame[3]! + 256 * frame[4]! && frame.reduce((sum, byte) => sum ^ byte) === 0;
}

function ask(rig: Rig, text: string, limitMs: number): number[] {
  rig.send(text);
  let said = "";
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 100) {
    rig.run(100);
    said += ` ${rig.read()}`;
    if (answerIn(said).length > 0) break;
  }
  return answerIn(said);
}

/** @returns what is wrong, in words */
function faultOfAtr(rig: Rig, atr: readonly number[], seq: number): string | undefined {
  rig.slots[0]!.onReset = () => rig.slots[0]!.say([...atr]);
  const frame = ask(rig, POWER_ON(seq), LONG_MS);
  if (!isOneFrame(frame)) return `no answer but ${hex(frame)}`;
  if (frame[9] === 0) {
    const got = hex(frame.slice(12, -1));
    return hex(atr).startsWith(got) ? undefined : `another ATR: ${got}`;
  }
  return frame[9] === 0x41 && ATR_ERRORS.includes(frame[10]!) ? undefined : `status ${hex(frame)}`;
}

for (const text of ATRS) {
  const atr = bytes(text);

  test(`ATR ${text}: cut off after any character, it is refused or ends there, and the card is deactivated`, (t) => {
    const rig = new Rig().open();
    for (let kept = 0; kept < atr.length; kept++) {
      t.is(faultOfAtr(rig, atr.slice(0, kept), kept), undefined, `${kept} characters`);
      t.is(faultOfAtr(rig, bytes("3B 02 14 50"), 0x80 + kept), undefined);
    }
    t.deepEqual(rig.crashes, []);
  });

  test(`ATR ${text}: any character another, it is taken as it is or refused, and the next good one is answered`, (t) => {
    const rig = new Rig().open();
    let seq = 0;
    for (let at = 0; at < atr.length; at++) {
      for (const flip of [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff]) {
        const bad = atr.map((byte, index) => (index === at ? byte ^ flip : byte));
        t.is(faultOfAtr(rig, bad, seq++ & 0xff), undefined, hex(bad));
        t.is(faultOfAtr(rig, bytes("3B 02 14 50"), seq++ & 0xff), undefined, `after ${hex(bad)}`);
      }
    }
    t.deepEqual(rig.crashes, []);
  });
}

/** Commands of each kind, and how many characters the card has got when it speaks: the header. */
const TPDUS = ["00 70 00 00", "00 84 00 00 04", "00 D6 00 00 03 01 02 03"];
/** bError of what a card may do to an exchange. */
const EXCHANGE_ERRORS = [0xfe, 0xfd, 0xf4];

for (const tpdu of TPDUS) {
  for (const [what, tail] of [
    ["and nothing more", ""],
    ["then 90 00", "90 00"],
    ["then a flood", "33 ".repeat(300)],
  ] as const) {
    test(`${tpdu}: any byte as procedure byte ${what}: answered in the waiting time, and the next command works`, (t) => {
      const rig = new Rig().powered();
      const socket = rig.slots[0]!;
      for (let byte = 0; byte < 256; byte++) {
        socket.onReset = () => socket.say(bytes("3B 02 14 50"));
        ask(rig, POWER_ON(0), 1000);
        socket.received = [];
        socket.onCharacter = () => {
          if (socket.received.length === 5) socket.say([byte, ...bytes(tail)]);
        };
        const frame = ask(rig, command(0x6f, 0, byte, "00 00 00", tpdu), 5000);
        t.true(isOneFrame(frame), `${byte}: ${hex(frame)}`);
        const isAnswer = frame[9] === 0 && frame[3]! >= 2;
        const isRefusal = (frame[9]! & 0xfc) === 0x40 && EXCHANGE_ERRORS.includes(frame[10]!);
        t.true(isAnswer || isRefusal, `${byte}: ${hex(frame)}`);
        rig.run(500);
        rig.read();
        socket.received = [];
        socket.onCharacter = () => {
          if (socket.received.length === 5) socket.say([0x90, 0x00]);
        };
        ask(rig, POWER_ON(1), 1000);
        socket.received = [];
        const next = ask(rig, command(0x6f, 0, 2, "00 00 00", "00 70 00 00"), 3000);
        t.is(hex(next), framed("80 02 00 00 00 00 02 00 00 00 90 00"), `after ${byte}`);
      }
      t.deepEqual(rig.crashes, []);
    });
  }
}
