/**
 * STM32F4 Discovery (STM32F407, 168 MHz): one user card, one SAM. The host is on the port that the interpreter's
 * console has, so that one line serves for both; USB stays free. Clocks are outputs of TIM1, which counts at 168 MHz.
 */
import type { Board } from "@duka/protocol/board";

export * from "../hal-pins.js";

export const board: Board = {
  name: "STM32F4DISCOVERY",
  // 168 MHz / (floor(168 / 4) + 1).
  clockRequestHz: 4000000,
  clockHz: 3906976,
  echo: true,
  tellsParity: true,
  fixedCardBaud: 0,
  cardBaudMax: 500000,
  latencyMs: 15,
  host: { uart: "Serial2", tx: "A2", rx: "A3", path: "", baud: 115200, stopBits: 2 },
  slots: [
    {
      uart: "Serial3",
      tx: "D8",
      rx: "D9",
      path: "",
      vcc: "E7",
      vcc3V: "E8",
      vcc1V8: "E10",
      rst: "E12",
      clk: "E9",
      present: "E13",
    },
    {
      uart: "Serial6",
      tx: "C6",
      rx: "C7",
      path: "",
      vcc: "D0",
      vcc3V: "",
      vcc1V8: "",
      rst: "D1",
      clk: "E11",
      present: "D3",
    },
  ],
  panel: { good: "D12", bad: "D14", beeper: "B8", sclk: "B13", sid: "B15" },
  keypad: { rows: ["C1", "C2", "C4", "C5"], columns: ["B0", "B1", "E14", "E15"], keys: "123C456 789 *0# " },
};
