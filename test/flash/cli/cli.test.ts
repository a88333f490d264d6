import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import test from "ava";

const launcher = fileURLToPath(new URL("../../../../firmware/flash/bin/duka-flash.js", import.meta.url));

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

test("duka-flash boards lists every board with its pins", async (t) => {
  const { code, out, error } = await run("boards");
  t.is(code, 0);
  t.is(error, "");
  t.regex(out, /^PICO_R1_3 {2}card clock 3818181 Hz, host Serial1 115200 baud 8N2$/m);
  t.regex(out, /slot 0 {2}uart Serial\d/);
});

test("duka-flash boards --json is the tables", async (t) => {
  const { code, out } = await run("boards", "--json");
  const { boards }: { boards: { name: string }[] } = JSON.parse(out);
  t.is(code, 0);
  t.true(boards.some((table) => table.name === "PICO_R1_3"));
});

test("duka-flash build writes the bundle where it is told", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-flash-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const { code, out } = await run("build", "--board", "PICO_R1_3", "--persona", "pos", "--out", folder);
  t.is(code, 0);
  t.regex(out, /^PICO_R1_3-pos\.js \d+ bytes\n$/);
  t.deepEqual(readdirSync(folder).sort(), ["PICO_R1_3-pos.js", "PICO_R1_3-pos.json"]);
});

test("a place that cannot be written is named, with exit code 1", async (t) => {
  const { code, out, error } = await run(
    "build",
    "--board",
    "PICO_R1_3",
    "--persona",
    "pos",
    "--out",
    `${launcher}/out`,
  );
  t.is(code, 1);
  t.is(out, "");
  t.regex(error, /duka-flash\.js\/out cannot be written: ENOTDIR/);
});

test("a firmware that was changed is refused with exit code 1, as JSON too, before the port is opened", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-flash-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  await run("build", "--board", "PICO_R1_3", "--persona", "pos", "--out", folder);
  appendFileSync(join(folder, "PICO_R1_3-pos.js"), ";");
  const { code, out, error } = await run("flash", "--port", "/dev/nowhere", "--json", folder);
  t.is(code, 1);
  t.like(JSON.parse(out), { flashed: false, code: "refused-firmware", running: "previous" });
  t.regex(error, /its SHA-256 differs; the board runs what it ran before\n {2}get the folder anew/);
});

const MISTAKES: readonly (readonly [words: string[], message: RegExp])[] = [
  [["build", "--board", "NOWHERE"], /unknown board "NOWHERE": expected one of/],
  [["build", "--nonsense"], /unknown option '--nonsense'/],
  [["fly"], /unknown command 'fly'/],
  [["fly", "--help"], /unknown command 'fly'/],
  [["fly", "-h"], /unknown command 'fly'/],
  [["help", "fly"], /Usage: duka-flash/],
  [[], /Usage: duka-flash/],
];

for (const [words, message] of MISTAKES) {
  test(`a mistake of the command line is exit code 2: duka-flash ${words.join(" ")}`, async (t) => {
    const { code, out, error } = await run(...words);
    t.is(code, 2);
    t.is(out, "");
    t.regex(error, message);
  });
}

test("--help shows examples and is no error", async (t) => {
  const { code, out } = await run("--help");
  t.is(code, 0);
  t.regex(out, /Examples:\n {2}duka-flash boards/);
});

test("--version is the package's", async (t) => {
  const { code, out } = await run("--version");
  t.is(code, 0);
  t.regex(out, /^\d+\.\d+\.\d+\n$/);
});

test("the committed launcher runs the tool", (t) => {
  const boards = spawnSync(process.execPath, [launcher, "boards"], { encoding: "utf8" });
  t.is(boards.status, 0);
  t.regex(boards.stdout, /^PICO_R1_3 /m);
  t.is(spawnSync(process.execPath, [launcher, "fly"], { encoding: "utf8" }).status, 2);
});

test("a reader of the messages that stops reading does not end the tool half-way", async (t) => {
  const child = spawn(process.execPath, [launcher, "board", "NO_SUCH"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.destroy();
  const [status] = await once(child, "close");
  t.is(status, 2);
});
