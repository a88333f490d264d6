/** The programs of driver/examples, as someone who copies their folder has them. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { startService } from "./harness/asked.js";
import { run } from "./harness/run.js";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const EXAMPLES = join(TOP, "driver/examples");

/** A copy of the example's folder, with these packages installed and no other. */
function copied(t: ExecutionContext, name: string, packages: readonly string[]): string {
  const folder = folderOf(t);
  cpSync(join(EXAMPLES, name), folder, { recursive: true });
  for (const one of packages) {
    const link = join(folder, "node_modules", one);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(TOP, "node_modules", one), link);
  }
  return folder;
}

/** As it is installed: without the condition by which tests reach inside. */
const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: "" };
const duka = ["@duka/driver", "@duka/simulator"];

test("every example has a page that says how it is run", (t) => {
  for (const name of readdirSync(EXAMPLES)) t.true(existsSync(join(EXAMPLES, name, "README.md")), name);
});

test("node: sells; a sale that was left open is asked again with its ref, and debits once", async (t) => {
  const cwd = copied(t, "node", duka);
  writeFileSync(join(cwd, "open-sale.json"), JSON.stringify({ ref: "T1-7", amountFen: 1250 }));
  const words = ["till.mjs", `sim:hangzhou?state=${join(cwd, "card.json")}`, "1250"];
  const first = await run(process.execPath, words, { cwd, env });
  t.is(first.code, 0, first.err);
  t.regex(first.out, /^T1-7 committed \n[\s\S]*487\.50/);
  t.false(existsSync(join(cwd, "open-sale.json")));
  writeFileSync(join(cwd, "open-sale.json"), JSON.stringify({ ref: "T1-7", amountFen: 1250 }));
  const again = await run(process.execPath, words, { cwd, env });
  t.is(again.out, first.out);
  writeFileSync(join(cwd, "open-sale.json"), JSON.stringify({ ref: "T1-7", amountFen: 1250 }));
  const gone = await run(process.execPath, ["till.mjs", "tcp://127.0.0.1:1", "1250"], { cwd, env });
  t.is(gone.code, 3, gone.err);
  t.true(existsSync(join(cwd, "open-sale.json")), "whether it has paid is asked again");
});

test("typescript-commonjs: compiles to require(), and sells", async (t) => {
  const cwd = copied(t, "typescript-commonjs", [...duka, "@types/node", "undici-types"]);
  const compiled = await run(process.execPath, [join(TOP, "node_modules/typescript/bin/tsc")], { cwd, env });
  t.is(compiled.code, 0, compiled.out);
  t.regex(readFileSync(join(cwd, "built/till.cjs"), "utf8"), /require\("@duka\/driver"\)/);
  const ran = await run(process.execPath, ["built/till.cjs", "sim:", "1250"], { cwd, env });
  t.is(ran.code, 0, ran.err);
  t.regex(ran.out, /RECEIPT[\s\S]*12\.50/);
});

test("electron: the bundle runs beside nothing but what its README says stays outside", async (t) => {
  const cwd = copied(t, "electron", ["@duka/driver", "esbuild"]);
  const alone = copied(t, "electron", ["libsql", "serialport", "@duka/simulator"]);
  const built = await run(process.execPath, ["build.mjs", join(alone, "main.mjs")], { cwd, env });
  t.is(built.code, 0, built.err);
  const ran = await run(process.execPath, ["main.mjs", "sim:", ":memory:"], { cwd: alone, env });
  t.is(ran.code, 0, ran.err);
  t.like(JSON.parse(ran.out), { outcome: "committed" });
  // A real reader's way is in the bundle too: a port that there is not.
  const port = await run(process.execPath, ["main.mjs", "serial:/dev/no-such-port", ":memory:"], {
    cwd: alone,
    env,
  });
  t.regex(port.err, /ReaderError.*no-such-port/);
});

test("python: pairs itself the first time, sells, and leaves no open sale", async (t) => {
  const cwd = copied(t, "python", []);
  cpSync(join(TOP, "driver/clients/python/duka.py"), join(cwd, "duka.py"));
  const { bridge } = await startService(t);
  // `duka` on the PATH, as an installation has it.
  const launcher = `#!/bin/sh\nexec "${process.execPath}" "${TOP}driver/bin/duka.js" "$@" --http ${new URL(bridge.url).host} --tokens ${bridge.tokens}\n`;
  writeFileSync(join(cwd, "duka"), launcher, { mode: 0o755 });
  const path = { ...env, PATH: `${cwd}:${process.env.PATH}`, PYTHONUTF8: "1" };
  const ran = await run("python3", ["till.py", "1250", bridge.url], { cwd, env: path });
  t.is(ran.code, 0, ran.err);
  t.regex(ran.out, /^T1-\d+ committed\n[\s\S]*12\.50/);
  t.false(existsSync(join(cwd, "open-sale.json")));
  t.true(existsSync(join(cwd, "till.token")));
});
