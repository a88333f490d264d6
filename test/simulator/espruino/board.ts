/** A machine with wires that write down what happens, for tests of the machine itself. */

import type { CpuCost } from "@duka/simulator/espruino/board-model";
import { type Machine, startMachine } from "@duka/simulator/espruino/machine";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";

type Board = {
  readonly clock: VirtualClock;
  readonly machine: Machine;
  /** What the bundle gave to `note(…)`. */
  readonly notes: unknown[];
  readonly crashes: string[];
  /** What happened on the wires of Serial1, Serial2, A8 and B5. */
  readonly wires: string[];
  /** A byte arrives at Serial1, the line to the host. */
  hearHost(byte: number): void;
  /** A byte arrives at Serial2. */
  hear(byte: number, parityError?: boolean): void;
  /** The level at B5 changes. */
  edge(level: 0 | 1): void;
};

export function board(
  bundle: string,
  options: { cpu?: CpuCost; name?: string; isTimed?: boolean } = {},
): Board {
  const clock = new VirtualClock();
  const notes: unknown[] = [];
  const crashes: string[] = [];
  const wires: string[] = [];
  let hearHost: Board["hearHost"] = () => {};
  let hear: Board["hear"] = () => {};
  let edge: Board["edge"] = () => {};
  let level: 0 | 1 = 0;
  const uart = (name: string) => ({
    isHostLine: name === "Serial1",
    setup: (format: { baud: number; parity: string; stopBits: number }) =>
      wires.push(`${name} ${format.baud} ${format.parity} ${format.stopBits}`),
    transmit: (bytes: Uint8Array) =>
      wires.push(
        options.isTimed
          ? `${clock.nowMs()} ms ${name} > ${[...bytes].join(" ")}`
          : `${name} > ${[...bytes].join(" ")}`,
      ),
    onReceive: (listener: (byte: number, parityError: boolean) => void) => {
      if (name === "Serial1") hearHost = (byte) => listener(byte, false);
      if (name === "Serial2") hear = (byte, parityError = false) => listener(byte, parityError);
    },
  });
  const pin = (name: string) => ({
    drive: (to: 0 | 1) => wires.push(`${name} ${to}`),
    clock: (hertz: number) => wires.push(`${name} ${hertz} Hz`),
    read: () => level,
    onEdge: (listener: (to: 0 | 1) => void) => {
      if (name === "B5") edge = listener;
    },
  });
  const machine = startMachine({
    bundle,
    clock,
    wiring: {
      uarts: { Serial1: uart("Serial1"), Serial2: uart("Serial2") },
      pins: { A8: pin("A8"), B5: pin("B5") },
    },
    serialNumber: "SIM-7",
    cpu: options.cpu ?? { eventMs: 0, byteMs: 0 },
    onCrash: (error) => crashes.push(error.message),
    globals: { note: (...items: unknown[]) => notes.push(...items) },
    ...(options.name === undefined ? {} : { board: options.name }),
  });
  return {
    clock,
    machine,
    notes,
    crashes,
    wires,
    hearHost: (byte) => hearHost(byte),
    hear: (byte, parityError) => hear(byte, parityError),
    edge: (to) => {
      level = to;
      edge(to);
    },
  };
}
