/** `duka explain` is started from one file; it is the same program, word for word. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";

const DRIVER = new URL("../../../../driver/", import.meta.url);
/** What `bin` takes for this command, and the program of all commands. */
const STARTED = fileURLToPath(new URL("bin/duka.js", DRIVER));
const MODULES = fileURLToPath(new URL("bin/modules.js", DRIVER));

const LINES: readonly (readonly [what: string, words: readonly string[], env: { [name: string]: string }])[] =
  [
    ["a status word", ["6985"], {}],
    ["a status word with tries left", ["63C2", "--json"], {}],
    ["an error of CCID", ["FE", "--layer", "reader", "--lang", "zh"], {}],
    ["an error of the driver", ["card-mute"], {}],
    ["a return code of LD/T 33", ["LDT33", "-2201"], {}],
    ["a code of PC/SC", ["SCARD_E_NO_SMARTCARD"], {}],
    ["an ATR", ["3B", "6D", "00", "00"], {}],
    ["the help", ["--help"], {}],
    ["no code at all", [], {}],
    ["no code, for a program", ["--json"], {}],
    ["a layer that does not exist", ["6985", "--layer", "wire"], {}],
    ["a layer that does not exist, for a program", ["6985", "--layer", "wire", "--json"], {}],
    ["a layer that does not exist, in Chinese", ["6985", "--layer", "wire", "--lang", "zh"], {}],
    ["a code that means nothing", ["\u001b[31mred\n"], {}],
    ["a log", ["6985"], { DUKA_LOG: "debug" }],
    ["a level of the log that does not exist", ["6985"], { DUKA_LOG: "loud" }],
    ["a level of the log that does not exist, for a program", ["6985", "--json"], { DUKA_LOG: "loud" }],
  ];

for (const [what, words, more] of LINES) {
  test(`explain says the same from one file as from its modules: ${what}`, async (t) => {
    const fromOneFile = started(STARTED, words, more);
    // In this process: to load the modules costs more than all that they do.
    const { code, out, told } = await duka(["explain", ...words], { env: more });
    t.deepEqual(fromOneFile, { status: code, stdout: out, stderr: told });
    t.not(out + told, "");
  });
}

test("explain says the same from one file as the program that is started from its modules", (t) => {
  for (const words of [["6985"], ["6985", "--layer", "wire"]])
    t.deepEqual(started(STARTED, words, {}), started(MODULES, words, {}));
});

function started(program: string, words: readonly string[], more: { readonly [name: string]: string }) {
  const env = { ...process.env, ...more };
  const options = { env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "explain", ...words], options);
  return { status, stdout, stderr };
}
