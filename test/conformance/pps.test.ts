/** Protocol and parameters selection: ISO/IEC 7816-3, clause 9, and what the reader's board can do. */
import type { SimulationOptions } from "@duka/simulator";
import test from "ava";
import { countingUp, openT1Bench } from "./t1-bench.js";

type Row = {
  readonly rule: string;
  readonly clause: string;
  readonly card: SimulationOptions & {
    readonly pps?: "default-speed" | "mute" | ((request: Uint8Array) => Uint8Array);
  };
  /** What is in force in the end. */
  readonly expected: readonly [protocol: number, fiDi: number, resets: number];
};

const T0 = { protocol: "T=0" } as const;
const T1 = { protocol: "T=1" } as const;
const BOTH = { protocol: "T=0,T=1" } as const;
const swapped = (request: Uint8Array) => Uint8Array.from(request).reverse();

const ROWS: readonly Row[] = [
  { rule: "a card that offers nothing is not asked", clause: "9.1", card: T0, expected: [0, 0x11, 1] },
  {
    rule: "nor is one that offers what is in force",
    clause: "9.1",
    card: { ...T1, ta1: 0x11 },
    expected: [1, 0x11, 1],
  },
  { rule: "TA1 96: F 512, D 32", clause: "9.3", card: { ...T0, ta1: 0x96 }, expected: [0, 0x96, 1] },
  { rule: "TA1 96 and T=1", clause: "9.3", card: { ...T1, ta1: 0x96 }, expected: [1, 0x96, 1] },
  { rule: "TA1 97: F 512, D 64", clause: "9.3", card: { ...T0, ta1: 0x97 }, expected: [0, 0x97, 1] },
  { rule: "TA1 97 and T=1", clause: "9.3", card: { ...T1, ta1: 0x97 }, expected: [1, 0x97, 1] },
  { rule: "TA1 18: F 372, D 12", clause: "9.3", card: { ...T0, ta1: 0x18 }, expected: [0, 0x18, 1] },
  { rule: "TA1 95: F 512, D 16", clause: "9.3", card: { ...T1, ta1: 0x95 }, expected: [1, 0x95, 1] },
  {
    rule: "the first protocol offered is taken",
    clause: "8.2.3, 9.2",
    card: { ...BOTH, ta1: 0x94 },
    expected: [0, 0x94, 1],
  },
  {
    rule: "beyond the board's speed the largest D that it can do is asked for: 96 for 97 at 250 kbit/s",
    clause: "9.3",
    card: { ...T1, ta1: 0x97, firmware: "ESPRUINOBOARD-pos" },
    expected: [1, 0x96, 1],
  },
  {
    rule: "a response without PPS1 leaves 372/1 in force",
    clause: "9.4",
    card: { ...T0, ta1: 0x96, pps: "default-speed" },
    expected: [0, 0x11, 1],
  },
  {
    rule: "a response without PPS1, T=1",
    clause: "9.4",
    card: { ...T1, ta1: 0x96, pps: "default-speed" },
    expected: [1, 0x11, 1],
  },
  {
    rule: "no response: reset, and on at 372/1",
    clause: "9.4",
    card: { ...T0, ta1: 0x96, pps: "mute" },
    expected: [0, 0x11, 2],
  },
  {
    rule: "no response, T=1",
    clause: "9.4",
    card: { ...T1, ta1: 0x96, pps: "mute" },
    expected: [1, 0x11, 2],
  },
  {
    rule: "another speed than the one asked for is no agreement: reset",
    clause: "9.4",
    card: { ...T0, ta1: 0x96, pps: () => Uint8Array.of(0xff, 0x10, 0x95, 0x7a) },
    expected: [0, 0x11, 2],
  },
  {
    rule: "another protocol than the one asked for is no agreement: reset",
    clause: "9.4",
    card: { ...T1, ta1: 0x96, pps: () => Uint8Array.of(0xff, 0x10, 0x96, 0x79) },
    expected: [1, 0x11, 2],
  },
  {
    rule: "bytes that are no PPS response: reset",
    clause: "9.4",
    card: { ...T0, ta1: 0x96, pps: swapped },
    expected: [0, 0x11, 2],
  },
  {
    rule: "a wrong PCK: reset",
    clause: "9.4",
    card: { ...T1, ta1: 0x96, pps: () => Uint8Array.of(0xff, 0x11, 0x96, 0x79) },
    expected: [1, 0x11, 2],
  },
  {
    rule: "a response that stops: reset",
    clause: "9.4",
    card: { ...T0, ta1: 0x96, pps: () => Uint8Array.of(0xff, 0x10) },
    expected: [0, 0x11, 2],
  },
  {
    rule: "specific mode: TA1 is in force at once, and no PPS is asked for",
    clause: "6.3.1, 8.3",
    card: { ...T0, ta1: 0x95, specific: true },
    expected: [0, 0x95, 1],
  },
  {
    rule: "specific mode, T=1",
    clause: "6.3.1, 8.3",
    card: { ...T1, ta1: 0x96, specific: true },
    expected: [1, 0x96, 1],
  },
  {
    rule: "a D reserved for future use in TA1: the larger ones that exist are not asked for",
    clause: "8.3, table 8",
    card: { ...T0, ta1: 0x9f },
    expected: [0, 0x11, 1],
  },
  {
    rule: "N = 255 with T=0 and PPS: 12 etu",
    clause: "8.3 (TC1)",
    card: { ...T0, ta1: 0x96, guardTime: 255 },
    expected: [0, 0x96, 1],
  },
  {
    rule: "N = 255 with T=1: 12 etu in PPS, 11 afterwards",
    clause: "8.3 (TC1)",
    card: { ...T1, ta1: 0x96, guardTime: 255 },
    expected: [1, 0x96, 1],
  },
];

for (const { rule, clause, card, expected } of ROWS) {
  test(`PPS, ${card.protocol}: ${rule} (ISO/IEC 7816-3, ${clause})`, async (t) => {
    const { pps, ...options } = card;
    const bench = await openT1Bench(options);
    bench.behave(pps === undefined ? {} : { pps });
    await bench.open();
    const line = bench.reader.slot(0).line();
    t.deepEqual([line?.protocol, line?.fiDi, bench.resets()], [...expected]);
    t.is(await bench.send("80 10 00 00"), "90 00");
    t.is(await bench.send("80 12 40 00 40"), `${countingUp(64)} 90 00`);
    t.is(await bench.executed(), 2);
    t.deepEqual(bench.violations(), []);
    await bench.close();
  });
}
