/**
 * The card's side of the pseudo-terminals that a LINUX firmware has for contacts and card lines: sockets of the
 * simulator in real time.
 */

import { type CardSocket, createCardSocket } from "@duka/simulator/line/card-socket";
import type { RealClock } from "@duka/simulator/time/real-clock";
import { CLOCK_HZ, joinLine } from "./line-end.js";
import type { Pty } from "./ptys.js";

/** Bits of a contact byte, as `hal-ptys.ts` of the firmware has them. */
const SUPPLY = 3;
const RST = 4;
const CLK = 8;
const SLOT_SHIFT = 4;
/** What the reader does at different times may arrive in one piece, and a reset lasts at least 400 clock cycles. */
const STEP_MS = 1;

/** Marks a key on the contact line. */
const KEY = 128;

type CardEnds = {
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
