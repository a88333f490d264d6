import { parseManifest } from "@duka/simulator/reader/manifest";
import test from "ava";

const SLOT = {
  uart: "Serial2",
  tx: "A2",
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
  host: { uart: "Serial1", baud: 115_200, stopBits: 2 },
  slots: [SLOT],
  panel: { good: "B12", bad: "B2", beeper: "A6", sid: "" },
  keypad: { rows: ["A4"], columns: ["A10", "A13"], keys: "1#" },
};

test("a manifest says which UARTs and pins the firmware uses; more than that is let be", (t) => {
  t.deepEqual(parseManifest(JSON.stringify({ ...MANIFEST, sha256: "00" })), MANIFEST);
});

test("a manifest that lacks something names it", (t) => {
  const cases: [unknown, RegExp][] = [
    [null, /must be an object/],
    [{ ...MANIFEST, board: 1 }, /"board" must be a text/],
    [{ ...MANIFEST, host: undefined }, /"host" must be an object/],
    [{ ...MANIFEST, host: { ...MANIFEST.host, baud: 0 } }, /"baud" must be a positive number/],
    [{ ...MANIFEST, panel: undefined }, /"panel" must be an object/],
    [{ ...MANIFEST, keypad: { ...MANIFEST.keypad, rows: "A4" } }, /"rows" must be a list of texts/],
    [{ ...MANIFEST, slots: {} }, /"slots" must be a list/],
    [{ ...MANIFEST, slots: [SLOT, 5] }, /"slots\[1\]" must be an object/],
  ];
  for (const [manifest, message] of cases) {
    t.throws(() => parseManifest(JSON.stringify(manifest)), { instanceOf: RangeError, message });
  }
});
