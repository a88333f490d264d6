import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

async function run(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = "";
  let error = "";
  const code = await runDukaFlash(words, {
    out: (text) => {
      out += text;
    },
    tell: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

const UNFIT: readonly (readonly [board: string, reason: RegExp])[] = [
  ["ESP32", /card clock of at most 78125 Hz, and a card needs 1000000 Hz at least/],
  ["MDBT42Q", /one stop bit only.*no odd parity.*it has 1 UART/],
  ["STM32VLDISCOVERY", /too little memory: 400 interpreter variables/],
  ["STM32F405RG", /wiring not verified/],
];

for (const [board, reason] of UNFIT) {
  for (const words of [
    ["board", board],
    ["build", "--board", board, "--persona", "pos"],
  ]) {
    test(`an unsupported wish is refused with the reason: duka-flash ${words.join(" ")}`, async (t) => {
      const { code, out, error } = await run(...words);
      t.is(code, 1);
      t.is(out, "");
      t.regex(error, reason);
    });
  }
}

test("duka-flash board shows every wire, the speeds and the way back to the console", async (t) => {
  const { code, out } = await run("board", "PICO_R1_3");
  t.is(code, 0);
  t.regex(out, /3818181 Hz, so 10264 baud after a reset/);
  t.regex(out, /slot 0 {2}CLK {15}A8/);
  t.regex(out, /not verified on hardware/);
  t.regex(out, /way back {5}the secret of the unit/);
});

test("duka-flash boards lists the boards without a table, each with why", async (t) => {
  const { out } = await run("boards");
  t.regex(out, /^ESP32 {2}its timers give/m);
  t.regex(out, /^STM32F4DISCOVERY {2}card clock 3906976 Hz/m);
});

test("the size that is told of a firmware without all that can be left out is what such a build has", async (t) => {
  const folder = folderOf(t);
  const all = ["t1", "pps", "pinpad", "level", "fast"].join();
  const sizes = [];
  for (const board of ["PICO_R1_3", "STM32F4DISCOVERY", "ESPRUINOBOARD"]) {
    const { code, out } = await run("build", "--board", board, "--without", all, "--out", folder, "--json");
    t.is(code, 0);
    for (const { bytes } of JSON.parse(out).manifests) sizes.push(bytes);
  }
  const { error } = await run("board", "STM32VLDISCOVERY");
  const told = [...error.matchAll(/(\d+) bytes, without t1, pps, pinpad, level, fast,/g)].map(([, bytes]) =>
    Number(bytes),
  );
  t.deepEqual(told, [Math.min(...sizes)]);
  t.regex(error, new RegExp(`the firmware, without t1, pps, pinpad, level, fast, has ${Math.min(...sizes)}`));
});

test("an unknown board is the caller's mistake", async (t) => {
  const { code, error } = await run("board", "NOWHERE");
  t.is(code, 2);
  t.regex(error, /unknown board "NOWHERE": expected one of/);
});

const FLASH_MISTAKES: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [["."], /name one of --port and --reader/],
  [["--port", "x", "--reader", "tcp://a:1", "."], /name one of --port and --reader/],
  [["--reader", "sim:", "."], /a board is at serial:PORT/],
  [["--reader", "tcp://127.0.0.1:1", "/nowhere"], /nowhere cannot be read/],
];

for (const [words, message] of FLASH_MISTAKES) {
  test(`a mistake of the command line is exit code 2: duka-flash flash ${words.join(" ")}`, async (t) => {
    const { code, error } = await run("flash", ...words);
    t.is(code, 2);
    t.regex(error, message);
  });
}
