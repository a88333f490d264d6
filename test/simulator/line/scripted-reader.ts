/** A reader of few words for tests of the card's side: drives the contacts by hand and writes down what it hears. */
import type { CardChip } from "@duka/simulator/chip/chip";
import { createCardSocket } from "@duka/simulator/line/card-socket";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";

export const CLOCK_HZ = 3_720_000;
/** One etu at 372 clock cycles: exactly 0.1 ms. */
export const ETU_MS = 0.1;

type Heard = { readonly atMs: number; readonly byte: number; readonly parityError: boolean };

export function hex(bytes: Iterable<number>): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");
}

export function unhex(text: string): Uint8Array {
  return new Uint8Array((text.match(/[0-9a-fA-F]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16)));
}

export function scriptedReader() {
  const clock = new VirtualClock();
  const socket = createCardSocket(clock);
  const { uart, rst, clk, present } = socket.wires;
  const vcc = socket.wires.vcc.A;
  const heard: Heard[] = [];
  uart.onReceive((byte, parityError) => heard.push({ atMs: clock.nowMs(), byte, parityError }));
  const setup = (baud: number, parity: "even" | "odd" | "none" = "even") =>
    uart.setup({ baud, parity, stopBits: 2 });
  setup(1000 / ETU_MS);

  /** Runs until the line has been silent for a while, and answers what came since the last call. */
  function take(silentMs = 50): Heard[] {
    for (let known = -1; known !== heard.length; ) {
      known = heard.length;
      clock.runUntil(clock.nowMs() + silentMs);
    }
    return heard.splice(0);
  }

  return {
    clock,
    socket,
    present,
    uart,
    setup,
    take,
    vcc,
    rst,
    clk,
    /** Cold reset in the standard's order. */
    powerOn(): string {
      rst.drive(0);
      vcc.drive(1);
      clk.clock(CLOCK_HZ);
      clock.runUntil(clock.nowMs() + 1);
      rst.drive(1);
      return hex(take().map(({ byte }) => byte));
    },
    powerOff(): void {
      rst.drive(0);
      clk.clock(0);
      vcc.drive(0);
    },
    /** Sends bytes and answers what the card said; the echo is cut off. */
    send(text: string): string {
      const bytes = unhex(text);
      uart.transmit(bytes);
      return hex(
        take()
          .slice(bytes.length)
          .map(({ byte }) => byte),
      );
    },
  };
}

/**
 * A chip that answers from a table of commands in hex; what is not in it gets 6D00. INS 0xDA, 0x50, 0xA4 bring data in.
 */
export function tableChip(answers: { readonly [command: string]: string }, atr = "3B 02 14 50") {
  const log: string[] = [];
  const chip: CardChip = {
    reset() {
      log.push("reset");
      return unhex(atr);
    },
    takesData: (header) => [0xda, 0x50, 0xa4].includes(header[1]!),
    execute(apdu) {
      log.push(hex(apdu));
      return unhex(answers[hex(apdu)] ?? "6D 00");
    },
    powerOff: () => void log.push("off"),
  };
  return { chip, log };
}
