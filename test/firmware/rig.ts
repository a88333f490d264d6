/**
 * The built firmware on the machine, with a host that speaks in hex and a card end that does what a test says. Times
 * are those of the wires: 11 bits per host byte, 12 etu per card character.
 */

import type { CpuCost } from "@duka/simulator/espruino/board-model";
import { startMachine } from "@duka/simulator/espruino/machine";
import type { PinWire, UartFormat, UartWire } from "@duka/simulator/espruino/wiring";
import { type Firmware, readFirmware } from "@duka/simulator/reader/firmware-files";
import { createKeypad, type Keypad } from "@duka/simulator/reader/keypad";
import { createPanel, type Panel } from "@duka/simulator/reader/panel";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";

const HOST_BYTE_MS = 11 / 115.2;
const ETU_MS = 372 / 3818.181;
const CHARACTER_ETU = 12;
/** Runs before the firmware. */
const COUNT_BUFFERS =
  "(function (Native) { Uint8Array = function (from) { const made = new Native(from); tellBuffer(made); return made; }; })(Uint8Array);";
/** A key is held, and none is. */
const KEY_MS = 60;

export function bytes(hex: string): number[] {
  return (hex.match(/[0-9A-Fa-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

export function hex(data: Iterable<number>): string {
  return Array.from(data, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

/** A frame around a message: 03 06, the message, LRC. */
export function framed(message: string): string {
  const frame = [0x03, 0x06, ...bytes(message)];
  return hex([...frame, frame.reduce((sum, byte) => sum ^ byte)]);
}

/** A command message; the payload's length is filled in. */
export function command(
  type: number,
  slot: number,
  seq: number,
  parameters = "00 00 00",
  payload = "",
): string {
  const data = bytes(payload);
  return framed(
    hex([type, data.length & 255, data.length >> 8, 0, 0, slot, seq, ...bytes(parameters), ...data]),
  );
}

/** An answer message. */
export function answer(type: number, slot: number, seq: number, status: string, payload = ""): string {
  return command(type, slot, seq, status, payload);
}

/** One socket: what the reader drives, what it hears. */
class Socket {
  /** Pin changes as "VCC 1", "CLK 3818182", in order. */
  readonly pinLog: string[] = [];
  /** What the card has received since the last answer of its own. */
  received: number[] = [];
  format: UartFormat = { baud: 0, parity: "none", stopBits: 1 };
  /** The board's own fault: sending throws. */
  isBroken = false;
  /** The receiver of the UART is cut off from the line. */
  isDeaf = false;
  /** Called when RST goes up. */
  onReset: () => void = () => {};
  /** Called for each character that the reader has sent, after its echo. */
  onCharacter: (byte: number) => void = () => {};
  readonly #clock: VirtualClock;
  #present: 0 | 1 = 1;
  #edge: (level: 0 | 1) => void = () => {};
  #hear: (byte: number, parityError: boolean) => void = () => {};
  #freeMs = 0;
  /** A reset ends what the card was saying. */
  #resets = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get uart(): UartWire {
    return {
      setup: (format) => {
        this.format = format;
      },
      transmit: (data) => {
        if (this.isBroken) throw new Error("broken");
        for (const byte of data) {
          this.#at(CHARACTER_ETU, () => {
            if (!this.isDeaf) this.#hear(byte, false);
            this.received.push(byte);
            this.onCharacter(byte);
          });
        }
      },
      onReceive: (listener) => {
        this.#hear = listener;
      },
    };
  }

  pin(name: string): PinWire {
    return {
      drive: (level) => {
        this.pinLog.push(`${name} ${level}`);
        if (name === "RST" && level === 0) this.#resets++;
        if (name === "RST" && level === 1) this.onReset();
      },
      clock: (frequencyHz) => this.pinLog.push(`${name} ${Math.round(frequencyHz)}`),
      read: () => this.#present,
      onEdge: (listener) => {
        this.#edge = listener;
      },
    };
  }

  /** The card sends characters as the UART will see them, 12 etu each; `badAt` has a parity error. */
  say(data: number[], badAt = -1): void {
    const reset = this.#resets;
    data.forEach((byte, index) => {
      this.#at(CHARACTER_ETU, () => {
        if (reset === this.#resets) this.#hear(byte, index === badAt || badAt === ALL_BAD);
      });
    });
  }

  remove(): void {
    this.#present = 0;
    this.#edge(0);
  }

  insert(): void {
    this.#present = 1;
    this.#edge(1);
  }

  #at(etu: number, then: () => void): void {
    this.#freeMs = Math.max(this.#freeMs, this.#clock.nowMs()) + etu * ETU_MS;
    this.#clock.after(this.#freeMs - this.#clock.nowMs(), then);
  }
}

/** Every character has a parity error, as in inverse convention on a UART set to even parity. */
export const ALL_BAD = -2;

export class Rig {
  readonly clock = new VirtualClock();
  readonly slots = [new Socket(this.clock), new Socket(this.clock)];
  readonly crashes: Error[] = [];
  readonly keypad: Keypad;
  readonly panel: Panel;
  /** What the reader has sent and nobody has read yet. */
  #sent: number[] = [];
  #hear: (byte: number, parityError: boolean) => void = () => {};
  #hostFreeMs = 0;
  /** When the reader's last byte was over. */
  lastByteMs = 0;
  readonly stop: () => void;

  /** Every buffer that the firmware has made. */
  readonly buffers: Uint8Array[] = [];
  /** @param options.storage the board's files, which survive the rig */
  constructor(options: { cpu?: CpuCost; firmware?: string | Firmware; storage?: Map<string, string> } = {}) {
    const { firmware } = options;
    const { bundle, manifest } = typeof firmware === "object" ? firmware : readFirmware(firmware);
    const uarts: { [name: string]: UartWire } = {
      [manifest.host.uart]: {
        setup() {},
        transmit: (data) => this.#fromReader(data),
        onReceive: (listener) => {
          this.#hear = listener;
        },
      },
    };
    const pins: { [name: string]: PinWire } = {};
    manifest.slots.forEach((slot, index) => {
      const socket = this.slots[index]!;
      uarts[slot.uart] = socket.uart;
      const named = { VCC: slot.vcc, VCC3: slot.vcc3V, VCC18: slot.vcc1V8, RST: slot.rst, CLK: slot.clk };
      for (const [name, pin] of Object.entries({ ...named, PRESENT: slot.present })) {
        if (pin !== "") pins[pin] = socket.pin(name);
      }
    });
    this.keypad = createKeypad(manifest.keypad);
    this.keypad.rows.forEach((row, index) => {
      pins[manifest.keypad.rows[index]!] = row;
    });
    this.keypad.columns.forEach((column, index) => {
      pins[manifest.keypad.columns[index]!] = column;
    });
    const panel = createPanel();
    this.panel = panel.state;
    const machine = startMachine({
      bundle: COUNT_BUFFERS + bundle,
      globals: { tellBuffer: (buffer: Uint8Array) => this.buffers.push(buffer) },
      clock: this.clock,
      wiring: { uarts, pins, spis: { [manifest.panel.sid]: panel.display } },
      serialNumber: "SIM-1",
      cpu: options.cpu ?? { eventMs: 0, byteMs: 0 },
      storage: options.storage ?? new Map(),
      onCrash: (error) => this.crashes.push(error),
    });
    this.stop = () => machine.stop();
  }

  /** The host sends bytes back to back. */
  send(text: string): void {
    for (const byte of bytes(text)) {
      this.#hostFreeMs = Math.max(this.#hostFreeMs, this.clock.nowMs()) + HOST_BYTE_MS;
      this.clock.after(this.#hostFreeMs - this.clock.nowMs(), () => this.#hear(byte, false));
    }
  }

  run(durationMs: number): void {
    this.clock.runUntil(this.clock.nowMs() + durationMs);
  }

  /** Presses these keys one after the other. */
  press(keys: string): this {
    for (const key of keys) {
      this.keypad.setContact(key, true);
      this.run(KEY_MS);
      this.keypad.setContact(key, false);
      this.run(KEY_MS);
    }
    return this;
  }

  /** Everything that the reader has said since the last time. */
  read(): string {
    const sent = hex(this.#sent);
    this.#sent = [];
    return sent;
  }

  /** Sends, waits, and reads. */
  ask(text: string, durationMs = 60): string {
    this.send(text);
    this.run(durationMs);
    return this.read();
  }

  /** The first word of a host. */
  open(): this {
    this.ask(OPENING);
    return this;
  }

  /** Opens, and powers the card of slot 0 with this ATR. */
  powered(atr = "3B 02 14 50"): this {
    this.slots[0]!.onReset = () => this.slots[0]!.say(bytes(atr));
    this.open();
    this.ask(command(0x62, 0, 1, "01 00 00"), 200);
    this.slots[0]!.received = [];
    return this;
  }

  #fromReader(data: Uint8Array): void {
    this.#sent.push(...data);
    this.lastByteMs = this.clock.nowMs();
  }
}

export const OPENING = "03 06 6B 01 00 00 00 00 00 00 00 00 02 6D";
