/**
 * What the firmware uses of the Espruino interpreter, and nothing else: a name that is missing here is not used.
 * Buffers are `Uint8Array`; data events bring strings of at most 64 characters, one per byte.
 */

declare type SerialOptions = {
  tx?: string;
  rx?: string;
  path?: string;
  parity?: "none" | "even" | "odd";
  stopbits?: 1 | 2;
  errors?: boolean;
};

declare type SerialPort = {
  setup(baud: number, options: SerialOptions): void;
  write(bytes: Uint8Array | number): void;
  on(event: "data", listener: (text: string) => void): void;
  on(event: "parity", listener: () => void): void;
};

/** The global object; peripherals are its members, `global["Serial1"]`. */
declare const global: {
  readonly [name: string]: unknown;
  readonly Serial4: unknown;
  readonly DUKA_CONTACTS: unknown;
};

declare const E: {
  setConsole(device: null, options: { force: boolean }): void;
  CRC32(bytes: Uint8Array): number;
  on(event: "errorFlag", listener: (flags: string[]) => void): void;
  /** Reads the error flags and clears them. */
  getErrorFlags(): string[];
  enableWatchdog(timeoutSeconds: number): void;
  reboot(): void;
};

declare const process: {
  on(event: "uncaughtException", listener: () => void): void;
  memory(): { usage: number; total: number };
};

/** Seconds, with microseconds behind the point. */
declare function getTime(): number;
declare function getSerial(): string;
declare function setTimeout(then: () => void, delayMs: number): number;
declare function clearTimeout(timer: number): void;

// Pins are given by their names.
declare function pinMode(pin: string, mode: "input_pulldown" | "output" | "opendrain" | "af_opendrain"): void;
declare function digitalWrite(pin: string, level: number): void;
declare function digitalRead(pin: string): number;
declare function analogWrite(pin: string, duty: number, options: { freq: number }): void;
declare function setWatch(
  then: (edge: { state: boolean }) => void,
  pin: string,
  options: { repeat: boolean; edge: "both"; debounce: number },
): void;

interface Uint8Array {
  /** Espruino takes a string for an array of its character codes. */
  set(text: string, at?: number): void;
}
