import { parseManifest } from "@duka/simulator/reader/manifest";
import test from "ava";

const SLOT = {
  uart: "Serial2",
  tx: "A2",
  rx: "A3",
  path: "",
  vcc: "B3",
  vcc3V: "",
  vcc1V8: "",
  rst: "B4",
  clk: "A8",
  present: "B5",
};
const MANIFEST = {
  name: "duka",
  version: "0.1.0",
  board: "PICO_R1_3",
  persona: "pos",
  without: [],
  securityCounter: 0,
  interpreter: "2v20",
  bytes: 17900,
  sha256: "00",
  variables: 2049,
  clockRequestHz: 4_000_000,
  clockHz: 3_818_181,
  echo: true,
  tellsParity: true,
  fixedCardBaud: 0,
  cardBaudMax: 500_000,
  latencyMs: 20,
  host: { uart: "Serial1", tx: "B6", rx: "B7", path: "", baud: 115_200, stopBits: 2 },
  slots: [SLOT],
  panel: { good: "B12", bad: "B2", beeper: "A6", sclk: "", sid: "" },
  keypad: { rows: ["A4"], columns: ["A10", "A13"], keys: "1#" },
  manifestSha256: "11",
};

test("a manifest says which UARTs and pins the firmware uses; more than that is let be", (t) => {
  t.deepEqual(parseManifest(JSON.stringify({ ...MANIFEST, colour: "red" })), MANIFEST);
});

test("a manifest that lacks something names it", (t) => {
  const cases: [unknown, RegExp][] = [
    [null, /board manifest must be an object; build the firmware anew/],
    [{ ...MANIFEST, board: 1 }, /manifest\.board must be a text/],
    [{ ...MANIFEST, host: undefined }, /manifest\.host must be an object/],
    [{ ...MANIFEST, host: { ...MANIFEST.host, baud: 0 } }, /manifest\.host\.baud must be a positive number/],
    [{ ...MANIFEST, panel: undefined }, /manifest\.panel must be an object/],
    [{ ...MANIFEST, keypad: { ...MANIFEST.keypad, rows: "A4" } }, /manifest\.keypad\.rows must be a list/],
    [{ ...MANIFEST, slots: {} }, /manifest\.slots must be a list of at least 1/],
    [{ ...MANIFEST, slots: [SLOT, 5] }, /manifest\.slots\[1\] must be an object/],
  ];
  for (const [manifest, message] of cases) {
    t.throws(() => parseManifest(JSON.stringify(manifest)), { instanceOf: RangeError, message });
  }
});
