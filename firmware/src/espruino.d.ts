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
  /** A call by its plain name would be the bundler's. Only used where the interpreter has SHA-256. */
  require(module: "crypto"): { SHA256(bytes: Uint8Array): ArrayBuffer };
  require(module: "Storage"): {
    read(name: string): string | undefined;
    write(name: string, data: string): boolean;
    erase(name: string): void;
  };
  /** What the boot loader leaves behind; absent when something else has started the firmware. */
  readonly DUKA: { readonly image: string; confirm(): void } | undefined;
};

declare const E: {
  setConsole(device: unknown, options: { force: boolean }): void;
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
declare function pinMode(
  pin: string,
  mode: "input_pulldown" | "input_pullup" | "output" | "opendrain" | "af_opendrain",
): void;
declare function digitalWrite(pin: string, level: number): void;
declare function digitalRead(pin: string): number;
/** One number, the first pin its highest bit. */
declare function digitalRead(pins: readonly string[]): number;
declare function analogWrite(pin: string, duty: number, options: { freq: number }): void;
declare function setWatch(
  then: (edge: { state: boolean }) => void,
  pin: string,
  options: { repeat: boolean; edge: "both"; debounce: number },
): void;

/** Without pins of a hardware SPI it is done in software, most significant bit first. */
declare class SPI {
  setup(options: { sck: string; mosi: string }): void;
  write(bytes: Uint8Array): void;
}

interface Uint8Array {
  /** Espruino takes a string for an array of its character codes. */
  set(text: string, at?: number): void;
}
