/**
 * Espruino Pico revision 1.3 (STM32F401, 84 MHz): the chip has three USARTs, so one host line and two slots.
 * The third one shares its pins with USB, which is therefore not connected while the reader runs. The keypad takes the
 * last pins: three of its columns are the pads of the debug port on the underside.
 */
import type { Board } from "@duka/protocol/board";

export * from "../hal-pins.js";

export const board: Board = {
  name: "PICO_R1_3",
  // 84 MHz / (floor(84 / 4) + 1).
  clockRequestHz: 4000000,
  clockHz: 3818181,
  echo: true,
  tellsParity: true,
  fixedCardBaud: 0,
  cardBaudMax: 500000,
  latencyMs: 20,
  host: { uart: "Serial1", tx: "B6", rx: "B7", path: "", baud: 115200, stopBits: 2 },
  slots: [
    {
      uart: "Serial2",
      tx: "A2",
      rx: "A3",
      path: "",
      vcc: "B3",
      vcc3V: "B8",
      vcc1V8: "B9",
      rst: "B4",
      clk: "A8",
      present: "B5",
    },
    {
      uart: "Serial6",
      tx: "A11",
      rx: "A12",
      path: "",
      vcc: "B13",
      vcc3V: "",
      vcc1V8: "",
      rst: "B14",
      clk: "A5",
      present: "B15",
    },
  ],
  panel: { good: "B12", bad: "B2", beeper: "A6", sclk: "A0", sid: "A1" },
  keypad: {
    rows: ["A4", "A7", "B1", "B10"],
    columns: ["A10", "A13", "A14", "A15"],
    keys: "123C456 789 *0# ",
  },
};
