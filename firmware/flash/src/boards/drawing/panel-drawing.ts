/** What a card-holder sees and hears. */
import type { PanelWiring } from "@duka/protocol/board";
import { EDGE, line, PARTS, PARTS_WIDTH, part, ROW, SOCKET, text, title } from "./svg.js";

/** Name in the table, the part on the wire, what is behind it. */
const PARTS_OF_PANEL = [
  ["good", "1 kΩ", "green LED to ground"],
  ["bad", "1 kΩ", "red LED to ground"],
  ["beeper", "", "piezo disc, passive, to ground"],
  ["sclk", "", "E of an ST7920 display"],
  ["sid", "", "RW of it; PSB ground, CS 5 V"],
] as const;

/** @param y of the first wire @returns where the next thing may stand */
export function drawPanel(panel: PanelWiring, y: number): { svg: string[]; end: number } {
  const wired = PARTS_OF_PANEL.filter(([name]) => panel[name] !== "");
  const svg = wired.flatMap(([name, resistor, words], at) => {
    const wireY = y + at * ROW;
    return [
      text(EDGE - 8, wireY + 4, panel[name], "end"),
      ...(resistor === ""
        ? [line(EDGE, wireY, SOCKET, wireY)]
        : [
            line(EDGE, wireY, PARTS, wireY),
            ...part(wireY, resistor),
            line(PARTS + PARTS_WIDTH, wireY, SOCKET, wireY),
          ]),
      text(SOCKET + 12, wireY + 4, words),
    ];
  });
  return { svg: [title(y - 26, "panel"), ...svg], end: y + wired.length * ROW };
}
