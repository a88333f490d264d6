/** Espruino revision 1.4 (STM32F103, 72 MHz): the smallest board that holds the reader. One user card, one SAM. */
import type { Board } from "@duka/protocol/board";

export * from "../hal-pins.js";

export const board: Board = {
  name: "ESPRUINOBOARD",
  // 72 MHz / (floor(72 / 4) + 1).
  clockRequestHz: 4000000,
  clockHz: 3789473,
  echo: true,
  tellsParity: true,
  fixedCardBaud: 0,
  cardBaudMax: 250000,
  latencyMs: 20,
  host: { uart: "Serial1", tx: "A9", rx: "A10", path: "", baud: 115200, stopBits: 2 },
  slots: [
    {
      uart: "Serial2",
      tx: "A2",
      rx: "A3",
      path: "",
      vcc: "C6",
      vcc3V: "C8",
      vcc1V8: "C9",
      rst: "C7",
      clk: "A8",
      present: "B5",
    },
    {
      uart: "Serial3",
      tx: "B10",
      rx: "B11",
      path: "",
      vcc: "B13",
      vcc3V: "",
      vcc1V8: "",
      rst: "B14",
      clk: "A0",
      present: "B15",
    },
  ],
  panel: { good: "A14", bad: "A13", beeper: "B6", sclk: "A5", sid: "A7" },
  keypad: { rows: ["C0", "C1", "C2", "C3"], columns: ["C4", "C5", "C10", "C11"], keys: "123C456 789 *0# " },
};
