/** `duka-flash`, and the process that flashes a board of a line, are one program in a few files. */
import test from "ava";
import { LOADED_BESIDE, programOf, startedFrom, toolOf } from "../../support/programs/one-program.js";
import { folderOf } from "../../support/values/folder.js";

const DUKA_FLASH = toolOf("firmware/flash", "duka-flash");

const LINES: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
  ["the help", ["--help"], /pcsc-conf/],
  ["its version", ["--version"], /^\d+\.\d+\.\d+$/m],
  ["a command that does not exist", ["burn"], /burn/],
  ["all boards", ["boards", "--json"], /PICO_R1_3/],
  ["a board and its wiring", ["board", "PICO_R1_3"], /Serial1/],
  ["a board that it does not know", ["board", "NONE"], /NONE/],
  [
    "the firmware, built",
    ["build", "--board", "PICO_R1_3", "--persona", "pos", "--out", "."],
    /PICO_R1_3-pos\.js/,
  ],
  ["a port that is not there", ["flash", "--port", "/dev/not-there", "."], /./],
];

for (const [what, words, said] of LINES) {
  test(`duka-flash says the same as one program as from its modules: ${what}`, (t) => {
    const cwd = folderOf(t);
    const asOne = startedFrom(DUKA_FLASH.started, words, cwd);
    t.deepEqual(asOne, startedFrom(DUKA_FLASH.modules, words, cwd));
    t.regex(asOne.stdout + asOne.stderr, said);
  });
}

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
