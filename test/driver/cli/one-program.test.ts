/** `duka` is started as one program in a few files (driver/start/programs.js); it says what its modules say. */
import { join } from "node:path";
import test from "ava";
import {
  installedIn,
  LOADED_BESIDE,
  programOf,
  saysTheSame,
  startedFrom,
} from "../../support/programs/one-program.js";
import { folderOf } from "../../support/values/folder.js";

const MEMORY = ["--journal", ":memory:"];
const SOLD = ["debit", "--ref", "S-1", ...MEMORY];

const LINES: readonly (readonly [what: string, words: readonly string[], said: RegExp])[] = [
  ["the help", ["--help"], /reimburse/],
  ["its version", ["--version"], /^\d+\.\d+\.\d+$/m],
  ["a command that does not exist", ["pay"], /pay/],
  ["an amount that is no amount", [...SOLD, "--amount", "0.001", "--reader", "sim:"], /0\.001/],
  [
    "a refusal of the simulated card",
    [...SOLD, "--amount", "9000.00", "--reader", "sim:"],
    /insufficient balance/,
  ],
  ["the simulator's own error", [...SOLD, "--amount", "1.00", "--reader", "sim:?colour=red"], /colour=red/],
  [
    "a port that is not there",
    [...SOLD, "--amount", "1.00", "--reader", "serial:/dev/not-there"],
    /not-there/,
  ],
  ["the readers that it finds", ["readers", "--json"], /"origin":"simulated"/],
  ["a declared document", ["serve", "--schema"], /"\$defs"/],
  ["a journal that is not there", ["journal", "show", "S-1", "--journal", "not-there.db"], /not-there\.db/],
  [
    "a reader in the network that is not there",
    ["update", "--manifest", "none.json", "--trust", "none.pem", "--reader", "tcp://127.0.0.1:1"],
    /ECONNREFUSED/,
  ],
];

saysTheSame("duka", "driver", LINES);

test("each module of ours is in the program once, and nothing of ours is loaded beside it", (t) => {
  const { text, inputs } = programOf("driver");
  t.deepEqual(text.match(LOADED_BESIDE) ?? [], []);
  for (const one of ["protocol/dist/", "driver/dist/", "simulator/dist/", "firmware/flash/dist/"])
    t.true(
      inputs.some((file) => file.startsWith(one)),
      one,
    );
  t.is(new Set(inputs).size, inputs.length);
  t.is(text.match(/\bReaderError=class\b|\bclass ReaderError\b/g)?.length, 1);
});

test("where the simulator is not installed, the program sells on real readers and says so of sim:", (t) => {
  const top = folderOf(t);
  const tool = join(installedIn(top, ["protocol"], "driver"), "@duka/driver/bin/duka.js");
  const debit = (reader: string) =>
    startedFrom(tool, [...SOLD, "--amount", "1.00", "--reader", reader], top).stderr;
  t.regex(debit("sim:"), /@duka\/simulator, which is not installed\n {2}npm install @duka\/simulator/);
  t.regex(debit("serial:/dev/not-there"), /\/dev\/not-there: there is no such port/);
});
