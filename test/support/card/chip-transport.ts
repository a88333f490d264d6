/**
 * A simulated chip as a Transport, without reader, line or time: APDUs in and out, and a place to break every exchange.
 * The whole chain is tested in the scenarios; here what an account does with each kind of answer and each kind of
 * failure.
 */

import { type Delivery, type ErrorCode, ReaderError } from "@duka/driver/base/errors";
import type { Transport } from "@duka/protocol/transport";
import type { CardChip } from "@duka/simulator/chip/chip";
import { chipSocket } from "@duka/simulator/vpcd/chip-transport";

/** What happens to one command instead of the usual: an answer of its own, or a broken conversation. */
export type Fault = (command: Uint8Array, execute: () => Uint8Array) => Uint8Array;

export type ChipSlot = {
  readonly transport: Transport;
  /** The chip that sits in it. */
  chip: CardChip | undefined;
  /** Strikes every command until it is taken away. */
  fault: Fault | undefined;
  /** Every command since it was made, as "INS P1 P2" in hexadecimal. */
  readonly heard: string[];
  powerUps: number;
};

export function chipSlot(name: string, chip: CardChip | undefined): ChipSlot {
  const socket = chipSocket({
    name,
    chip,
    broken: ({ code, delivery }) => broken(code, delivery),
    intercept: (command, execute) => (slot.fault === undefined ? execute() : slot.fault(command, execute)),
  });
  const { transport } = socket;
  const slot: ChipSlot = {
    get chip() {
      return socket.chip;
    },
    set chip(next) {
      socket.place(next);
    },
    fault: undefined,
    heard: [],
    powerUps: 0,
    transport: {
      ...transport,
      open(deadlineMs) {
        if (socket.chip !== undefined) slot.powerUps++;
        return transport.open(deadlineMs);
      },
      exchange(command, deadlineMs) {
        slot.heard.push(
          Array.from(command.subarray(1, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" "),
        );
        return transport.exchange(command, deadlineMs);
      },
    },
  };
  return slot;
}

export function broken(code: ErrorCode, delivery: Delivery, statusWord?: number): ReaderError {
  return new ReaderError({ message: `test: ${code}`, code, layer: "t0", delivery, statusWord });
}

const INS_AT = 1;

/** Strikes one command by its instruction byte. */
export function at(ins: number, fault: Fault): Fault {
  return (command, execute) => (command[INS_AT] === ins ? fault(command, execute) : execute());
}

/** The command arrives and is done; its answer is lost. */
export const answerLost: Fault = (_command, execute) => {
  execute();
  throw broken("card-removed", "unknown");
};

/** The command may have arrived; it has not. */
export const commandLost: Fault = () => {
  throw broken("card-removed", "unknown");
};

/** The command certainly did not leave the reader. */
export const notSent: Fault = () => {
  throw broken("card-removed", "not-sent");
};

/** The card does it and says 61xx; fetching the rest fails. */
export const fetchLost: Fault = (_command, execute) => {
  const length = execute().length - 2;
  throw broken("card-removed", "answered", 0x6100 | length);
};

/** The card answers this status word and has done nothing. */
export function refusing(statusWord: number): Fault {
  return () => Uint8Array.of(statusWord >> 8, statusWord & 0xff);
}

/** The card does it and answers this status word. */
export function doingBut(statusWord: number): Fault {
  return (_command, execute) => {
    execute();
    return Uint8Array.of(statusWord >> 8, statusWord & 0xff);
  };
}

export const INS = {
  verify: 0x20,
  readBinary: 0xb0,
  readRecord: 0xb2,
  initialize: 0x50,
  debit: 0x54,
  medicalProof: 0x2e,
  prove: 0x5a,
  initSam: 0x70,
  creditSam: 0x72,
};
