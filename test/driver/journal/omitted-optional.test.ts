/** What `npm install --omit=optional` leaves: packages that are an optional dependency of something cannot be found. */
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../../support/values/folder.js";

const LAUNCHER = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));
const DRIVER = new URL("../../../../driver/dist/index.js", import.meta.url).href;
const OMITTED = /^(@libsql\/|smartcard$|pcsc-mini$)/;

const WITHOUT = `
const Module = require("node:module");
const load = Module._load;
Module._load = (name, ...rest) => {
  if (!${OMITTED}.test(name)) return load(name, ...rest);
  throw Object.assign(new Error("Cannot find module '" + name + "'"), { code: "MODULE_NOT_FOUND" });
};
`;

function runWithout(t: ExecutionContext, folder: string, words: readonly string[]) {
  const preload = join(folder, "without.cjs");
  writeFileSync(preload, WITHOUT);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: "", DUKA_JOURNAL: "" };
  const ran = spawnSync(process.execPath, ["--require", preload, ...words], { encoding: "utf8", env });
  t.is(ran.signal, null);
  return ran;
}

test("without optional packages the driver is imported, reads readers, and says what is missing when a journal is opened", (t) => {
  const folder = folderOf(t);
  const program = join(folder, "program.mjs");
  const file = join(folder, "j.db");
  writeFileSync(
    program,
    `import { explain, openJournal, openReader, realClock } from ${JSON.stringify(DRIVER)};
const reader = await openReader("sim:");
await reader.close();
try {
  await openJournal(${JSON.stringify(file)}, realClock);
} catch (error) {
  console.log(JSON.stringify([error.name, error.message, explain("6985") !== undefined]));
}`,
  );
  const ran = runWithout(t, folder, [program]);
  t.is(ran.status, 0, ran.stderr);
  const [name, message, explains] = JSON.parse(ran.stdout) as [string, string, boolean];
  t.is(name, "JournalError");
  t.true(message.startsWith(`journal ${file}: needs the database libsql`), message);
  t.regex(message, /install the driver without --omit=optional$/);
  t.true(explains);
  t.deepEqual(readdirSync(folder).sort(), ["program.mjs", "without.cjs"], "nothing is made");
});

test("duka without optional packages explains, and refuses a sale with what to install", (t) => {
  const folder = folderOf(t);
  t.is(runWithout(t, folder, [LAUNCHER, "explain", "6985"]).status, 0);
  const words = ["debit", "--reader", "sim:", "--amount", "1", "--ref", "S-1"];
  const ran = runWithout(t, folder, [LAUNCHER, ...words]);
  t.is(ran.status, 1);
  t.regex(ran.stderr, /needs the database libsql, .* install the driver without --omit=optional/);
});
