/**
 * The Espruino interpreter as a Linux program, with pseudo-terminals in place of wires: globals defined before the
 * bundle (or process.env of the one who writes them) name the devices. Contacts and presence go over a port of their
 * own; see `hal-ptys.ts` for its bytes. So do the keys. Speed and parity mean nothing on a pseudo-terminal.
 */
import type { Board } from "@duka/protocol/board";

export * from "../hal-ptys.js";

export const board: Board = {
  name: "LINUX",
  clockRequestHz: 4000000,
  clockHz: 4000000,
  echo: false,
  tellsParity: false,
  fixedCardBaud: 9600,
  cardBaudMax: 1000000,
  // Its input thread looks at the ports every 50 ms.
  latencyMs: 250,
  host: { uart: "Serial1", tx: "", rx: "", path: "DUKA_HOST", baud: 115200, stopBits: 2 },
  slots: [
    {
      uart: "Serial2",
      tx: "",
      rx: "",
      path: "DUKA_CARD",
      vcc: "",
      vcc3V: "",
      vcc1V8: "",
      rst: "",
      clk: "",
      present: "",
    },
    {
      uart: "Serial3",
      tx: "",
      rx: "",
      path: "DUKA_SAM",
      vcc: "",
      vcc3V: "",
      vcc1V8: "",
      rst: "",
      clk: "",
      present: "",
    },
  ],
  panel: { good: "", bad: "", beeper: "", sclk: "", sid: "" },
  keypad: { rows: [], columns: [], keys: "" },
};
