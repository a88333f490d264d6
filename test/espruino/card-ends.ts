/**
 * The card's side of the pseudo-terminals that a LINUX firmware has for contacts and card lines: sockets of the simulator in real time.
 * A pseudo-terminal carries neither speed nor parity, so those of the UART are set here as the firmware would have set them: a PPS is
 * listened to.
 */
import { cyclesPerEtu } from "@duka/protocol/wire/timing";
import type { RealClock } from "@duka/simulator/clock";
import { type CardSocket, createCardSocket } from "@duka/simulator/line/card-socket";
import { PPSS, ppsIsWhole } from "@duka/simulator/line/pps-answer";
import type { Pty } from "./ptys.js";

const CLOCK_HZ = 4_000_000;
const BAUD = CLOCK_HZ / 372;
/** Bits of a contact byte, as `hal-ptys.ts` of the firmware has them. */
const SUPPLY = 3;
const RST = 4;
const CLK = 8;
const SLOT_SHIFT = 4;
/** What the reader does at different times may arrive in one piece, and a reset lasts at least 400 clock cycles. */
const STEP_MS = 1;
/** TS of the inverse convention as a UART sees it that expects the direct one. */
const TS_INVERSE_ON_LINE = 0x03;

/** Marks a key on the contact line. */
const KEY = 128;
/** PPS0: PPS1 follows. */
const HAS_PPS1 = 0x10;

export type CardEnds = {
  readonly sockets: readonly CardSocket[];
  /** Presses keys, which the reader forgets while it asks for none. */
  press(keys: string): void;
};

export function createCardEnds(clock: RealClock, contacts: Pty, lines: readonly Pty[]): CardEnds {
  const sockets = lines.map(() => createCardSocket(clock));
  const states = lines.map(() => 0);
  const resets = lines.map((line, index) => joinLine(sockets[index]!, line));
  const tellPresence = (slot: number): void =>
    contacts.write(Uint8Array.of((slot << SLOT_SHIFT) | sockets[slot]!.wires.present.read()));
  sockets.forEach((socket, slot) => {
    socket.wires.present.onEdge(() => tellPresence(slot));
  });

  let freeAtMs = 0;
  contacts.onData((bytes) => {
    for (const byte of bytes) {
      freeAtMs = Math.max(freeAtMs + STEP_MS, clock.nowMs());
      clock.after(freeAtMs - clock.nowMs(), () => change(byte));
    }
  });
  return {
    sockets,
    press: (keys) => contacts.write(Uint8Array.from(keys, (key) => KEY | key.charCodeAt(0))),
  };

  function change(byte: number): void {
    const slot = byte >> SLOT_SHIFT;
    const socket = sockets[slot];
    if (socket === undefined) return;
    const state = byte & 15;
    const before = states[slot]!;
    states[slot] = state;
    // The reader has started, and asks.
    if (state === 0 && before === 0) tellPresence(slot);
    if ((state & RST) !== 0 && (before & RST) === 0) resets[slot]!();
    drive(socket, state, before);
  }
}

/** In the order that a falling and a rising reader have. */
function drive({ wires }: CardSocket, state: number, before: number): void {
  const supplies = [undefined, wires.vcc.A, wires.vcc.B, wires.vcc.C];
  const rst = (state & RST) === 0 ? 0 : 1;
  if (rst === 0) wires.rst.drive(0);
  if ((state & CLK) === 0) wires.clk.clock(0);
  if ((state & SUPPLY) !== (before & SUPPLY)) {
    supplies[before & SUPPLY]?.drive(0);
    supplies[state & SUPPLY]?.drive(1);
  }
  if ((state & CLK) !== 0) wires.clk.clock(CLOCK_HZ);
  if (rst === 1) wires.rst.drive(1);
}

/** @returns what to do when the card is reset: its convention is not known then */
function joinLine(socket: CardSocket, line: Pty): () => void {
  const { uart } = socket.wires;
  let echoLeft = 0;
  let isFirst = false;
  /** What the card has said since the reader asked for a PPS, the first that it says after its reset. */
  let pps: number[] | undefined;
  let hasAsked = false;
  uart.setup({ baud: BAUD, parity: "even", stopBits: 2 });
  uart.onReceive((byte) => {
    // The board's table says that it does not hear itself.
    if (echoLeft > 0) {
      echoLeft--;
      return;
    }
    if (isFirst && byte === TS_INVERSE_ON_LINE) uart.setup({ baud: BAUD, parity: "odd", stopBits: 2 });
    isFirst = false;
    line.write(Uint8Array.of(byte));
    if (pps === undefined) return;
    pps.push(byte);
    if (!ppsIsWhole(pps)) return;
    const fiDi = (pps[1]! & HAS_PPS1) === 0 ? undefined : pps[2]!;
    pps = undefined;
    if (fiDi !== undefined) uart.setup({ baud: CLOCK_HZ / cyclesPerEtu(fiDi), parity: "even", stopBits: 2 });
  });
  line.onData((bytes) => {
    if (!hasAsked && bytes[0] === PPSS) pps = [];
    hasAsked = true;
    echoLeft += bytes.length;
    uart.transmit(bytes.slice());
  });
  return () => {
    echoLeft = 0;
    isFirst = true;
    pps = undefined;
    hasAsked = false;
    uart.setup({ baud: BAUD, parity: "even", stopBits: 2 });
  };
}
