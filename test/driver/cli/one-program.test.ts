/** `duka` is started as one program in a few files (driver/start/program.js); it says what its modules say. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

const DRIVER = fileURLToPath(new URL("../../../../driver/", import.meta.url));
const STARTED = join(DRIVER, "bin/duka.js");
const MODULES = join(DRIVER, "bin/modules.js");
const PROGRAM = join(DRIVER, "bin/dist");
const PACKAGES = join(DRIVER, "../node_modules");
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

for (const [what, words, said] of LINES) {
  test(`duka says the same as one program as from its modules: ${what}`, (t) => {
    const cwd = folderOf(t);
    const ran = (program: string) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
        cwd,
        encoding: "utf8",
      });
      return { status, stdout, stderr };
    };
    const asOne = ran(STARTED);
    t.deepEqual(asOne, ran(MODULES));
    t.regex(asOne.stdout + asOne.stderr, said);
  });
}

test("each module of ours is in the program once, and nothing of ours is loaded beside it", (t) => {
  const files = readdirSync(PROGRAM).filter((name) => name.endsWith(".js"));
  const text = files.map((name) => readFileSync(join(PROGRAM, name), "utf8")).join("\n");
  // Where a package has its files is only looked up.
  t.deepEqual(text.match(/\b(?:require|import)\(["'`](?:@duka|zod|commander|\.\.)/g) ?? [], []);
  const made = JSON.parse(readFileSync(join(PROGRAM, "inputs.json"), "utf8")) as readonly string[];
  for (const one of ["protocol/dist/", "driver/dist/", "simulator/dist/", "firmware/flash/dist/"])
    t.true(
      made.some((file) => file.startsWith(one)),
      one,
    );
  t.is(new Set(made).size, made.length);
  t.is(text.match(/\bReaderError=class\b|\bclass ReaderError\b/g)?.length, 1);
});

test("where the simulator is not installed, the program sells on real readers and says so of sim:", (t) => {
  const top = folderOf(t);
  const installed = join(top, "node_modules");
  mkdirSync(join(installed, "@duka/driver"), { recursive: true });
  for (const name of readdirSync(PACKAGES))
    if (!name.startsWith("@duka") && !name.startsWith("."))
      symlinkSync(join(PACKAGES, name), join(installed, name));
  symlinkSync(join(DRIVER, "../protocol"), join(installed, "@duka/protocol"));
  for (const name of ["dist", "package.json"])
    symlinkSync(join(DRIVER, name), join(installed, "@duka/driver", name));
  cpSync(join(DRIVER, "bin"), join(installed, "@duka/driver/bin"), { recursive: true });
  const debit = (reader: string) =>
    spawnSync(
      process.execPath,
      [join(installed, "@duka/driver/bin/duka.js"), ...SOLD, "--amount", "1.00", "--reader", reader],
      // As a user has it: no measurement of coverage, which takes the modules.
      { cwd: top, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
    ).stderr;
  t.regex(debit("sim:"), /@duka\/simulator, which is not installed\n {2}npm install @duka\/simulator/);
  t.regex(debit("serial:/dev/not-there"), /\/dev\/not-there: there is no such port/);
});
