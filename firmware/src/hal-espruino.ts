/** The hardware words of `hal.ts` on Espruino. Only the `hal-…` files name what the interpreter offers. */
import { board, portOptions, shareIo } from "./board.js";

/** Bytes from the host, cut anywhere. The view is valid until the listener returns. */
type HostListener = (bytes: Uint8Array) => void;

/** Bytes from a card port, the reader's own echo included; `parityError` is about the first of them. */
type CardListener = (index: number, bytes: Uint8Array, parityError: boolean) => void;

/** Events carry at most 64 bytes; listeners read them here before they return. */
const chunk = new Uint8Array(64);
const hostPort = global[board.host.uart] as SerialPort;
const cardPorts = board.slots.map((slot) => global[slot.uart] as SerialPort);
/** Card ports whose next byte has a parity error: the event comes before the byte. */
const isBad = new Uint8Array(board.slots.length);

export function openHost(listener: HostListener): void {
  hostPort.on("data", (text) => {
    chunk.set(text);
    listener(chunk.subarray(0, text.length));
  });
  setUpHost(board.host.baud);
}

export function setUpHost(baud: number): void {
  const options = portOptions(board.host);
  options.stopbits = board.host.stopBits;
  hostPort.setup(baud, options);
}

export function writeHost(bytes: Uint8Array | number): void {
  hostPort.write(bytes);
}

export function openCards(listener: CardListener): void {
  cardPorts.forEach((port, index) => {
    port.on("data", (text) => {
      const parityError = isBad[index] === 1;
      if (parityError) isBad[index] = 0;
      chunk.set(text);
      listener(index, chunk.subarray(0, text.length), parityError);
    });
    if (board.tellsParity) {
      port.on("parity", () => {
        isBad[index] = 1;
      });
    }
  });
}

export function setUpCardPort(index: number, baud: number, inverse: boolean, stopBits: 1 | 2): void {
  const slot = board.slots[index]!;
  const options = portOptions(slot);
  options.parity = inverse ? "odd" : "even";
  options.stopbits = stopBits;
  // The Linux interpreter throws when asked for them.
  if (board.tellsParity) options.errors = true;
  cardPorts[index]!.setup(board.fixedCardBaud || baud, options);
  shareIo(slot);
}

export function writeCard(index: number, bytes: Uint8Array): void {
  cardPorts[index]!.write(bytes);
}

export function nowMs(): number {
  return getTime() * 1000;
}

// The interpreter's own, without a call of ours around them: each exchange with a card needs them more than once.
export const startTimer: (then: () => void, delayMs: number) => number = setTimeout;
/** Of a timer that runs, or has run: 0 is none. */
export const stopTimer: (timer: number) => void = clearTimeout;
export const crc32: (bytes: Uint8Array) => number = E.CRC32;

export function putText(to: Uint8Array, at: number, text: string): void {
  to.set(text, at);
}

export function chipSerialNumber(): string {
  return getSerial();
}

/** Lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const hash = new Uint8Array(global.require("crypto").SHA256(bytes));
  let text = "";
  for (let at = 0; at < hash.length; at++) text += (hash[at]! + 256).toString(16).substr(1);
  return text;
}

/** From now on the host talks to the interpreter. */
export function openConsole(): void {
  E.setConsole(hostPort, { force: true });
}

/** The letter of the image that runs, kept from now on; empty when no boot loader is there. */
export function confirmImage(): string {
  const loader = global.DUKA;
  if (!loader) return "";
  loader.confirm();
  return loader.image;
}

/** The text kept under a name; undefined when there is none. */
export function keptText(name: string): string | undefined {
  return global.require("Storage").read(name);
}

/** Keeps a text over restarts and new images; an empty one is forgotten. */
export function keepText(name: string, text: string): void {
  const storage = global.require("Storage");
  if (text) storage.write(name, text);
  else storage.erase(name);
}

export function variablesUsed(): number {
  return process.memory().usage;
}

export function variablesTotal(): number {
  return process.memory().total;
}

export function restart(): void {
  E.reboot();
}

export function guard(onFailure: () => void, onOverrun: () => void): void {
  // A word of the console on the host line would put every later answer out of step.
  E.setConsole(null, { force: true });
  process.on("uncaughtException", onFailure);
  E.on("errorFlag", () => {
    // Reading clears them, so that the next one is told too.
    E.getErrorFlags();
    onOverrun();
  });
  // Kicked by the interpreter whenever it is idle: bites when the firmware hangs in a loop.
  E.enableWatchdog(10);
}
