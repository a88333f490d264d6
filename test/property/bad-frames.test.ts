/** Whatever a host sends: a defined answer, no crash, no hang, and the next good frame is answered. */
import test from "ava";
import { bytes, command, framed, hex, OPENING, Rig } from "../firmware/rig.js";

/** One of every kind: name, type, slot, message-specific bytes, payload. */
const KINDS: readonly [name: string, type: number, parameters: string, payload: string][] = [
  ["SetParameters", 0x61, "00 00 00", "11 00 00 0A 00"],
  ["SetParameters, T=1", 0x61, "01 00 00", "11 10 00 4D 00 20 00"],
  ["IccPowerOn", 0x62, "01 00 00", ""],
  ["IccPowerOff", 0x63, "00 00 00", ""],
  ["GetSlotStatus", 0x65, "00 00 00", ""],
  ["Secure", 0x69, "00 00 00", "00 1E 82 04 00 08 04 02 01 09 04 00 00 00 00 00 20 00 01 08"],
  ["T0APDU", 0x6a, "00 00 00", ""],
  ["Escape, firmware text", 0x6b, "00 00 00", "02"],
  ["Escape, movement", 0x6b, "00 00 00", "01 01 01"],
  ["Escape, features", 0x6b, "00 00 00", "6A"],
  ["Escape, identity", 0x6b, "00 00 00", "44 4B 01"],
  ["Escape, prompt", 0x6b, "00 00 00", "44 4B 02 04 41 42"],
  ["Escape, self-test", 0x6b, "00 00 00", "44 4B 03"],
  ["Escape, statistics", 0x6b, "00 00 00", "44 4B 05"],
  ["Escape, memory", 0x6b, "00 00 00", "44 4B 06"],
  ["Escape, confirm", 0x6b, "00 00 00", "44 4B 08"],
  ["GetParameters", 0x6c, "00 00 00", ""],
  ["ResetParameters", 0x6d, "00 00 00", ""],
  ["IccClock", 0x6e, "00 00 00", ""],
  ["XfrBlock, case 1", 0x6f, "00 00 00", "00 70 00 00"],
  ["XfrBlock, case 2", 0x6f, "00 00 00", "00 84 00 00 04"],
  ["XfrBlock, case 3", 0x6f, "00 00 00", "00 D6 00 00 03 01 02 03"],
  ["XfrBlock, case 4", 0x6f, "00 00 00", "00 A4 00 00 02 3F 00 00"],
  ["XfrBlock, PPS", 0x6f, "00 00 00", "FF 10 96 79"],
  ["Mechanical", 0x71, "01 00 00", ""],
  ["Abort", 0x72, "00 00 00", ""],
  ["SetDataRateAndClockFrequency", 0x73, "00 00 00", "A0 0F 00 00 00 2A 00 00"],
];

const SEQ = 0x21;
/** Longer than the reader needs for anything here: the waiting time of T=0, and 100 ms for a frame that stopped. */
const LONG_MS = 1600;
const NAK = "03 15 16";
const STATUS_TYPES = [0x80, 0x81, 0x82, 0x83, 0x84];

/** Bits turned in a byte: each, and all. */
const FLIPS = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff];
/** Every other value, for kinds of frame that stand for the rest. */
const ALL_FLIPS = Array.from({ length: 255 }, (_, index) => index + 1);
const THOROUGH = ["GetSlotStatus", "XfrBlock, case 3"];

/** A card that answers each whole header with 90 00, so that what is asked of it ends soon. */
function poweredRig(): Rig {
  const rig = new Rig().powered();
  const socket = rig.slots[0]!;
  socket.onCharacter = () => {
    if (socket.received.length < 5) return;
    socket.received = [];
    socket.say([0x90, 0x00]);
  };
  return rig;
}

/** What is wrong with what the reader has said; undefined when it is defined. */
function faultOf(said: string, message: readonly number[] | undefined): string | undefined {
  let rest = bytes(said).filter((byte, at, all) => !(byte >= 0x80 && isBetweenFrames(all, at)));
  for (let frames = 0; rest.length > 0; frames++) {
    if (hex(rest.slice(0, 3)) === NAK) {
      rest = rest.slice(3);
      continue;
    }
    const length = 13 + (rest[3] ?? 0) + 256 * (rest[4] ?? 0);
    const frame = rest.slice(0, length);
    if (frame[0] !== 3 || frame[1] !== 6 || frame.length < length) return `no frame: ${hex(rest)}`;
    if (frame.reduce((sum, byte) => sum ^ byte) !== 0) return `wrong LRC: ${hex(frame)}`;
    if (!STATUS_TYPES.includes(frame[2]!)) return `no answer type: ${hex(frame)}`;
    if (message !== undefined && (frame[7] !== message[5] || frame[8] !== message[6])) {
      return `bSlot or bSeq of another: ${hex(frame)}`;
    }
    if ((frame[9]! & 3) > 2 || ![0x00, 0x40].includes(frame[9]! & 0xc0)) return `no status: ${hex(frame)}`;
    if (frames > 0) return `a second answer: ${hex(frame)}`;
    rest = rest.slice(length);
  }
  return undefined;
}

/** Time requests stand only where a frame may begin. */
function isBetweenFrames(all: readonly number[], at: number): boolean {
  let position = 0;
  while (position < at) {
    if (all[position] !== 3) position++;
    else if (all[position + 1] === 0x15) position += 3;
    else position += 13 + (all[position + 3] ?? 0) + 256 * (all[position + 4] ?? 0);
  }
  return position === at;
}

/** The next frame that is right has its answer, at once; opens anew when the bad one has made the reader silent. */
function answersNext(rig: Rig, seq: number): boolean {
  const heard = rig.ask(command(0x65, 1, seq), 60);
  if (heard === framed(`81 00 00 00 00 01 ${hex([seq])} 01 00 01`)) return true;
  return heard === "" && rig.ask(OPENING, 60) !== "" && rig.ask(command(0x65, 1, seq), 60) !== "";
}

for (const [name, type, parameters, payload] of KINDS) {
  const good = bytes(command(type, 0, SEQ, parameters, payload));

  test(`${name}: cut off after any byte, it is given up with a NAK or as strays, and the next frame is answered`, (t) => {
    const rig = poweredRig();
    for (let kept = 1; kept < good.length; kept++) {
      const said = rig.ask(hex(good.slice(0, kept)), 400);
      t.true(said === "" || said === NAK, `${kept} bytes: ${said}`);
      t.true(answersNext(rig, kept), `after ${kept} bytes`);
    }
    t.deepEqual(rig.crashes, []);
  });

  test(`${name}: any byte of it changed on the way, it is not executed, and the next frame is answered`, (t) => {
    const rig = poweredRig();
    for (let at = 0; at < good.length; at++) {
      for (const flip of THOROUGH.includes(name) ? ALL_FLIPS : FLIPS) {
        const bad = good.map((byte, index) => (index === at ? byte ^ flip : byte));
        const said = rig.ask(hex(bad), 300);
        t.true(said === "" || said === NAK, `byte ${at} ^ ${flip}: ${said}`);
        t.true(answersNext(rig, flip), `after byte ${at} ^ ${flip}`);
      }
    }
    t.deepEqual(rig.crashes, []);
  });

  test(`${name}: any byte of it another, LRC right: one answer of its bSlot and bSeq, and the next frame is answered`, (t) => {
    let rig = poweredRig();
    const message = good.slice(2, -1);
    for (let at = 0; at < message.length; at++) {
      for (const value of new Set([0, 1, 2, 0x10, 0x7f, 0x80, 0xff, message[at]! ^ 1, message[at]! ^ 8])) {
        const other = message.map((byte, index) => (index === at ? value : byte));
        const said = rig.ask(framed(hex(other)), LONG_MS);
        const fault = faultOf(said, isLength(at) ? undefined : other);
        t.is(fault, undefined, `byte ${at} = ${value}`);
        t.true(isLength(at) || said !== "", `byte ${at} = ${value}: no answer`);
        t.true(answersNext(rig, (SEQ + at + value) & 0xff), `after byte ${at} = ${value}`);
        if (rig.slots[0]!.pinLog.length > 500) rig = poweredRig();
      }
    }
    t.deepEqual(rig.crashes, []);
  });
}

/** dwLength: another value is another frame. */
function isLength(at: number): boolean {
  return at >= 1 && at <= 4;
}
