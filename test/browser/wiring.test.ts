/** The drawings that a solderer reads, as a browser shows them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findBoard } from "@duka/flash/boards/board-table";
import { drawWiring } from "@duka/flash/boards/drawing/wiring-drawing";
import test, { type ExecutionContext } from "ava";
import { checkLooks, closeChromium, openWindow, startChromium } from "./harness/chromium.js";

const FOLDER = fileURLToPath(new URL("../../../firmware/flash/wiring/", import.meta.url));

test.after.always(closeChromium);

/** Words that stand out of the drawing, that lie on other words, or that stand out of the part they are written in. */
const BADLY_PLACED = `(() => {
  const svg = document.querySelector("svg");
  const edge = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
  const boxes = [...svg.querySelectorAll("rect[rx]")].map((one) => one.getBoundingClientRect());
  const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const faults = [];
  texts.forEach(([words, a], at) => {
    if (!inside(a, edge)) faults.push("cut off: " + words);
    for (const [other, b] of texts.slice(at + 1)) if (meet(a, b)) faults.push(words + " lies on " + other);
    for (const box of boxes) {
      const isIn = a.left + a.width / 2 > box.left && a.left + a.width / 2 < box.right && meet(a, box);
      if (isIn && (a.left < box.left || a.right > box.right)) faults.push("out of its part: " + words);
    }
  });
  return faults;
})()`;

async function faultsOf(t: ExecutionContext, svg: string, name: string): Promise<readonly string[]> {
  const { page, errors } = await openWindow(t, await startChromium());
  await page.setContent(`<!doctype html><body style="margin:0">${svg}`);
  await checkLooks(t, page, name);
  t.deepEqual(errors, []);
  return page.evaluate(BADLY_PLACED);
}

for (const file of readdirSync(FOLDER)) {
  test(`no word of the drawing is cut off, lies on another, or leaves its part: ${file}`, async (t) => {
    const svg = readFileSync(`${FOLDER}${file}`, "utf8");
    t.deepEqual(await faultsOf(t, svg, `wiring-${file}`), []);
    t.regex(svg, />NOT VERIFIED ON HARDWARE/);
    for (const part of ["card socket", "SAM socket", "level shifter", "supply switch", "20 kΩ", "A cancel"]) {
      t.true(svg.includes(part), part);
    }
  });
}

test("a word that is too long for its place is found", async (t) => {
  const { table } = findBoard("PICO_R1_3");
  const svg = drawWiring(table).replace(
    "5 V supply switch, 60 mA",
    "a supply switch of 5 V for 60 mA and more",
  );
  t.deepEqual(await faultsOf(t, svg, "wiring-too-long"), [
    "out of its part: a supply switch of 5 V for 60 mA and more",
  ]);
});
