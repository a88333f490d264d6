/** The persona sec1210 promises a PPS made by the reader on SetParameters (CCID 6.1.7, dwFeatures 80). */
import test from "ava";
import { bytes, command, framed, hex, Rig } from "./rig.js";

/** TA1 96, T=0 and T=1. */
const ATR = "3B 90 96 80 01 87";
const T0 = "00 00 00";
const T1 = "01 00 00";

/** A powered card that answers each PPS request with what `pps` makes of it; undefined: mute. */
function rigWith(
  pps: (request: string) => string | undefined,
  atr = ATR,
  firmware = "PICO_R1_3-sec1210",
): Rig {
  const rig = new Rig({ firmware }).powered(atr);
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length < 4) return;
    const response = pps(hex(slot.received));
    if (response !== undefined) slot.say(bytes(response));
  };
  return rig;
}

function set(rig: Rig, protocol: string, structure: string): string {
  const answer = rig.ask(command(0x61, 0, 9, protocol, structure), 1500);
  return answer.replace(/^(80 )+/, "");
}

function parameters(status: string, structure = ""): string {
  return framed(`82 ${hex([bytes(structure).length])} 00 00 00 00 09 ${status} ${structure}`);
}

const AGREE = (request: string): string => request;

test("SetParameters asks the card for protocol and speed, and both are in force when it agrees", (t) => {
  const rig = rigWith(AGREE);
  t.is(set(rig, T0, "96 00 00 0A 00"), parameters("00 00 00", "96 00 00 0A 00"));
  t.is(hex(rig.slots[0]!.received), "FF 10 96 79");
  t.is(rig.slots[0]!.format.baud, 238636);
  const other = rigWith(AGREE);
  t.is(set(other, T1, "96 10 00 45 00 FE 00"), parameters("00 00 01", "96 10 00 45 00 FE 00"));
  t.is(hex(other.slots[0]!.received), "FF 11 96 78");
});

test("what the ATR has already set needs no PPS: same protocol, same speed", (t) => {
  const rig = rigWith(AGREE, "3B 02 14 50");
  t.is(set(rig, T0, "11 00 00 0A 00"), parameters("00 00 00", "11 00 00 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
});

test("another protocol than the first one offered is asked for at 372/1 too", (t) => {
  const rig = rigWith(AGREE);
  t.is(set(rig, T1, "11 10 00 45 00 FE 00"), parameters("00 00 01", "11 10 00 45 00 FE 00"));
  t.is(hex(rig.slots[0]!.received), "FF 11 11 FF");
});

test("a response without PPS1 leaves 372/1, and the answer says so (ISO/IEC 7816-3, 9.3)", (t) => {
  const rig = rigWith(() => "FF 00 FF");
  t.is(set(rig, T0, "96 00 00 0A 00"), parameters("00 00 00", "11 00 00 0A 00"));
  t.is(rig.slots[0]!.format.baud, 10264);
});

const REFUSALS: [string, string | undefined, string][] = [
  ["no response", undefined, "FE"],
  ["another speed", "FF 10 95 7A", "F4"],
  ["another protocol", "FF 11 96 78", "F4"],
  ["a wrong PCK", "FF 10 96 78", "F4"],
  ["what is no PPS response", "3B 10 96 79", "F4"],
];
for (const [what, response, error] of REFUSALS) {
  test(`${what}: the card is deactivated and SetParameters fails`, (t) => {
    const rig = rigWith(() => response);
    t.is(set(rig, T0, "96 00 00 0A 00"), parameters(`41 ${error} 00`));
    t.is(rig.ask(command(0x65, 0, 10)), framed("81 00 00 00 00 00 0A 01 00 01"));
  });
}

test("one PPS after a reset: when the host has made it, or a command has been, SetParameters only sets", (t) => {
  const rig = rigWith(AGREE);
  rig.ask(command(0x6f, 0, 8, "00 00 00", "FF 10 96 79"), 100);
  rig.slots[0]!.received = [];
  t.is(set(rig, T0, "96 00 00 0A 00"), parameters("00 00 00", "96 00 00 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
  t.is(rig.slots[0]!.format.baud, 238636);
});

test("in specific mode (TA2) there is no PPS", (t) => {
  const rig = rigWith(AGREE, "3B 90 96 10 16");
  const answer = set(rig, T0, "96 00 00 0A 00");
  t.is(answer, parameters("00 00 00", "96 00 00 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
});

test("a speed beyond the board's is not asked for, and the answer tells what is in force; a reserved one is refused", (t) => {
  // 372 / 64: 5.8 clock cycles for a bit.
  const rig = rigWith(AGREE);
  t.is(set(rig, T0, "17 00 00 0A 00"), parameters("00 00 00", "11 00 00 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
  t.is(set(rigWith(AGREE), T0, "1A 00 00 0A 00"), parameters("40 0A 00"));
});

test("in the other personas SetParameters only sets", (t) => {
  const rig = rigWith(AGREE, ATR, "PICO_R1_3-pos");
  t.is(set(rig, T0, "96 00 00 0A 00"), parameters("00 00 00", "96 00 00 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
});
