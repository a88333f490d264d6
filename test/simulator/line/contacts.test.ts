import test from "ava";
import { CLOCK_HZ, scriptedReader, tableChip } from "./scripted-reader.js";

const ATR = "3B 02 14 50";

test("a card answers its ATR after a cold reset in the standard's order, and after a warm reset", (t) => {
  const reader = scriptedReader();
  const { chip, log } = tableChip({});
  reader.socket.insert(chip);
  t.is(reader.powerOn(), ATR);
  reader.rst.drive(0);
  reader.clock.runUntil(reader.clock.nowMs() + 1);
  reader.rst.drive(1);
  t.is(reader.take().length, 4);
  reader.powerOff();
  t.deepEqual(log, ["reset", "reset", "off"]);
  t.deepEqual(reader.socket.violations(), []);
});

test("the ATR begins 400 to 40 000 clock cycles after RST goes high", (t) => {
  for (const atrDelayCycles of [400, 40_000]) {
    const reader = scriptedReader();
    reader.socket.behave({ atrDelayCycles });
    reader.socket.insert(tableChip({}).chip);
    reader.rst.drive(0);
    reader.vcc.drive(1);
    reader.clk.clock(CLOCK_HZ);
    reader.clock.runUntil(1);
    reader.rst.drive(1);
    const [ts] = reader.take();
    const edgeMs = ts!.atMs - 1.1;
    t.is(Math.round(((edgeMs - 1) * CLOCK_HZ) / 1000), atrDelayCycles);
  }
});

test("without power, without a clock, or with RST low for too short a card is mute", (t) => {
  const cases: [string, (reader: ReturnType<typeof scriptedReader>) => void, RegExp | undefined][] = [
    ["no power", (r) => r.clk.clock(CLOCK_HZ), /CLK before VCC/],
    ["no clock", (r) => r.vcc.drive(1), undefined],
    [
      "399 cycles",
      (r) => {
        r.vcc.drive(1);
        r.clk.clock(CLOCK_HZ);
        r.clock.runUntil(399_500 / CLOCK_HZ);
      },
      /RST was low for 399 clock cycles/,
    ],
    [
      "RST high from the start",
      (r) => {
        r.rst.drive(1);
        r.vcc.drive(1);
        r.clk.clock(CLOCK_HZ);
      },
      /VCC on while RST is high/,
    ],
  ];
  for (const [what, drive, violation] of cases) {
    const reader = scriptedReader();
    reader.socket.insert(tableChip({}).chip);
    drive(reader);
    reader.rst.drive(1);
    t.deepEqual(reader.take(), [], what);
    if (violation !== undefined) t.regex(reader.socket.violations().join(), violation, what);
  }
});

test("a clock outside 1 to 5 MHz, and power taken before RST and clock, are written down", (t) => {
  const reader = scriptedReader();
  reader.socket.insert(tableChip({}).chip);
  reader.vcc.drive(1);
  reader.clk.clock(6_000_000);
  reader.vcc.drive(0);
  t.regex(reader.socket.violations().join("\n"), /6000000 Hz[\s\S]*deactivation/);
});

test("a stopped clock, low RST or lost power end whatever the card is doing", (t) => {
  for (const stop of ["clk", "rst", "vcc"] as const) {
    const reader = scriptedReader();
    reader.socket.insert(tableChip({}).chip);
    reader.rst.drive(0);
    reader.vcc.drive(1);
    reader.clk.clock(CLOCK_HZ);
    reader.clock.runUntil(1);
    reader.rst.drive(1);
    // 20 000 cycles, then two characters of the ATR and a half.
    reader.clock.runUntil(1 + 20_000_000 / CLOCK_HZ + 2.8);
    reader[stop].drive(0);
    t.is(reader.take().length, 2, stop);
  }
});

test("the presence switch tells at each edge whether a card is in", (t) => {
  const reader = scriptedReader();
  const edges: number[] = [];
  reader.present.onEdge((level) => edges.push(level));
  t.is(reader.present.read(), 0);
  const first = tableChip({});
  reader.socket.insert(first.chip);
  t.is(reader.present.read(), 1);
  t.throws(() => reader.socket.insert(first.chip), { message: /a card in it already/ });
  t.is(reader.socket.swap(tableChip({}).chip), first.chip);
  t.not(reader.socket.remove(), first.chip);
  t.is(reader.socket.remove(), undefined);
  t.deepEqual(edges, [1, 0, 1, 0]);
});

test("a card put into a powered socket is mute until it is reset", (t) => {
  const reader = scriptedReader();
  const { chip, log } = tableChip({});
  reader.powerOn();
  reader.socket.insert(chip);
  t.is(reader.send("00 84 00 00 08"), "");
  t.is(reader.powerOn(), ATR);
  t.deepEqual(log, ["reset"]);
});

test("when the reader's own power fails every output falls at once", (t) => {
  const reader = scriptedReader();
  const { chip, log } = tableChip({});
  reader.socket.insert(chip);
  reader.powerOn();
  reader.uart.transmit(new Uint8Array(5));
  reader.socket.readerOff();
  t.deepEqual(reader.take(), []);
  t.deepEqual(log, ["reset", "off"]);
  t.is(reader.vcc.read(), 0);
});

test("a card is mute on a supply that it was not made for, and two supplies at once are written down", (t) => {
  const reader = scriptedReader();
  reader.socket.behave({ classes: ["B", "C"] });
  const { chip, log } = tableChip({});
  reader.socket.insert(chip);
  t.is(reader.powerOn(), "");
  reader.powerOff();
  const { A, B } = reader.socket.wires.vcc;
  B.drive(1);
  reader.clk.clock(CLOCK_HZ);
  reader.clock.runUntil(reader.clock.nowMs() + 1);
  reader.rst.drive(1);
  t.is(reader.take().length, 4);
  t.is(B.read(), 1);
  t.deepEqual(reader.socket.violations(), []);
  A.drive(1);
  t.regex(reader.socket.violations().join(), /class A switched on while class B is on/);
  t.deepEqual(log, ["off", "reset"]);
});
