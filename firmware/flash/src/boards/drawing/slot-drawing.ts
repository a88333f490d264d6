/** A slot: its supplies, the level shifter, the socket with its contacts (ISO/IEC 7816-2). */
import type { SlotWiring } from "@duka/protocol/board";
import { box, EDGE, joint, line, PARTS, PARTS_WIDTH, part, ROW, SOCKET, text, title } from "./svg.js";

/** ISO/IEC 7816-3, 5.2.1: what a card of each class may take. */
const SUPPLIES = [
  ["vcc", "5 V supply switch, 60 mA"],
  ["vcc3V", "3 V supply switch, 50 mA"],
  ["vcc1V8", "1.8 V supply switch, 30 mA"],
] as const;
const SHIFTED = ["rst", "clk", "tx", "rx"] as const;
const BUS = PARTS + PARTS_WIDTH + 50;
const PULL_UP = BUS + 50;
const SOCKET_WIDTH = 220;

/** @param y of the first wire @returns where the next thing may stand */
export function drawSlot(slot: SlotWiring, index: number, y: number): { svg: string[]; end: number } {
  const supplies = SUPPLIES.filter(([name]) => slot[name] !== "");
  const vccY = y;
  const shifterY = y + supplies.length * ROW;
  const [rstY, clkY, txY, rxY] = SHIFTED.map((_, at) => shifterY + at * ROW) as [
    number,
    number,
    number,
    number,
  ];
  const ioY = (txY + rxY) / 2;
  const pullUpY = (rstY + clkY) / 2;
  const hasSwitch = slot.present !== "";
  const switchY = shifterY + SHIFTED.length * ROW;
  const groundY = switchY + (hasSwitch ? ROW : 0);
  const svg = [
    title(y - 26, `slot ${index}: ${index === 0 ? "user card" : "PSAM"}`),
    box(SOCKET, y - 16, SOCKET_WIDTH, groundY - y + 32, "#fbf3df"),
    text(SOCKET + SOCKET_WIDTH - 10, y - 22, index === 0 ? "card socket" : "SAM socket", "end", "bold"),
    ...supplies.flatMap(([name, words], at) => {
      const wireY = y + at * ROW;
      return [
        ...pin(slot[name], wireY),
        line(EDGE, wireY, PARTS, wireY),
        ...part(wireY, words),
        line(PARTS + PARTS_WIDTH, wireY, BUS, wireY),
        joint(BUS, wireY),
      ];
    }),
    line(BUS, vccY, BUS, y + (supplies.length - 1) * ROW),
    line(BUS, vccY, SOCKET, vccY),
    contact(vccY, "C1 VCC"),
    box(PARTS, rstY - 12, PARTS_WIDTH, rxY - rstY + 24),
    text(PARTS + PARTS_WIDTH / 2, rstY + ROW + 2, "level shifter", "middle"),
    text(PARTS + PARTS_WIDTH / 2, rstY + ROW + 20, "to the card's VCC", "middle"),
    ...through(slot.rst, rstY, "C2 RST"),
    ...through(slot.clk, clkY, "C3 CLK"),
    ...pin(slot.tx, txY),
    ...pin(slot.rx, rxY),
    text(EDGE + 12, txY - 5, "open drain"),
    line(EDGE, txY, PARTS - 40, txY),
    line(EDGE, rxY, PARTS - 40, rxY),
    line(PARTS - 40, txY, PARTS - 40, rxY),
    joint(PARTS - 40, ioY),
    line(PARTS - 40, ioY, PARTS, ioY),
    line(PARTS + PARTS_WIDTH, ioY, SOCKET, ioY),
    contact(ioY, "C7 I/O"),
    // The pull-up stands between VCC and I/O.
    joint(PULL_UP, vccY),
    line(PULL_UP, vccY, PULL_UP, pullUpY - 10),
    box(PULL_UP - 6, pullUpY - 10, 12, 20),
    text(PULL_UP - 14, pullUpY + 5, "20 kΩ", "end"),
    line(PULL_UP, pullUpY + 10, PULL_UP, ioY),
    joint(PULL_UP, ioY),
    ...(hasSwitch
      ? [
          ...pin(slot.present, switchY),
          line(EDGE, switchY, SOCKET, switchY),
          contact(switchY, "switch, closes to 3.3 V"),
        ]
      : []),
    text(SOCKET - 12, groundY + 4, "100 nF to C1, ground", "end"),
    contact(groundY, "C5 GND"),
  ];
  return { svg, end: groundY + ROW };
}

function pin(name: string, y: number): string[] {
  return [text(EDGE - 8, y + 4, name, "end")];
}

function contact(y: number, words: string): string {
  return text(SOCKET + 12, y + 4, words);
}

function through(name: string, y: number, words: string): string[] {
  return [
    ...pin(name, y),
    line(EDGE, y, PARTS, y),
    line(PARTS + PARTS_WIDTH, y, SOCKET, y),
    contact(y, words),
  ];
}
