/** `duka-flash`, and the process that flashes a board of a line, are one program in a few files. */
import { BUNDLE_FOLDER } from "@duka/flash/base/package-folders";
import test from "ava";
import { LOADED_BESIDE, programOf, saysTheSame } from "../../support/programs/one-program.js";

const BUILT = ["--board", "PICO_R1_3", "--persona", "pos", BUNDLE_FOLDER];

const LINES: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
  ["the help", ["--help"], /pcsc-conf/],
  ["its version", ["--version"], /^\d+\.\d+\.\d+$/m],
  ["a command that does not exist", ["burn"], /burn/],
  ["all boards", ["boards", "--json"], /PICO_R1_3/],
  ["a board and its wiring", ["board", "PICO_R1_3"], /Serial1/],
  ["a board that it does not know", ["board", "NONE"], /NONE/],
  [
    "the firmware, built",
    ["build", "--board", "PICO_R1_3", "--persona", "pos", "--out", "built"],
    /PICO_R1_3-pos\.js/,
  ],
  ["a folder without a firmware", ["flash", "--port", "/dev/not-there", "."], /no firmware in it/],
  ["a port that is not there", ["flash", "--port", "/dev/not-there", ...BUILT], /no such port/],
];

saysTheSame("duka-flash", "firmware/flash", LINES);

test("each module of ours is in the program once, and nothing of ours is loaded beside it", (t) => {
  const { text, texts, inputs } = programOf("firmware/flash");
  t.deepEqual(text.match(LOADED_BESIDE) ?? [], []);
  for (const one of ["protocol/dist/", "driver/dist/", "simulator/dist/", "firmware/flash/dist/"])
    t.true(
      inputs.some((file) => file.startsWith(one)),
      one,
    );
  t.is(new Set(inputs).size, inputs.length);
  for (const name of ["ReaderError", "BoardError", "FlashError"])
    t.is(text.match(new RegExp(`\\b${name}=class\\b|\\bclass ${name}\\b`, "g"))?.length, 1, name);
  for (const [name, one] of texts) t.notRegex(one, /require\("\.\/(?:duka-flash|unit-worker)\.js"\)/, name);
});
