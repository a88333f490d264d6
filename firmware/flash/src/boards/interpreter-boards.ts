/**
 * The boards that the interpreter is built for, as far as a card reader is concerned: from the interpreter's own board
 * files.
 */

export type InterpreterBoard = {
  /** As `process.env.BOARD` says it. */
  readonly name: string;
  readonly chip: string;
  readonly ramKb: number;
  /** Interpreter variables. */
  readonly variables: number;
  /** Flash for saved code. */
  readonly storageBytes: number;
  readonly uarts: number;
  /** Longest stop time of its UARTs in bits. */
  readonly stopBits: 1 | 2;
  readonly oddParity: boolean;
  /** The fastest clock that a timer output gives and a card can use: exact enough, with a duty of 45 to 55 %. */
  readonly cardClockMaxHz: number;
  /** Where the console is when the board starts without USB, at 9600 baud. */
  readonly console: string;
  /**
   * The interpreter is built with SHA-256: the hash of the image comes from the board, and a secret can open the
   * console.
   */
  readonly sha256: boolean;
  /** Held at power-up it keeps the interpreter from running saved code; empty: there is none. */
  readonly button: string;
};

const STM32 = { stopBits: 2, oddParity: true, cardClockMaxHz: 5_000_000 } as const;
/** STM32F4 with 128 kB pages: the last one of the flash, and one more where the image needs it. */
const PAGE_128K = 131_072;

export const INTERPRETER_BOARDS: readonly InterpreterBoard[] = [
  {
    name: "PICO_R1_3",
    chip: "STM32F401, 84 MHz",
    ramKb: 96,
    variables: 5100,
    storageBytes: 49_152,
    uarts: 3,
    ...STM32,
    console: "Serial1",
    sha256: true,
    button: "BTN1",
  },
  {
    name: "STM32F4DISCOVERY",
    chip: "STM32F407, 168 MHz",
    ramKb: 192,
    variables: 5450,
    storageBytes: PAGE_128K,
    uarts: 6,
    ...STM32,
    console: "Serial2",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "LINUX",
    chip: "any machine, as a program",
    ramKb: 0,
    variables: 0,
    storageBytes: 262_144,
    uarts: 6,
    stopBits: 2,
    oddParity: true,
    cardClockMaxHz: 4_000_000,
    console: "USB",
    sha256: true,
    button: "",
  },
  {
    name: "ESPRUINOBOARD",
    chip: "STM32F103, 72 MHz",
    ramKb: 48,
    variables: 2756,
    storageBytes: 20_480,
    uarts: 5,
    ...STM32,
    console: "Serial1",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "ESPRUINOWIFI",
    chip: "STM32F411, 100 MHz",
    ramKb: 128,
    variables: 8190,
    storageBytes: 65_536,
    uarts: 3,
    ...STM32,
    console: "Serial1",
    sha256: true,
    button: "BTN1",
  },
  {
    name: "STM32F405RG",
    chip: "STM32F405, 168 MHz",
    ramKb: 192,
    variables: 5450,
    storageBytes: PAGE_128K,
    uarts: 6,
    ...STM32,
    console: "Serial1",
    sha256: false,
    button: "",
  },
  {
    name: "NUCLEOF401RE",
    chip: "STM32F401, 84 MHz",
    ramKb: 96,
    variables: 5376,
    storageBytes: PAGE_128K,
    uarts: 3,
    ...STM32,
    console: "Serial2",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "NUCLEOF411RE",
    chip: "STM32F411, 100 MHz",
    ramKb: 128,
    variables: 7423,
    storageBytes: PAGE_128K,
    uarts: 3,
    ...STM32,
    console: "Serial2",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "STM32VLDISCOVERY",
    chip: "STM32F100, 24 MHz",
    ramKb: 8,
    variables: 400,
    storageBytes: 4096,
    uarts: 3,
    ...STM32,
    console: "Serial1",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "STM32F3DISCOVERY",
    chip: "STM32F303, 72 MHz",
    ramKb: 40,
    variables: 1720,
    storageBytes: 16_384,
    uarts: 3,
    ...STM32,
    console: "Serial1",
    sha256: false,
    button: "BTN1",
  },
  {
    name: "MDBT42Q",
    chip: "nRF52832, 64 MHz",
    ramKb: 64,
    variables: 2950,
    storageBytes: 40_960,
    uarts: 1,
    stopBits: 1,
    oddParity: false,
    cardClockMaxHz: 4_000_000,
    console: "Serial1",
    sha256: true,
    button: "BTN1",
  },
  {
    name: "RP2040_PICO",
    chip: "RP2040, 133 MHz",
    ramKb: 264,
    variables: 12_000,
    storageBytes: 262_144,
    uarts: 2,
    stopBits: 2,
    oddParity: true,
    cardClockMaxHz: 5_000_000,
    console: "USB",
    sha256: false,
    button: "",
  },
  {
    name: "ESP32",
    chip: "ESP32, 240 MHz",
    ramKb: 512,
    variables: 16_383,
    storageBytes: 917_504,
    uarts: 3,
    stopBits: 2,
    oddParity: true,
    // 80 MHz through 10 bits of resolution.
    cardClockMaxHz: 78_125,
    console: "Serial1",
    sha256: true,
    button: "",
  },
];

/** Undefined for a board that is not in the table. */
export function interpreterBoard(name: string): InterpreterBoard | undefined {
  return INTERPRETER_BOARDS.find((board) => board.name === name);
}
